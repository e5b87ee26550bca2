import * as v from 'valibot';
import type {
  Intersection,
  Pair,
  SegmentFigures,
  SegmentRow,
  Segments,
} from '../../reports/index.ts';
import { OVERVIEW_FIGURES, type OverviewFigure } from '../../reports/overview-pick.ts';
import { count, rate } from '../shapes.ts';
import { figures } from './figures.ts';
import { peopleCell } from './people-cell.ts';

export type SegmentFigure = OverviewFigure | 'people';

export const SEGMENT_FIGURES: readonly SegmentFigure[] = ['people', ...OVERVIEW_FIGURES];

/** Keys to the people behind the figures; null of nobody. */
export type SegmentCells = Record<SegmentFigure, string | null>;

/** The report with the keys to its people. */
export interface CellSegments extends Segments {
  everybody: SegmentFigures & { cells: SegmentCells };
  rows: (SegmentRow & { cells: SegmentCells })[];
  intersections: (Intersection & { cell: string | null })[];
  pairs: (Pair & { cell: string | null })[];
}

const key = v.nullable(v.string());
const cells: v.GenericSchema<SegmentCells> = v.pipe(
  v.strictObject({
    people: v.pipe(key, v.description('Everybody who is in it.')),
    customers: v.pipe(key, v.description('Who of them was there in the range, as such.')),
    new_customers: key,
    returning_customers: key,
    converted: key,
    buyers: key,
  }),
  v.description('Open the people behind the figures: `GET .../customers?cell=`. Null of nobody.'),
);

const share = v.pipe(rate, v.description('Of everybody seen by the end of the range.'));
const sized = {
  ...figures,
  people: v.pipe(
    count,
    v.description('In it by the end of the range, whenever they came: its list of customers.'),
  ),
  share,
  cells,
};
const nth = v.pipe(count, v.description('Number of the segment, from 1.'));

export const segmentsData: v.GenericSchema<CellSegments> = v.strictObject({
  everybody: v.pipe(v.strictObject(sized), v.description('In a segment or in none.')),
  rows: v.pipe(
    v.array(
      v.strictObject({
        nth,
        key: v.pipe(v.string(), v.description('Name of the segment.')),
        segment: v.pipe(v.nullable(v.string()), v.description('Id of a saved one.')),
        ...sized,
      }),
    ),
    v.description('As they were asked for. Figures are of the sessions the filter holds for.'),
  ),
  intersections: v.pipe(
    v.array(
      v.strictObject({
        key: v.pipe(
          v.string(),
          v.description('Names; `(none)`: in no segment, `(other)`: the rest.'),
        ),
        segments: v.pipe(v.nullable(v.array(nth)), v.description('Null of the rest.')),
        people: v.pipe(count, v.description('In these and in no other.')),
        share,
        cell: peopleCell,
      }),
    ),
    v.description('Each person is in one: together they are everybody.'),
  ),
  pairs: v.array(
    v.strictObject({
      a: nth,
      b: nth,
      people: v.pipe(count, v.description('In both, and maybe in more.')),
      of_a: rate,
      of_b: rate,
      cell: peopleCell,
    }),
  ),
});
