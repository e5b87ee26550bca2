import { describe, expect, test } from 'vitest';
import { sessionFrom, type OrderFact, type Session } from '../../worker/history/item.ts';
import type { Overview } from '../../worker/reports/answers.ts';
import { daysOf } from '../../worker/reports/days.ts';
import { durationOf } from '../../worker/reports/duration.ts';
import { matcherOf } from '../../worker/reports/filter.ts';
import { OverviewFold } from '../../worker/reports/overview.ts';
import { quantilesOf } from '../../worker/reports/quantiles.ts';
import { rateOf } from '../../worker/reports/rate.ts';
import { rfmOf, segmentOf } from '../../worker/reports/rfm.ts';
import { StageFacts } from '../../worker/reports/stages.ts';
import { journeyOf, storyOf } from '../../worker/reports/story.ts';
import { someone } from './people.ts';

const DAY = 86_400_000;
const ALWAYS = { from: 0, to: 1_000 * DAY };

type Seed = [at: number, name: string, order?: string];

function visit(visitor: string, seeds: readonly Seed[]): Session {
  const events = seeds.map(([at, name, order], i) => ({
    id: `${visitor}${seeds[0]?.[0]}.${i}`,
    at,
    name,
    context: {},
    ...(order !== undefined && { props: { transaction_id: order } }),
  }));
  return sessionFrom({ ...someone('anna'), visitor, events });
}

const orderAt = (id: string, at: number, currency = 'EUR'): OrderFact => ({
  id,
  customer: 'anna',
  at,
  visitor: 'v',
  currency,
  value: 1_000,
  refunded: 0,
});

describe('rates', () => {
  test("have Wilson's interval", () => {
    const { value, ci95 } = rateOf(10, 100);
    expect(value).toBe(0.1);
    // Newcombe 1998, table I method 3 for 10/100.
    expect(ci95?.[0]).toBeCloseTo(0.0552, 4);
    expect(ci95?.[1]).toBeCloseTo(0.1744, 4);
  });

  test('tell nothing observed from observed nothing', () => {
    expect(rateOf(0, 0)).toEqual({ value: null, n: 0, of: 0, ci95: null });
    expect(rateOf(0, 10)).toMatchObject({ value: 0, ci95: [0, expect.closeTo(0.2775, 4)] });
    expect(rateOf(10, 10).ci95?.[1]).toBe(1);
  });
});

test('durations are exact without a zone, or none', () => {
  expect(['P30D', 'PT30M', 'P1W', 'P1DT12H', 'PT90S'].map(durationOf)).toEqual([
    30 * DAY,
    1_800_000,
    7 * DAY,
    1.5 * DAY,
    90_000,
  ]);
  for (const text of ['', 'P', 'PT', 'P1M', 'P1Y', '30', 'P1DT', '-P1D', 'p1d']) {
    expect([text, durationOf(text)]).toEqual([text, undefined]);
  }
});

test('quantiles interpolate and are null of none', () => {
  expect(quantilesOf([4_000, 1_000, 2_000, 3_000])).toMatchObject({ p25: 1.75, p50: 2.5 });
  expect(quantilesOf([])).toEqual({ p25: null, p50: null, p75: null, p95: null });
});

test('days are those of the zone, of 23 and 25 hours too', () => {
  const hours = (from: string, to: string): [string, number][] =>
    daysOf({ from: Date.parse(from), to: Date.parse(to) }, 'Europe/Berlin').map((day) => [
      day.day,
      (day.to - day.from) / 3_600_000,
    ]);
  expect(hours('2026-03-28T23:00:00Z', '2026-03-30T21:59:00Z')).toEqual([
    ['2026-03-29', 23],
    ['2026-03-30', 24],
  ]);
  expect(hours('2026-10-24T22:00:00Z', '2026-10-25T22:00:00Z')).toEqual([['2026-10-25', 25]]);
});

test('filters hold for a session where any of its events does', () => {
  const session = visit('v', [
    [0, 'page_view'],
    [1, 'purchase', 'o-1'],
  ]);
  const holds = (
    field: string,
    op: 'eq' | 'neq' | 'in' | 'exists' | 'contains',
    value: string | string[],
  ) => matcherOf({ field, op, value })(session);
  expect(holds('channel', 'in', ['Email', 'Direct'])).toBe(true);
  expect(holds('prop.transaction_id', 'eq', 'o-1')).toBe(true);
  expect(holds('event', 'neq', 'purchase')).toBe(false);
  expect(holds('event', 'contains', 'chase')).toBe(true);
  expect(matcherOf({ not: { field: 'campaign', op: 'exists' } })(session)).toBe(true);
});

