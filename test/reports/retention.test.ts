import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareItems, type Item } from '../../worker/history/item.ts';
import { RetentionFold, ROLLING } from '../../worker/reports/retention.ts';
import type { Retention, RetentionQuery } from '../../worker/reports/retention-query.ts';
import { people } from './people.ts';
import { visited } from './visits.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const USUAL: RetentionQuery = {
  range: { from: Date.parse('2026-11-01T23:00:00Z'), to: Date.parse('2026-11-05T23:00:00Z') },
  cohort: 'first_ever',
  kind: 'bounded',
  clock: 'calendar',
  period: 'day',
  periods: 2,
};

const LATE = Date.parse('2027-01-01T00:00:00Z');

function foldOf(
  items: readonly Item[],
  query: Partial<RetentionQuery>,
  now: number,
): RetentionFold {
  const options = { timeZone: 'Europe/Berlin', dataUntil: now };
  const fold = new RetentionFold({ ...USUAL, ...query }, options);
  for (const item of [...items].sort(compareItems)) fold.step(item);
  return fold;
}

function run(items: readonly Item[], query: Partial<RetentionQuery> = {}, now = LATE): Retention {
  return foldOf(items, query, now).result(new Set());
}

const namesOf = (numbers: readonly number[]): string[] =>
  numbers.map((one) => people.nameOf(one)).sort();

const did = (customer: string, time: string, what = 'x'): Item =>
  visited(customer, [[Date.parse(time), what]]);

/** By cohort: people, then each cell as returned, `null` where it is not known yet. */
const table = ({ cohorts }: Retention): unknown[] =>
  cohorts.map(({ day, people, cells }) => [
    day.slice(5),
    people,
    ...cells.map(({ returned }) => (returned.value === null ? null : returned.n)),
  ]);

