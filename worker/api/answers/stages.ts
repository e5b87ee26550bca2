import * as v from 'valibot';
import type { StageFigures, Stages } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';
import { stageName } from './customer.ts';
import { peopleCell } from './people-cell.ts';
import { quantiles } from './quantiles.ts';

type Celled<T> = T & { cell: string | null };

/** A stage with the keys to its people. `cells` are of those who moved: they may be fewer than the moves. */
export interface CellStage extends Celled<Omit<StageFigures, 'reasons'>> {
  cells: { entered: string | null; conversion: string | null; drop_off: string | null };
  reasons: Celled<StageFigures['reasons'][number]>[];
}

/** The report with them. */
export interface CellStages extends Omit<Stages, 'stages' | 'flow'> {
  stages: CellStage[];
  flow: Celled<Stages['flow'][number]>[];
}

const reason = { because: v.string(), reason: v.string(), people: count };

/** Members of whatever holds the figures of a stage. */
export const stageFigures: {
  [Name in keyof StageFigures]: v.GenericSchema<StageFigures[Name]>;
} = {
  stage: stageName,
  people: v.pipe(count, v.description('There at the end of the range, or now.')),
  before: v.pipe(count, v.description('There at its start.')),
  entered: v.pipe(count, v.description('How often it was entered.')),
  conversion: v.pipe(rate, v.description('Went on, of those there before and those entered.')),
  drop_off: v.pipe(rate, v.description('Lapsed, of the same.')),
  time: v.pipe(quantiles, v.description('Seconds in the stage of those who left it.')),
  reasons: v.pipe(
    v.array(v.strictObject(reason)),
    v.description('Why those who are there are there.'),
  ),
};

export const stagesFlow: v.GenericSchema<CellStages['flow']> = v.pipe(
  v.array(
    v.strictObject({
      from: v.pipe(v.nullable(stageName), v.description('`null`: seen for the first time.')),
      to: stageName,
      moves: count,
      people: count,
      cell: peopleCell,
    }),
  ),
  v.description('Who went from which stage to which, within the range.'),
);

const celledReasons = v.pipe(
  v.array(v.strictObject({ ...reason, cell: peopleCell })),
  v.description('Why those who are there are there.'),
);

const moved = v.pipe(
  v.strictObject({ entered: peopleCell, conversion: peopleCell, drop_off: peopleCell }),
  v.description('Who came in, went on or lapsed; each once, however often.'),
);

export const stagesData: v.GenericSchema<CellStages> = v.strictObject({
  people: v.pipe(count, v.description('Everybody seen by the end of the range.')),
  stages: v.array(
    v.strictObject({ ...stageFigures, reasons: celledReasons, cell: peopleCell, cells: moved }),
  ),
  flow: stagesFlow,
});