describe('RFM', () => {
  test('leaves exactly the ten measured cells without a name', () => {
    const scores = [1, 2, 3, 4, 5];
    const other = scores.flatMap((r) =>
      scores.flatMap((f) =>
        scores.flatMap((m) => (segmentOf(r, f, m) === 'Other' ? [`${r}${f}${m}`] : [])),
      ),
    );
    expect(other).toEqual(['215', '241', '251', '252', '341', '351', '441', '451', '541', '551']);
    expect([segmentOf(5, 5, 5), segmentOf(1, 1, 1)]).toEqual(['Champions', 'Lost']);
  });

  test('scores by rank, equals alike', () => {
    const all = [1, 2, 3, 4, 5].map((i) => ({ lastAt: i, orders: 1, value: i * 100 }));
    const [first, last] = [all[0], all[4]];
    if (!first || !last) return;
    expect(rfmOf(first, all)).toMatchObject({ recency: 1, frequency: 3, monetary: 1 });
    expect(rfmOf(last, all)).toMatchObject({ recency: 5, frequency: 3, monetary: 5 });
  });

  test('finds who is alone neither best nor worst', () => {
    const only = { lastAt: 1, orders: 1, value: 1 };
    expect(rfmOf(only, [only])).toMatchObject({ recency: 3, frequency: 3, monetary: 3 });
  });
});

describe('stages', () => {
  const stageOf = (names: readonly string[], now = 1): string => {
    const facts = new StageFacts();
    facts.visit(0);
    for (const name of names) facts.see({ name, at: 0 });
    return facts.stage(now).name;
  };

  test('go by the furthest thing done', () => {
    expect(stageOf(['page_view'])).toBe('awareness');
    expect(stageOf(['page_view', 'search'])).toBe('consideration');
    expect(stageOf(['add_to_cart', 'view_item'])).toBe('intent');
    expect(stageOf(['page_view'], 91 * DAY)).toBe('lapsed');
    expect(stageOf(['page_view', 'share'])).toBe('advocacy');
  });

  test('know a buyer who comes back, and one who stays away too long', () => {
    const facts = new StageFacts();
    for (const day of [0, 10, 20]) {
      facts.visit(day * DAY);
      facts.see({ name: 'page_view', at: day * DAY });
      if (day === 10) facts.order(day * DAY);
    }
    expect(facts.stage(20 * DAY)).toEqual({
      name: 'retention',
      reason: 'Came back after the first order',
      because: 'return_visit',
    });
    expect(facts.stage(35 * DAY).name).toBe('retention');
    expect(facts.stage(35 * DAY + 1)).toEqual({
      name: 'lapsed',
      reason: 'Silent for 15 days, over 1.5 times the usual 10 days',
      because: 'silence_beyond_rhythm',
    });
  });

  test('give their reason in words, with the name of the event beside it', () => {
    const facts = new StageFacts();
    facts.visit(0);
    const reasons = ['page_view', 'search', 'view_item', 'add_to_cart', 'share'].map((name) => {
      facts.see({ name, at: 0 });
      const { reason, because } = facts.stage(0);
      return [reason, because];
    });
    expect(reasons).toEqual([
      ['Seen, no product viewed', 'seen'],
      ['Searched for something', 'search'],
      ['Searched for something', 'search'],
      ['Added a product to the cart', 'add_to_cart'],
      ['Share', 'share'],
    ]);
  });

  test('hear a promoter', () => {
    const facts = new StageFacts();
    facts.see({ name: 'survey_answer', at: 0, props: { type: 'nps', score: 8 } });
    expect(facts.stage(0).name).toBe('awareness');
    // Reports read no properties of such an event: it must tell lists and timelines alike.
    facts.see({ name: 'order_viewed', at: 0, props: { nps: 10, rating: 5 } });
    expect(facts.stage(1).name).not.toBe('advocacy');
    facts.see({ name: 'survey_answer', at: 1, props: { type: 'nps', score: 9 } });
    expect(facts.stage(1)).toEqual({ name: 'advocacy', reason: 'NPS 9', because: 'nps' });
  });
});

