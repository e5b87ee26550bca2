import * as v from 'valibot';
import {
  stages,
  STAGES,
  type StageFigures,
  type StagesPick,
  type StagesQuery,
} from '../../reports/index.ts';
import { stagesData, type CellStage, type CellStages } from '../answers/stages.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Example, type Operation } from '../operation.ts';
import { range } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count } from '../shapes.ts';
import { withCells } from '../with-cells.ts';
import {
  exampleCell,
  exampleLinks,
  exampleMeta,
  exampleRange,
  exampleStage,
} from './example-parts.ts';

const unit = v.literal('customer');

const data: CellStages = {
  people: 1_040,
  stages: [
    {
      ...exampleStage,
      reasons: exampleStage.reasons.map((reason) => ({ ...reason, cell: exampleCell })),
      cell: exampleCell,
      cells: { entered: exampleCell, conversion: exampleCell, drop_off: exampleCell },
    },
  ],
  flow: [{ from: 'intent', to: 'purchase', moves: 21, people: 21, cell: exampleCell }],
};

const example: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' } },
  response: {
    query: { range: exampleRange, unit: 'customer' },
    data,
    totals: { people: 1_040 },
    meta: exampleMeta,
    links: exampleLinks,
  },
};

export const stagesReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/stages',
  operationId: 'reportStages',
  tag: 'Reports',
  summary: 'Show how many people are in each stage, and how they move between them',
  description:
    `Stages in order: ${STAGES.join(', ')}. A stage is the outcome of all a customer ever did, so that ` +
    'everybody seen by the end of the range is in one. Those there before and those who entered went ' +
    'on (`conversion`), lapsed (`drop_off`) or are still there. Who lapses does so at the moment ' +
    'silence has lasted too long. `filter` takes customers with a session that it holds for, whenever ' +
    'it was. Visits without stored consent are in no stage.',
  needs: 'read:reports',
  body: v.strictObject({
    range,
    unit: v.exactOptional(unit, 'customer'),
    filter: v.exactOptional(filterInput),
  }),
  answers: {
    200: {
      description: 'People by stage, and the flow between stages',
      schema: envelopeSchema({
        query: { unit, filter: v.exactOptional(filter) },
        data: stagesData,
        totals: v.strictObject({ people: count }),
      }),
    },
  },
  example,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: StagesQuery = { ...query, range: spanOf(within) };
      const answer = await stages(context, asked);
      const cellOf = (pick: StagesPick): Promise<string | null> =>
        sealCell(call.env, call.site, { report: 'stages', query: asked, pick });
      const { people, stages: all, flow } = answer.data;
      const shown: CellStages = {
        people,
        stages: await Promise.all(all.map((figures) => withStageCells(figures, cellOf))),
        flow: await withCells(flow, ({ from, to }): StagesPick => ({ from, to }), cellOf),
      };
      return { query: { unit: shownUnit, ...query }, data: shown, totals: { people }, answer };
    }),
  }),
});

async function withStageCells(
  figures: StageFigures,
  cellOf: (pick: StagesPick) => Promise<string | null>,
): Promise<CellStage> {
  const { stage } = figures;
  const reasonOf = ({ because }: StageFigures['reasons'][number]): StagesPick => ({
    stage,
    because,
  });
  const [reasons, cell, entered, conversion, drop_off] = await Promise.all([
    withCells(figures.reasons, reasonOf, cellOf),
    cellOf({ stage }),
    cellOf({ stage, move: 'entered' }),
    cellOf({ stage, move: 'advanced' }),
    cellOf({ stage, move: 'lapsed' }),
  ]);
  return { ...figures, reasons, cell, cells: { entered, conversion, drop_off } };
}
