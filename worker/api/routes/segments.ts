import * as v from 'valibot';
import {
  MOST_SEGMENTS,
  segments,
  type ComparedSegment,
  type SegmentFigures,
  type SegmentsPick,
  type SegmentsQuery,
} from '../../reports/index.ts';
import {
  SEGMENT_FIGURES,
  segmentsData,
  type CellSegments,
  type SegmentCells,
  type SegmentFigure,
} from '../answers/segments.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { range, unit } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { chosenSegments, segmentList } from '../saved/compared-segments.ts';
import { count } from '../shapes.ts';
import { withCells } from '../with-cells.ts';
import { segmentsExample } from './segments-example.ts';

const limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(100),
  v.description('Intersections before `(other)`.'),
);

type CellOf = (pick: SegmentsPick, query?: SegmentsQuery) => Promise<string | null>;

export const segmentsReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/segments',
  operationId: 'reportSegments',
  tag: 'Reports',
  summary: 'Compare segments side by side, and show who is in several',
  description:
    `Up to ${MOST_SEGMENTS} segments: saved ones by id (or the cell of a report), others by a filter. ` +
    'Without `segments` they are the site’s, by name. `people` are those in a segment by the end of ' +
    'the range, whenever they came; the other figures are what the overview says of the segment in ' +
    'the range. `intersections` part everybody by the segments they are in.',
  needs: 'read:reports',
  body: v.strictObject({
    range,
    unit,
    filter: v.exactOptional(filterInput),
    segments: v.exactOptional(segmentList),
    limit: v.exactOptional(limit, 20),
  }),
  answers: {
    200: {
      description: 'Figures of each segment, and how they overlap',
      schema: envelopeSchema({
        query: {
          unit: v.picklist(['customer', 'session']),
          filter: v.exactOptional(filter),
          segments: v.array(
            v.strictObject({ name: v.string(), filter, id: v.exactOptional(v.string()) }),
          ),
          limit,
        },
        data: segmentsData,
        totals: v.strictObject({ people: count }),
      }),
    },
  },
  example: segmentsExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, segments: given, ...rest } = call.body;
      const { chosen, warnings } = await chosenSegments(call, given);
      const query = { ...rest, segments: chosen };
      const asked: SegmentsQuery = { ...query, range: spanOf(within) };
      const answer = await segments(context, asked);
      const data = await withSegmentCells(answer.data, asked, (pick, own = asked) =>
        sealCell(call.env, call.site, { report: 'segments', query: own, pick }),
      );
      const { people } = data.everybody;
      return {
        query,
        data,
        totals: { people },
        answer,
        people: data.everybody.cells.people,
        warnings,
      };
    }),
  }),
});

async function withSegmentCells(
  { everybody, rows, intersections, pairs }: Awaited<ReturnType<typeof segments>>['data'],
  query: SegmentsQuery,
  cellOf: CellOf,
): Promise<CellSegments> {
  // A key that names its own segment alone is shorter, and some address must carry it.
  const only = (one: readonly ComparedSegment[]): SegmentsQuery => ({ ...query, segments: one });
  const some = <Row extends { people: number }>(
    list: readonly Row[],
    pickOf: (row: Row) => SegmentsPick,
  ): Promise<(Row & { cell: string | null })[]> =>
    withCells(
      list,
      (row) => (row.people === 0 ? null : pickOf(row)),
      async (pick) => (pick === null ? null : cellOf(pick)),
    );
  return {
    everybody: {
      ...everybody,
      cells: await cellsOf(everybody, (figure) => cellOf({ figure }, only([]))),
    },
    rows: await Promise.all(
      rows.map(async (row, i) => {
        const own = only(query.segments.slice(i, i + 1));
        const cells = await cellsOf(row, (figure) => cellOf({ figure, nth: 1 }, own));
        return { ...row, cells };
      }),
    ),
    intersections: await some(intersections, (one) => ({ exactly: one.segments })),
    pairs: await some(pairs, ({ a, b }) => ({ both: [a, b] })),
  };
}

async function cellsOf(
  figures: SegmentFigures,
  cellOf: (figure: SegmentFigure) => Promise<string | null>,
): Promise<SegmentCells> {
  const { people, customers, new_customers, returning_customers, orders, conversion } = figures;
  const sizes: Record<SegmentFigure, number> = {
    people,
    customers,
    new_customers,
    returning_customers,
    buyers: orders,
    converted: conversion.n,
  };
  const cells = SEGMENT_FIGURES.map(
    async (figure) => [figure, sizes[figure] === 0 ? null : await cellOf(figure)] as const,
  );
  // One for each of the figures.
  return Object.fromEntries(await Promise.all(cells)) as SegmentCells;
}