describe('journeys', () => {
  const told = (sessions: Session[], orders: OrderFact[], now: number) =>
    storyOf({ customer: 'anna', items: sessions, orders }).journeys.map((draft) =>
      journeyOf(draft, { customer: 'anna', now }),
    );

  test('lapse after 90 days of silence and open again', () => {
    const sessions = [visit('v', [[0, 'page_view']]), visit('v', [[90 * DAY + 1, 'page_view']])];
    expect(told(sessions, [], 91 * DAY).map(({ outcome }) => outcome)).toEqual(['lapsed', 'open']);
    expect(told(sessions, [], 200 * DAY).at(-1)).toMatchObject({
      outcome: 'lapsed',
      closed_at: new Date(180 * DAY + 1).toISOString(),
      stage: 'lapsed',
    });
    const exact = [visit('v', [[0, 'page_view']]), visit('v', [[90 * DAY, 'page_view']])];
    expect(told(exact, [], 91 * DAY).length).toBe(1);
  });

  test('keep the rest of the session that converts, unless it converts again', () => {
    const seeds: Seed[] = [
      [0, 'page_view'],
      [10, 'purchase', 'o-1'],
      [20, 'page_view'],
    ];
    const customer = 'anna';
    const once = storyOf({ customer, items: [visit('v', seeds)], orders: [orderAt('o-1', 10)] });
    expect(once.journeys.length).toBe(1);
    const again = storyOf({
      customer,
      items: [visit('v', [...seeds, [30, 'purchase', 'o-2'], [40, 'page_view']])],
      orders: [orderAt('o-1', 10), orderAt('o-2', 30)],
    });
    expect(again.journeys.map((one) => [one.openedAt, one.conversion?.order])).toEqual([
      [0, 'o-1'],
      [20, 'o-2'],
    ]);
    expect(again.moments.map(({ journey }) => journey.openedAt)).toEqual([0, 0, 20, 20, 20]);
  });
});

describe('overview', () => {
  const run = (sessions: Session[], orders: OrderFact[] = []): Overview => {
    const options = { timeZone: 'UTC', dataUntil: 9 * DAY, orders };
    const fold = new OverviewFold({ range: { from: DAY, to: 3 * DAY } }, options);
    for (const session of sessions) fold.step(session);
    return fold.result(new Set());
  };

  test('counts a session where it starts and an event where it is', () => {
    const over = run([
      visit('v', [
        [2 * DAY - 1, 'page_view'],
        [2 * DAY, 'page_view'],
      ]),
      visit('w', [
        [DAY - 1, 'page_view'],
        [DAY, 'click'],
      ]),
    ]);
    expect(over).toMatchObject({ sessions: 1, events: 3, page_views: 2, visitors: 2 });
    expect(over.series.map(({ sessions, events }) => [sessions, events])).toEqual([
      [1, 2],
      [0, 1],
    ]);
  });

  test('calls a session engaged after ten seconds, at two views, or with an order', () => {
    const engaged = (seeds: Seed[]): number => run([visit('v', seeds)]).engaged_sessions;
    const at = DAY + 5;
    expect(engaged([[at, 'page_view'], [at + 10_000, 'click']])).toBe(0); // prettier-ignore
    expect(engaged([[at, 'page_view'], [at + 10_001, 'click']])).toBe(1); // prettier-ignore
    expect(engaged([[at, 'page_view'], [at, 'page_view']])).toBe(1); // prettier-ignore
    expect(engaged([[at, 'purchase']])).toBe(1);
  });

  test('never adds two currencies', () => {
    const session = visit('v', [[DAY, 'purchase', 'o-1']]);
    const over = run(
      [session],
      [orderAt('o-1', DAY), orderAt('o-2', DAY), orderAt('o-3', DAY, 'JPY')],
    );
    expect(over.revenue).toEqual([
      { currency: 'EUR', amount: '20.00', minor: 2_000 },
      { currency: 'JPY', amount: '1000', minor: 1_000 },
    ]);
    expect(over.aov.map(({ minor }) => minor)).toEqual([1_000, 1_000]);
  });
});

test('the whole of time is not too long for a series', () => {
  const fold = new OverviewFold(
    { range: ALWAYS },
    { timeZone: 'UTC', dataUntil: 999 * DAY, orders: [] },
  );
  fold.step(visit('v', [[990 * DAY, 'page_view']]));
  expect(
    fold
      .result(new Set())
      .series.map(({ sessions }) => sessions)
      .slice(0, 2),
  ).toEqual([1, 0]);
});
