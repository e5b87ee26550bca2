import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareItems, type Item } from '../../worker/history/item.ts';
import { LifecycleFold } from '../../worker/reports/lifecycle.ts';
import {
  LIFECYCLE_STATES,
  type Lifecycle,
  type LifecycleQuery,
} from '../../worker/reports/lifecycle-query.ts';
import { OverviewFold } from '../../worker/reports/overview.ts';
import { people } from './people.ts';
import { visited } from './visits.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T00:00Z');
const LATE = MONDAY + 100 * DAY;

const WEEK: LifecycleQuery = {
  range: { from: MONDAY, to: MONDAY + 5 * DAY },
  period: 'day',
};

function foldOf(items: readonly Item[], query: LifecycleQuery, now: number): LifecycleFold {
  const fold = new LifecycleFold(query, { timeZone: 'UTC', dataUntil: now });
  for (const item of [...items].sort(compareItems)) fold.step(item);
  return fold;
}

function run(
  items: readonly Item[],
  query: Partial<LifecycleQuery> = {},
  { now = LATE, before = new Set<number>() } = {},
): Lifecycle {
  return foldOf(items, { ...WEEK, ...query }, now).result(before);
}

/** Somebody active on these days, counted from Monday. */
const on = (customer: string, days: readonly number[], what = 'x'): Item[] =>
  days.map((day) => visited(customer, [[MONDAY + day * DAY + 1, what]]));

const table = ({ periods }: Lifecycle): unknown[] =>
  periods.map((one) => [one.active, one.new, one.returning, one.resurrecting, one.dormant]);

describe('lifecycle', () => {
  const items = [
    ...on('anna', [0, 1, 3]),
    ...on('ben', [-1, 0, 4]),
    ...on('cy', [-5, 1]),
    ...on('di', [-1]),
  ];

  test('tells new, returning, resurrecting and dormant people apart', () => {
    expect(table(run(items))).toEqual([
      // active, new, returning, resurrecting, dormant
      [2, 1, 1, 0, 1],
      [2, 0, 1, 1, 1],
      [0, 0, 0, 0, 2],
      [1, 0, 0, 1, 0],
      [1, 0, 0, 1, 1],
    ]);
  });

  test('counts people by the days they were active on', () => {
    expect(run(items)).toMatchObject({
      active: 3,
      stickiness: [
        { periods: 1, people: 1, share: { n: 1, of: 3 } },
        { periods: 2, people: 1 },
        { periods: 3, people: 1 },
      ],
    });
  });

  test('asks for an event, and calls new who never did it before', () => {
    const list = [...on('anna', [-3], 'look'), ...on('anna', [0, 2], 'buy')];
    const query = { event: { event: 'buy' } };
    expect(table(run(list, query)).slice(0, 3)).toEqual([
      [1, 1, 0, 0, 0],
      [0, 0, 0, 0, 1],
      [1, 0, 0, 1, 0],
    ]);
  });

  test('knows from elsewhere who was there before all that it reads', () => {
    const list = on('anna', [0]);
    expect(table(run(list, {}, { before: new Set([people.numberOf('anna')]) }))[0]).toEqual([
      1, 0, 0, 1, 0,
    ]);
  });

  test('calls nobody dormant before the period is over', () => {
    const { periods } = run(items, {}, { now: MONDAY + 2 * DAY - 1 });
    expect(periods.map(({ day, dormant, in_progress }) => [day, dormant, in_progress])).toEqual([
      ['2026-11-02', 1, false],
      ['2026-11-03', null, true],
    ]);
  });

  test('counts the whole weeks and months that the range touches', () => {
    const list = [...on('anna', [-20, 0, 6]), ...on('ben', [1]), ...on('cy', [8, 29])];
    const range = { from: MONDAY + 2 * DAY, to: MONDAY + 8 * DAY };
    const weeks = run(list, { range, period: 'week' });
    expect(weeks.periods.map(({ day }) => day)).toEqual(['2026-11-02', '2026-11-09']);
    expect(table(weeks)).toEqual([
      [2, 1, 0, 1, 0],
      [1, 1, 0, 0, 2],
    ]);
    const months = run(list, { range, period: 'month' });
    expect(months.periods.map(({ day, active }) => [day, active])).toEqual([['2026-11-01', 3]]);
    expect(months.periods[0]?.returning).toBe(1);
  });
});

describe('lifecycle of random histories', () => {
  const seeds = fc.array(fc.tuple(fc.constantFrom('anna', 'ben', 'cy', 'di'), fc.nat(12 * 24)), {
    maxLength: 30,
  });
  const itemsOf = (list: readonly [string, number][]): Item[] =>
    list.map(([who, hours], i) =>
      visited(who, [[MONDAY - 5 * DAY + hours * 3_600_000, 'x']], { visitor: `${who}${i}` }),
    );

  test('adds up: all active are new, returning or resurrecting, and nobody gets lost', () => {
    fc.assert(
      fc.property(seeds, fc.nat(8), (list, days) => {
        const now = MONDAY + days * DAY;
        const fold = foldOf(itemsOf(list), WEEK, now);
        const { periods, stickiness, active } = fold.result(new Set());
        const activeOn = (day: number): number => {
          const [from, to] = [MONDAY + day * DAY, MONDAY + (day + 1) * DAY];
          const times = list.map(([who, h]) => [who, MONDAY - 5 * DAY + h * 3_600_000] as const);
          return new Set(times.filter(([, at]) => at >= from && at < to).map(([who]) => who)).size;
        };
        for (const [i, one] of periods.entries()) {
          expect(one.active).toBe(activeOn(i));
          expect(one.new + one.returning + one.resurrecting).toBe(one.active);
          if (one.dormant !== null) expect(one.returning + one.dormant).toBe(activeOn(i - 1));
          for (const state of LIFECYCLE_STATES) {
            const who = fold.peopleOf({ day: one.day, state }, new Set());
            if (one[state] !== null) expect(who.length).toBe(one[state]);
          }
          expect(fold.peopleOf({ day: one.day, state: 'active' }, new Set()).length).toBe(
            one.active,
          );
        }
        expect(stickiness.reduce((sum, one) => sum + one.people, 0)).toBe(active);
        const visits = periods.reduce((sum, one) => sum + one.active, 0);
        expect(stickiness.reduce((sum, one) => sum + one.periods * one.people, 0)).toBe(visits);
        for (const one of stickiness) {
          expect(fold.peopleOf({ periods: one.periods }, new Set()).length).toBe(one.people);
        }
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });

  test('is active as many people a day as the overview has customers', () => {
    fc.assert(
      fc.property(seeds, (list) => {
        const items = itemsOf(list).sort(compareItems);
        const options = { timeZone: 'UTC', dataUntil: LATE, orders: [] };
        const overview = new OverviewFold({ range: WEEK.range }, options);
        for (const item of items) overview.step(item);
        const { series } = overview.result(new Set());
        const { periods, active } = run(items);
        expect(periods.map((one) => one.active)).toEqual(series.map((one) => one.customers));
        expect(active).toBe(overview.customers.size);
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});
