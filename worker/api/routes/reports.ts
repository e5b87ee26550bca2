import * as v from 'valibot';
import type { Env } from '../../env.ts';
import {
  DEFAULT_WINDOW,
  funnel,
  overview,
  PERIODS,
  type Funnel,
  type FunnelQuery,
  type FunnelStep,
  type Overview,
  type OverviewFigures,
} from '../../reports/index.ts';
import { funnelData, type CellFunnel, type CellStep } from '../answers/funnel.ts';
import { overviewData, overviewFigures } from '../answers/figures.ts';
import { withOverviewCells } from '../answers/overview-cells.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import {
  breakdown,
  exclusion,
  exclusions,
  order,
  range,
  step,
  steps,
  unit,
  window,
} from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count, rate } from '../shapes.ts';
import type { Site } from '../site.ts';
import { usualSteps } from '../usual-steps.ts';
import { funnelExample, overviewExample } from './report-examples.ts';

const overviewBody = v.strictObject({
  range,
  unit,
  filter: v.exactOptional(filterInput),
  breakdown: v.exactOptional(breakdown),
});

const funnelBody = v.strictObject({
  range,
  unit,
  steps: v.exactOptional(steps),
  order,
  window: v.exactOptional(window, DEFAULT_WINDOW),
  hold: v.exactOptional(
    v.pipe(
      v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
      v.maxLength(3),
      v.description('Properties that must be the same at all steps.'),
    ),
    [],
  ),
  exclude: v.exactOptional(exclusions, []),
  breakdown: v.exactOptional(breakdown),
  trend: v.exactOptional(
    v.pipe(
      v.picklist(PERIODS),
      v.description('Also by when people took the first step: days, weeks or months of the site.'),
    ),
  ),
  filter: v.exactOptional(filterInput),
});

const shownUnit = v.picklist(['customer', 'session']);

export const reports: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/reports/overview',
    operationId: 'reportOverview',
    tag: 'Reports',
    summary: 'Count visitors, customers, sessions, orders and revenue',
    needs: 'read:reports',
    body: overviewBody,
    answers: {
      200: {
        description: 'The figures, by day, and by what the breakdown asks for',
        schema: envelopeSchema({
          query: {
            unit: shownUnit,
            filter: v.exactOptional(filter),
            breakdown: v.exactOptional(breakdown),
          },
          data: overviewData,
          totals: overviewFigures,
        }),
      },
    },
    example: overviewExample,
    handle: async (call) => ({
      body: await runReport(call, async (context, within) => {
        const { range: _, ...query } = call.body;
        const asked = { ...query, range: spanOf(within) };
        const answer = await overview(context, asked);
        const data = await withOverviewCells(answer.data, (pick) =>
          sealCell(call.env, call.site, { report: 'overview', query: asked, pick }),
        );
        const people = data.cells.customers;
        return { query, data, totals: figuresOf(answer.data), answer, people };
      }),
    }),
  }),
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/reports/funnel',
    operationId: 'reportFunnel',
    tag: 'Reports',
    summary: 'Follow customers through steps',
    description:
      'Of all starts of a customer the one that reaches deepest counts, the earliest of equals. The ' +
      'window runs from the first step and is never reset. Steps after the range count while it is ' +
      'open. Without `steps` the funnel is the usual one: through the cart to any of the site’s ' +
      'conversions, or to them from any page where orders are none.',
    needs: 'read:reports',
    body: funnelBody,
    answers: {
      200: {
        description: 'People at each step',
        schema: envelopeSchema({
          query: {
            unit: shownUnit,
            steps: v.array(step),
            order: v.picklist(['ordered', 'strict', 'any']),
            window: v.string(),
            hold: v.array(v.string()),
            exclude: v.array(exclusion),
            filter: v.exactOptional(filter),
            breakdown: v.exactOptional(breakdown),
            trend: v.exactOptional(v.picklist(PERIODS)),
          },
          data: funnelData,
          totals: v.strictObject({ people: count, converted: count, conversion: rate }),
        }),
      },
    },
    example: funnelExample,
    handle: async (call) => ({
      body: await runReport(call, async (context, within) => {
        const { range: _, ...given } = call.body;
        const query = { ...given, steps: given.steps ?? usualSteps(call.site) };
        const asked: FunnelQuery = { ...query, range: spanOf(within) };
        const answer = await funnel(context, asked);
        const data = await withCells(call, answer.data, asked);
        const [first, last] = [data.steps[0], data.steps.at(-1)];
        const totals = {
          people: first?.people ?? 0,
          converted: last?.people ?? 0,
          conversion: last?.from_start,
        };
        return { query, data, totals, answer, people: first?.cell ?? null };
      }),
    }),
  }),
];

/** Every step opens the people who came that far, those of a row the row's. */
async function withCells(
  { env, site }: { env: Env; site: Site },
  data: Funnel,
  query: FunnelQuery,
): Promise<CellFunnel> {
  const opened = (steps: readonly FunnelStep[], row?: string): Promise<CellStep[]> =>
    Promise.all(
      steps.map(async (one, i) => {
        const pick = { step: i + 1, ...(row !== undefined && { row }) };
        return { ...one, cell: await sealCell(env, site, { report: 'funnel', query, ...pick }) };
      }),
    );
  const { rows, ...rest } = data;
  const whole = { ...rest, steps: await opened(data.steps) };
  if (rows === undefined) return whole;
  const shown = rows.map(async ({ key, steps: own }) => ({ key, steps: await opened(own, key) }));
  return { ...whole, rows: await Promise.all(shown) };
}

function figuresOf(data: Overview): OverviewFigures {
  const { rows: _, series: __, cookieless: ___, ...figures } = data;
  return figures;
}
