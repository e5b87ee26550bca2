import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  attribution,
  diff,
  explain,
  friction,
  funnel,
  lifecycle,
  listCustomers,
  MODELS,
  overview,
  paths,
  retention,
  revenue,
  segments,
  SIGNALS,
  stages,
  type Facet,
  type Filter,
  type ReportContext,
} from '../../worker/reports/index.ts';
import { NOW, RANGE, START, told, world } from './random-world.ts';

/** Holds always, and can be told only by whoever reads all of an event. */
const exists: Filter = { field: 'prop.nobody_has_it', op: 'exists' };
const ALWAYS: Filter = { or: [exists, { not: exists }] };

type Widened = (filter: Filter) => Filter;

/** Each report asked about pages; `widen` may make it read more. */
function askedOf(
  context: ReportContext,
  { page, by, widen }: { page: Filter; by: Facet; widen: Widened },
): Record<string, () => Promise<{ data: unknown }>> {
  const filter = widen(page);
  const step = { event: 'page_view', filter };
  const bought = { event: 'purchase' };
  const breakdown = { by, limit: 3 };
  const range = RANGE;
  const before = { from: START, to: RANGE.from };
  // Who is asked by a facet alone is asked with a filter that lets all through.
  const all = widen({ field: 'device', op: 'neq', value: 'nothing' });
  const cohorts = { range, kind: 'bounded', clock: 'calendar', period: 'day', periods: 3 } as const;
  const walked = {
    range,
    direction: 'forward',
    occurrence: 'first',
    groups: [],
    steps: 3,
  } as const;
  return {
    overview: () => overview(context, { range, filter }),
    'overview by page': () => overview(context, { range, filter: all, breakdown }),
    'overview of who did': () => overview(context, { range, filter: { did: step } }),
    funnel: () => funnel(context, { range, steps: [step, bought], window: 'P7D' }),
    'funnel by page': () => funnel(context, { range, filter: all, steps: [bought], breakdown }),
    'funnel in strict order': () =>
      funnel(context, { range, steps: [step, bought], order: 'strict', window: 'P7D' }),
    paths: () =>
      paths(context, {
        ...walked, filter, start: step, nodes: 'event', limit: 5, window: 'P7D', conversion: bought,
      }), // prettier-ignore
    retention: () => retention(context, { ...cohorts, cohort: 'first_ever', start: step }),
    lifecycle: () => lifecycle(context, { range, period: 'day', event: step }),
    attribution: () =>
      attribution(context, {
        range, filter: all, conversion: bought, touch: breakdown, lookback: 'P2D', models: MODELS,
        bootstrap: 5,
      }), // prettier-ignore
    revenue: () => revenue(context, { range, period: 'day', filter: all, breakdown }),
    friction: () =>
      friction(context, {
        range, steps: [step], conversion: bought, window: 'P1D', exposure: 'PT30M', signals: SIGNALS,
        by: 'signal', limit: 3,
      }), // prettier-ignore
    explain: () =>
      explain(context, {
        range, before, filter: all, conversion: bought, limit: 1, by, unit: 'customer',
        measure: 'conversion',
      }), // prettier-ignore
    diff: () =>
      diff(context, {
        a: { range, filter }, b: { range, filter: { not: filter } }, unit: 'customer', nodes: 'page',
        groups: [], window: 'P1D', conversion: bought, states: 2, limit: 9,
      }), // prettier-ignore
    stages: () => stages(context, { range, filter }),
    segments: () => segments(context, { range, segments: [{ name: 'a', filter }], limit: 3 }),
    customers: () => listCustomers(context, { sort: 'last_seen', limit: 50, filter }),
  };
}

/** Conditions that pages of sessions are enough for. */
const aboutPages = fc
  .tuple(
    fc.constantFrom('page', 'landing_page', 'exit_page'),
    fc.constantFrom('eq', 'neq', 'starts_with'),
    fc.constantFrom('/', '/p/lamp'),
  )
  .map(([field, op, value]): Filter => ({ field, op, value }));

test('answers the same whether it reads pages alone or all that sessions hold', async () => {
  const facets = fc.constantFrom<Facet>('page', 'landing_page', 'exit_page');
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(world, aboutPages, facets, async (given, page, by) => {
      const context = { ...(await told(given)), now: NOW };
      const narrow = askedOf(context, { page, by, widen: (filter) => filter });
      const wide = askedOf(context, { page, by, widen: (filter) => ({ and: [filter, ALWAYS] }) });
      for (const [name, ask] of Object.entries(narrow)) {
        const { data } = await ask();
        expect({ name, data }).toEqual({ name, data: (await wide[name]?.())?.data });
        answered += JSON.stringify(data).length;
      }
    }),
    { numRuns: 12, seed: 3 },
  );
  expect(answered).toBeGreaterThan(10_000);
});
