import * as v from 'valibot';
import {
  friction,
  FRICTION_BY,
  SIGNALS,
  type FrictionPick,
  type FrictionQuery,
  type FrictionRow,
  type Signal,
} from '../../reports/index.ts';
import { frictionData, frictionTotals, type CellFriction } from '../answers/friction.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { range, step, stepInput, steps, window } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { conversionStep, usualSteps } from '../usual-steps.ts';
import { frictionExample } from './friction-example.ts';

const unit = v.literal('customer');
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));
const by = v.pipe(
  v.picklist(FRICTION_BY),
  v.description(
    'What signals of one kind are told apart by: not at all, their page, their target.',
  ),
);
const signals = v.pipe(
  v.array(v.picklist(SIGNALS)),
  v.minLength(1, 'At least one signal'),
  v.maxLength(SIGNALS.length),
  v.check((all) => new Set(all).size === all.length, 'Each signal once'),
);
const all: readonly Signal[] = SIGNALS;

const outcome = v.pipe(
  window,
  v.description('How long after entering a step a conversion counts.'),
);
const exposure = v.pipe(
  window,
  v.description('How long after entering a step a signal counts, if no conversion came before.'),
);

const body = v.strictObject({
  range,
  unit: v.exactOptional(unit, 'customer'),
  filter: v.exactOptional(filterInput),
  steps: v.exactOptional(steps),
  conversion: v.exactOptional(stepInput),
  window: v.exactOptional(outcome, 'P7D'),
  exposure: v.exactOptional(exposure, 'PT30M'),
  signals: v.exactOptional(signals, [...all]),
  by: v.exactOptional(by, 'page'),
  limit: v.exactOptional(v.pipe(limit, v.description('Rows that are shown.')), 20),
});

export const frictionReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/friction',
  operationId: 'reportFriction',
  tag: 'Reports',
  summary: 'Rank friction by the conversions that are missing where people met with it',
  description:
    'Who met with a signal after entering a step is compared with others alike who entered it too: by ' +
    'device, new or returning, channel and pages seen before. Without `steps` they are the usual ones, ' +
    'without `conversion` any of the site’s. A difference is associated with the signal; it is no ' +
    'proof that the signal was its cause.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'Signals by step, what costs most at least first',
      schema: envelopeSchema({
        query: {
          unit,
          filter: v.exactOptional(filter),
          steps: v.array(step),
          conversion: step,
          window: v.string(),
          exposure: v.string(),
          signals,
          by,
          limit,
        },
        data: frictionData,
        totals: frictionTotals,
      }),
    },
  },
  example: frictionExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...given } = call.body;
      const query = {
        ...given,
        steps: given.steps ?? usualSteps(call.site).slice(0, -1),
        conversion: given.conversion ?? conversionStep(call.site),
      };
      const asked: FrictionQuery = { ...query, range: spanOf(within) };
      const answer = await friction(context, asked);
      const cellOf = (pick: FrictionPick): Promise<string | null> =>
        sealCell(call.env, call.site, { report: 'friction', query: asked, pick });
      const { rows, ...rest } = answer.data;
      const data: CellFriction = {
        ...rest,
        rows: await Promise.all(
          rows.map(async (row) => ({ ...row, cells: await cellsOf(row, cellOf) })),
        ),
      };
      const totals = { tested: rest.tested, stand: rows.filter(({ stands }) => stands).length };
      return { query: { unit: shownUnit, ...query }, data, totals, answer };
    }),
  }),
});

async function cellsOf(
  { nth, signal, key, converted }: FrictionRow,
  cellOf: (pick: FrictionPick) => Promise<string | null>,
): Promise<CellFriction['rows'][number]['cells']> {
  const { n, of } = converted.exposed;
  const pick = { nth, signal, key };
  return {
    exposed: of === 0 ? null : await cellOf({ ...pick, of: 'exposed' }),
    missing: n === of ? null : await cellOf({ ...pick, of: 'missing' }),
  };
}
