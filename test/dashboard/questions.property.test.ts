import fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, test } from 'vitest';
import { LOOKBACKS, MODELS, TOUCH_BY } from '../../dashboard/attribution/models.ts';
import { AGAINST, FIELD_OPTIONS, MEASURES, UNITS } from '../../dashboard/changes/words.ts';
import * as diff from '../../dashboard/diff/question.ts';
import { PERIODS } from '../../dashboard/format/period.ts';
import { FRICTION_BY } from '../../dashboard/friction/words.ts';
import * as funnel from '../../dashboard/funnel/question.ts';
import * as paths from '../../dashboard/paths/question.ts';
import { WITH } from '../../dashboard/questions/compare.ts';
import { KINDS, RETURNS, STARTS } from '../../dashboard/questions/life.ts';
import {
  asksSame,
  bodyOf,
  type Query,
  type Question,
  unseen,
  viewOf,
} from '../../dashboard/questions/question.ts';
import { questionNamed } from '../../dashboard/questions/questions.ts';
import { PRESETS } from '../../dashboard/questions/range.ts';
import { CART_BY, OVERVIEW_BY, REVENUE_BY } from '../../dashboard/questions/traffic.ts';
import { READY } from '../../dashboard/segments/ready.ts';
import { reportName, reportTable } from '../../worker/api/report-table.ts';
import { savedBody } from '../../worker/api/saved/schemas.ts';

type Options = readonly (readonly [string, string])[];
type Views = fc.Arbitrary<Record<string, string | undefined>>;

const of = (options: Options): fc.Arbitrary<string> =>
  fc.constantFrom(...options.map(([value]) => value));
const said = (options: Options): fc.Arbitrary<string | undefined> =>
  fc.option(of(options), { nil: undefined });
const segment = fc.constantFrom('seg_4lq0ZTmJbV1a', 'a cell, of &any= text');

const fact = fc.constantFrom<object>(
  { field: 'channel', op: 'eq', value: 'Email' },
  { value: ['DE', 'a, b'], op: 'in', field: 'country' },
  { did: { within: 'P7D', event: 'search' } },
  { count: { event: 'purchase', op: 'gte', value: 2 } },
  { field: 'trait.plan', op: 'exists' },
);
const filter = fc.oneof(
  fact,
  fc.record({ and: fc.array(fact, { minLength: 1, maxLength: 3 }) }),
  fc.record({ not: fact }),
);

const whole: Views = fc.record(
  {
    range: of(PRESETS),
    from: fc.constantFrom('2026-08-01', '2026-10-25'),
    to: fc.constantFrom('2026-10-26', '2026-11-20'),
    segment,
    filter: filter.map((one) => JSON.stringify(one)),
    limit: fc.constantFrom('1', '5', '12', '20', 'none', '0'),
  },
  { requiredKeys: [] },
);

/** What a page's address may say beside that. */
const OWN: Record<string, Views> = {
  overview: fc.record({ by: said(OVERVIEW_BY), compare: said(WITH) }),
  funnel: fc.record({
    steps: fc
      .array(fc.constantFrom('view_item', 'a, b', '%', 'purchase'), { maxLength: 5 })
      .map((events) => events.map(encodeURIComponent).join(',')),
    order: said(funnel.ORDERS),
    window: said(funnel.WINDOWS),
    by: said(funnel.BREAKDOWNS),
    hold: said(funnel.HOLDS),
    without: said(funnel.WITHOUT),
    trend: said(funnel.TRENDS),
    compare: said(WITH),
  }),
  paths: fc.record({
    direction: said(paths.DIRECTIONS),
    start: said(paths.startsOf('forward')),
    nodes: said(paths.NODES),
    steps: said(paths.STEPS),
  }),
  retention: fc.record({
    period: said(PERIODS),
    kind: said(KINDS),
    start: said(STARTS),
    back: said(RETURNS),
  }),
  lifecycle: fc.record({ period: said(PERIODS) }),
  attribution: fc.record({ by: said(TOUCH_BY), model: said(MODELS), lookback: said(LOOKBACKS) }),
  revenue: fc.record({ by: said(REVENUE_BY), compare: said(WITH) }),
  friction: fc.record({ by: said(FRICTION_BY) }),
  explain: fc.record({
    measure: said(MEASURES),
    unit: said(UNITS),
    compare: said(AGAINST),
    by: said(FIELD_OPTIONS),
  }),
  diff: fc.record({
    nodes: said(diff.NODES),
    length: said(diff.LENGTHS),
    sides: fc.oneof(said(diff.sideOptions([])), segment),
  }),
  carts: fc.record({ by: said(CART_BY), compare: said(WITH) }),
  'search-terms': fc.record({ compare: said(WITH) }),
  stages: fc.constant({}),
  'journey-map': fc.constant({}),
  segments: fc.record({ of: said(READY) }),
};