describe('retention', () => {
  // Berlin is an hour ahead of these times.
  const items = [
    did('anna', '2026-11-02T08:00Z'),
    did('anna', '2026-11-03T22:59Z'),
    did('anna', '2026-11-04T23:00Z'),
    did('ben', '2026-11-02T22:59Z'),
    did('ben', '2026-11-02T23:00Z'),
    did('cy', '2026-11-04T12:00Z'),
    did('cy', '2026-11-06T12:00Z'),
  ];

  test('counts who came back on a calendar day of the site, of the whole cohort', () => {
    expect(table(run(items))).toEqual([
      ['11-02', 2, 2, 2, 0],
      ['11-03', 0, null, null, null],
      ['11-04', 1, 1, 0, 1],
      ['11-05', 0, null, null, null],
    ]);
  });

  test('counts who came back then or later, never more from period to period', () => {
    const retention = run(items, { kind: 'unbounded' });
    expect(table(retention)).toEqual([
      ['11-02', 2, 2, 2, 1],
      ['11-03', 0, null, null, null],
      ['11-04', 1, 1, 1, 1],
      ['11-05', 0, null, null, null],
    ]);
    expect(retention.cohorts[0]?.cells.map(({ open }) => open)).toEqual([false, true, true]);
  });

  test('counts periods of 24 hours from each start', () => {
    const rolling = { clock: 'rolling' } as const;
    const list = [
      did('anna', '2026-11-02T08:00Z'),
      did('anna', '2026-11-03T07:59:59.999Z'),
      did('ben', '2026-11-02T08:00Z'),
      did('ben', '2026-11-03T08:00Z'),
      did('cy', '2026-11-02T08:00Z'),
      did('cy', '2026-11-04T07:59:59.999Z'),
      did('di', '2026-11-02T08:00Z'),
      did('di', '2026-11-04T08:00Z'),
    ];
    expect(table(run(list, rolling))[0]).toEqual(['11-02', 4, 4, 2, 1]);
    expect(table(run(list, { ...rolling, kind: 'unbounded' }))[0]).toEqual(['11-02', 4, 4, 3, 1]);
  });

  test('knows nothing of a period that is not over for the whole cohort', () => {
    const now = Date.parse('2026-11-03T22:59:59.999Z');
    const { cohorts, mean } = run(items, {}, now);
    expect(table({ cohorts, mean })).toEqual([
      ['11-02', 2, 2, null, null],
      ['11-03', 0, null, null, null],
    ]);
    expect(cohorts[0]?.cells[1]).toEqual({
      period: 1,
      returned: { value: null, n: 2, of: 2, ci95: null },
      in_progress: true,
      open: false,
    });
    expect(table(run(items, {}, now + 1))[0]).toEqual(['11-02', 2, 2, 2, null]);
    // Anna's day is over sooner than Ben's.
    const rolling = { clock: 'rolling' } as const;
    expect(table(run(items, rolling, Date.parse('2026-11-04T22:58Z')))[0]).toEqual([
      '11-02',
      2,
      2,
      null,
      null,
    ]);
    expect(table(run(items, rolling, Date.parse('2026-11-04T22:59Z')))[0]).toEqual([
      '11-02',
      2,
      2,
      1,
      null,
    ]);
  });

  test('lets people in by their first start ever, first in the range, or each time', () => {
    const list = [
      did('anna', '2026-10-01T08:00Z', 'buy'),
      did('anna', '2026-11-02T08:00Z', 'buy'),
      did('anna', '2026-11-03T08:00Z', 'buy'),
      did('ben', '2026-10-01T08:00Z', 'look'),
      did('ben', '2026-11-03T08:00Z', 'buy'),
      did('ben', '2026-11-04T08:00Z', 'look'),
    ];
    const people = (query: Partial<RetentionQuery>): number[] =>
      run(list, query).cohorts.map((cohort) => cohort.people);
    const start = { event: 'buy' };
    expect(people({})).toEqual([0, 0, 0, 0]);
    expect(people({ start })).toEqual([0, 1, 0, 0]);
    expect(people({ start, cohort: 'first_in_range' })).toEqual([1, 1, 0, 0]);
    expect(people({ start, cohort: 'recurring' })).toEqual([1, 2, 0, 0]);
    expect(people({ cohort: 'recurring' })).toEqual([1, 2, 1, 0]);
    const looked = run(list, { start, return: { event: 'look' }, cohort: 'recurring' });
    expect(table(looked).slice(0, 2)).toEqual([
      ['11-02', 1, 1, 0, 0],
      ['11-03', 2, 2, 1, 0],
    ]);
  });

  test('takes the first start ever, then asks whether it fits the filter', () => {
    const list = [
      visited('anna', [[Date.parse('2026-11-02T08:00Z'), 'x']], { channel: 'Email' }),
      visited('anna', [[Date.parse('2026-11-03T08:00Z'), 'x']], { channel: 'Direct' }),
      visited('ben', [[Date.parse('2026-11-02T08:00Z'), 'x']], { channel: 'Direct' }),
      visited('ben', [[Date.parse('2026-11-03T08:00Z'), 'x']], { channel: 'Email' }),
    ];
    const filter = { field: 'channel', op: 'eq', value: 'Direct' } as const;
    const people = (query: Partial<RetentionQuery>): number[] =>
      run(list, { ...query, filter }).cohorts.map((cohort) => cohort.people);
    expect(people({})).toEqual([1, 0, 0, 0]);
    expect(people({ cohort: 'first_in_range' })).toEqual([1, 1, 0, 0]);
    expect(table(run(list, { filter }))[0]).toEqual(['11-02', 1, 1, 0, 0]);
  });

  test('weighs the mean by people, over mature cohorts alone', () => {
    const list = [
      ...['a', 'b', 'c'].map((one) => did(one, '2026-11-02T08:00Z')),
      did('a', '2026-11-03T08:00Z'),
      did('d', '2026-11-03T08:00Z'),
      did('d', '2026-11-04T08:00Z'),
      did('e', '2026-11-04T08:00Z'),
    ];
    const { mean } = run(list, {}, Date.parse('2026-11-04T23:00Z'));
    expect(mean[1]).toMatchObject({ period: 1, cohorts: 2, returned: { value: 0.5, n: 2, of: 4 } });
    expect(mean[2]).toMatchObject({ cohorts: 1, returned: { n: 0, of: 3 } });
  });

  test('has weeks from Monday, months, and days of 23 and 25 hours', () => {
    const range = { from: Date.parse('2026-03-27T23:00Z'), to: Date.parse('2026-03-28T23:00Z') };
    const spring = [
      did('anna', '2026-03-28T22:59Z'),
      // The 29th has 23 hours in Berlin.
      did('anna', '2026-03-29T21:59:59.999Z'),
      did('ben', '2026-03-28T12:00Z'),
      did('ben', '2026-03-29T22:00Z'),
    ];
    expect(table(run(spring, { range }))).toEqual([['03-28', 2, 2, 1, 1]]);
    const autumn = { from: Date.parse('2026-10-24T22:00Z'), to: Date.parse('2026-10-25T23:00Z') };
    const fall = [
      did('anna', '2026-10-24T22:00Z'),
      // Still the 25th, its 25th hour.
      did('anna', '2026-10-25T22:59Z'),
      did('ben', '2026-10-25T22:59Z'),
      did('ben', '2026-10-25T23:00Z'),
    ];
    expect(table(run(fall, { range: autumn }))).toEqual([['10-25', 2, 2, 1, 0]]);
    const list = [did('anna', '2026-11-04T08:00Z'), did('anna', '2026-11-08T23:00Z')];
    expect(table(run(list, { period: 'week' }))).toEqual([['11-02', 1, 1, 1, 0]]);
    const months = [did('anna', '2026-11-04T08:00Z'), did('anna', '2027-01-31T22:59Z')];
    const later = Date.parse('2027-03-01T00:00Z');
    expect(table(run(months, { period: 'month' }, later))).toEqual([['11-01', 1, 1, 0, 1]]);
  });

  test('lists no empty centuries before the first cohort', () => {
    const { cohorts } = run(items, { range: { from: 0, to: LATE } });
    expect(cohorts[0]?.day).toBe('2026-11-02');
    expect(cohorts.at(-1)?.day).toBe('2027-01-01');
  });
});

