import * as v from 'valibot';
import {
  attribution,
  durationOf,
  FACETS,
  MODELS,
  MOST_PLAYERS,
  type AttributionPick,
  type AttributionQuery,
  type Breakdown,
  type Facet,
  type Model,
} from '../../reports/index.ts';
import {
  attributionData,
  attributionTotals,
  type CellAttribution,
} from '../answers/attribution.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { range, step, stepInput, window } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count } from '../shapes.ts';
import { conversionStep } from '../usual-steps.ts';
import { attributionExample } from './attribution-example.ts';

/** What is asked for where nobody says: the two shapes besides are for those who know them. */
const USUAL_MODELS: readonly Model[] = [
  'first',
  'last',
  'last_non_direct',
  'linear',
  'u_shaped',
  'time_decay',
  'markov',
  'shapley',
];

const DAY = 86_400_000;

/** More states than this make a chain that costs more than it tells. */
const MOST_ROWS = 50;

/** Rows before `(other)` where nobody says. */
const USUAL_ROWS = 20;

/** A game of rates has so many players at most, of whom the rest is one. */
const MOST_WITH_RATE = MOST_PLAYERS - 1;

const unit = v.literal('customer');

const touch: v.GenericSchema<unknown, { by: Facet; limit?: number }> = v.strictObject({
  by: v.picklist(FACETS),
  limit: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(MOST_ROWS),
      v.description(
        `Rows before \`(other)\`; ${USUAL_ROWS} unless said, ${MOST_WITH_RATE} with shapley_rate.`,
      ),
    ),
  ),
});

const lookback = v.pipe(
  window,
  v.check((text) => (durationOf(text) ?? 0) >= DAY, 'At least P1D: a visit takes its time'),
  v.description('How long before a conversion a touch may be, from P1D to P366D.'),
  v.examples(['P30D', 'P90D']),
);

const models = v.pipe(
  v.array(v.picklist(MODELS)),
  v.minLength(1, 'At least one model'),
  v.maxLength(MODELS.length),
  v.check((all) => new Set(all).size === all.length, 'Each model once'),
);

const bootstrap = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(1_000),
  v.description('Resamples of the journeys that `ci95` is made of; 0: none.'),
);

const body = v.strictObject({
  range,
  unit: v.exactOptional(unit, 'customer'),
  filter: v.exactOptional(filterInput),
  conversion: v.exactOptional(stepInput),
  touch: v.exactOptional(touch, { by: 'channel' }),
  lookback: v.exactOptional(lookback, 'P30D'),
  models: v.exactOptional(models, [...USUAL_MODELS]),
  bootstrap: v.exactOptional(bootstrap, 200),
});

export const attributionReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/attribution',
  operationId: 'reportAttribution',
  tag: 'Reports',
  summary: 'Share conversions among what led to them, by several models',
  description:
    'Touches are the starts of a customer’s sessions, and contacts off the site, since the conversion ' +
    'before and within the lookback. Every model’s rows add up to all conversions and to their worth; ' +
    'what nothing led to is `(no touch)`. Without `conversion` any of the site’s conversions counts. ' +
    'None of the models says what caused a conversion.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'A row a touch, with what each model credits to it',
      schema: envelopeSchema({
        query: {
          unit,
          filter: v.exactOptional(filter),
          conversion: step,
          touch: v.strictObject({ by: v.picklist(FACETS), limit: count }),
          lookback: v.string(),
          models,
          bootstrap: count,
        },
        data: attributionData,
        totals: attributionTotals,
      }),
    },
  },
  example: attributionExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...given } = call.body;
      const query = {
        ...given,
        conversion: given.conversion ?? conversionStep(call.site),
        touch: touchOf(given),
      };
      const asked: AttributionQuery = { ...query, range: spanOf(within) };
      const answer = await attribution(context, asked);
      const cellOf = (pick: AttributionPick): Promise<string | null> =>
        sealCell(call.env, call.site, { report: 'attribution', query: asked, pick });
      const { rows, ...rest } = answer.data;
      const celled = rows.map(async (row) => {
        const cell = row.customers === 0 ? null : await cellOf({ touch: row.touch });
        return { ...row, cell };
      });
      const data: CellAttribution = { ...rest, rows: await Promise.all(celled) };
      const { conversions, customers, value } = rest;
      const totals = { conversions, customers, value };
      const people = customers === 0 ? null : await cellOf({});
      const warnings = warningsOf(data, query.models);
      return { query: { unit: shownUnit, ...query }, data, totals, answer, people, warnings };
    }),
  }),
});

/** What is credited, with as many rows as the models can look at. */
function touchOf(given: {
  touch: { by: Facet; limit?: number };
  models: readonly Model[];
}): Breakdown {
  const most = given.models.includes('shapley_rate') ? MOST_WITH_RATE : MOST_ROWS;
  const { by, limit = Math.min(USUAL_ROWS, most) } = given.touch;
  if (limit <= most) return { by, limit };
  const detail = `"touch.limit": at most ${most} with shapley_rate, which looks at every set of rows`;
  const errors = [{ in: 'body' as const, pointer: '/touch/limit', detail }];
  throw new Problem('invalid-input', detail, { errors });
}

/** Where no journey has ended without a conversion, a model that weighs them has nothing to weigh. */
function warningsOf({ journeys }: CellAttribution, asked: readonly Model[]): string[] {
  const weighing = asked.filter((model) => model === 'markov' || model === 'shapley_rate');
  if (weighing.length === 0 || journeys.lapsed > 0 || journeys.in_progress === 0) return [];
  return [
    `No journey without a conversion is over yet: what ${weighing.join(' and ')} credit rests on conversions alone. ` +
      'A shorter lookback ends journeys sooner.',
  ];
}