/** What only the API can be asked, for one report or another. */
const more = fc.constantFrom<Query>(
  {},
  { unit: 'session' },
  { range: { from: '2026-08-01T10:00:00Z', to: '2026-08-02T10:00:00Z' } },
  { compare: 'previous' },
  { compare: { from: '2026-06-01', to: '2026-06-30' } },
  { conversion: { event: 'sign_up' } },
  { window: 'P3D' },
  { limit: 7 },
  { steps: [{ event: 'page_view', filter: { field: 'page', op: 'eq', value: '/a' } }] },
  { steps: 7 },
  { hold: ['item_id', 'value'] },
  { exclude: [{ event: 'search', after: 1 }] },
  { models: ['last'] },
  { bootstrap: 0 },
  { breakdown: { by: 'browser', limit: 3 } },
  { touch: { by: 'country' } },
  { period: 'month' },
  { periods: 12 },
  { a: { segment: 'seg_4lq0ZTmJbV1a', filter: { did: { event: 'search' } } } },
  { b: { filter: { did: { event: 'search' } } } },
  { start: { event: 'constructor' } },
  { segments: [{ segment: 'seg_4lq0ZTmJbV1a' }] },
  { events: ['search'], nodes: 'event' },
  { signals: ['error'] },
  { by: 'browser' },
);

/** What is left out, if it is there. */
const left = fc.constantFrom(
  'nothing',
  'range',
  'breakdown',
  'touch',
  'models',
  'limit',
  'window',
  'order',
  'compare',
);

function questionOf(report: string): Question {
  const question = questionNamed(report);
  if (question === undefined) throw new Error(`No page asks for ${report}`);
  return question;
}

/** The query as the API keeps it, undefined where it refuses it. */
function kept(report: string, query: Query): Query | undefined {
  const { success, output } = safeParse(savedBody, { name: 'x', report, query });
  return success ? (output as { query: Query }).query : undefined;
}

/** Through the address and back. */
function overAddress(view: Record<string, string | undefined>): Record<string, string> {
  const pairs = Object.entries(view).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return Object.fromEntries(new URLSearchParams(new URLSearchParams(pairs).toString()));
}

test('every report has a page that asks for it', () => {
  const names = reportTable.map(reportName);
  expect(Object.keys(OWN).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(questionOf(name).report).toBe(name);
});

describe.each(Object.entries(OWN))('the question of %s', (report, own) => {
  const question = questionOf(report);
  const views = fc.tuple(whole, own).map(([around, mine]) => overAddress({ ...around, ...mine }));

  test('is asked again exactly by the view of what was saved', () => {
    fc.assert(
      fc.property(views, (given) => {
        const asked = bodyOf(question, given);
        const saved = kept(report, asked);
        expect(saved, JSON.stringify(asked)).toBeDefined();
        const view = viewOf(question, saved ?? {});
        expect(view, JSON.stringify(saved)).toBeDefined();
        expect(bodyOf(question, overAddress(view ?? {}))).toEqual(asked);
      }),
    );
  });

  test('opens on its page only if the API is then asked the same', () => {
    fc.assert(
      fc.property(views, fc.tuple(more, more), left, (given, [some, others], out) => {
        const { [out]: _, ...query } = { ...bodyOf(question, given), ...some, ...others };
        const saved = kept(report, query);
        if (saved === undefined) return;
        const view = viewOf(question, saved);
        expect(unseen(question, saved).length === 0).toBe(view !== undefined);
        if (view === undefined) return;
        const again = kept(report, bodyOf(question, overAddress(view)));
        expect(shown(again ?? {}, saved)).toEqual(shown(saved, saved));
        expect(asksSame(question, saved, again ?? {})).toBe(true);
      }),
    );
  });
});

/** As far as the answer goes: not in which order models are named, nor what the page shows besides. */
function shown(query: Query, saved: Query): Query {
  const { breakdown, models, touch, ...rest } = query;
  return {
    ...rest,
    models: (models as string[] | undefined)?.toSorted(),
    touch: touch && { limit: 20, ...touch },
    breakdown: saved['breakdown'] && breakdown,
  };
}