describe('retention of random histories', () => {
  const start = Date.parse('2026-10-22T00:00Z');
  const list = fc.array(
    fc.tuple(
      fc.constantFrom('anna', 'ben', 'cy'),
      fc.nat(10 * 24 * 4).map((quarters) => start + (quarters * HOUR) / 4),
      fc.constantFrom('x', 'y'),
    ),
    { maxLength: 25 },
  );
  const query = fc.record({
    cohort: fc.constantFrom<RetentionQuery['cohort'][]>(
      'first_ever',
      'first_in_range',
      'recurring',
    ),
    kind: fc.constantFrom<RetentionQuery['kind'][]>('bounded', 'unbounded'),
    clock: fc.constantFrom<RetentionQuery['clock'][]>('calendar', 'rolling'),
    start: fc.constantFrom({ event: 'x' }, { event: 'y' }),
    now: fc.nat(16).map((days) => start + days * DAY),
    periods: fc.constant(4),
  });
  const range = { from: start + 2 * DAY - 2 * HOUR, to: start + 6 * DAY - HOUR };

  test('is what a slow and simple count says', () => {
    fc.assert(
      fc.property(list, query, (seeds, { now, ...more }) => {
        const items = seeds.map(([who, at, what], i) =>
          visited(who, [[at, what]], { visitor: `${who}${i}` }),
        );
        const fold = foldOf(items, { ...more, range, period: 'day' }, now);
        const { cohorts } = fold.result(new Set());
        for (const { day, at, people, cells } of cohorts) {
          const from = Date.parse(at);
          const entered = naiveEntries(seeds, { ...more, range }, [from, startOfNextDay(from)]);
          expect(people).toBe(entered.length);
          for (const { period, returned, in_progress } of cells) {
            const back = entered.filter(([who, entry]) => {
              if (period === 0) return true;
              const edges = naivePeriod(
                more.clock === 'rolling' ? entry : from,
                period,
                more.clock,
              );
              return seeds.some(
                ([one, time]) =>
                  one === who &&
                  time >= range.from &&
                  time >= edges[0] &&
                  (more.kind === 'unbounded' || time < edges[1]),
              );
            });
            expect([day, period, returned.n, returned.of]).toEqual([
              day,
              period,
              back.length,
              entered.length,
            ]);
            if (in_progress) expect(returned.value).toBeNull();
            expect(namesOf(fold.peopleOf({ day, period }, new Set()))).toEqual(
              back.map(([who]) => who).sort(),
            );
          }
          if (more.kind === 'unbounded') {
            const counts = cells.map(({ returned }) => returned.n);
            expect(counts).toEqual(counts.toSorted((a, b) => b - a));
          }
        }
      }),
      { numRuns: 1_000, seed: 6 },
    );
  });
});

type Seeds = readonly [who: string, at: number, what: string][];

/** Who enters within a period of the range, and when. */
function naiveEntries(
  seeds: Seeds,
  query: Pick<RetentionQuery, 'cohort' | 'range' | 'start'>,
  [from, to]: [number, number],
): [string, number][] {
  const name = query.start && 'event' in query.start ? query.start.event : '';
  const inRange = (at: number): boolean => at >= query.range.from && at < query.range.to;
  return ['anna', 'ben', 'cy'].flatMap((who): [string, number][] => {
    const times = seeds.filter(([one, , what]) => one === who && what === name).map(([, at]) => at);
    const all = times.toSorted((a, b) => a - b);
    const asked = query.cohort === 'first_ever' ? all.slice(0, 1) : all.filter(inRange);
    const chosen = query.cohort === 'recurring' ? asked : asked.slice(0, 1);
    const entry = chosen.find((at) => inRange(at) && at >= from && at < to);
    return entry === undefined ? [] : [[who, entry]];
  });
}

/** Berlin leaves summer time on 25 October: its days are told by the local date. */
function naivePeriod(from: number, period: number, clock: string): [number, number] {
  if (clock === 'rolling') return [from + period * ROLLING.day, from + (period + 1) * ROLLING.day];
  let edge = from;
  for (let i = 0; i < period; i++) edge = startOfNextDay(edge);
  return [edge, startOfNextDay(edge)];
}

function startOfNextDay(from: number): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' });
  const today = date.format(from);
  let at = from;
  while (date.format(at) === today) at += HOUR / 2;
  return at;
}
