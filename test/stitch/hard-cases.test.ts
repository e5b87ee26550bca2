import { describe, expect, test } from 'vitest';
import { toDecimal, toMinor } from '../../schema/index.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { mergeSessions, SESSION_GAP, type Session } from '../../worker/stitch/merge.ts';
import { Random } from '../support/random.ts';

// The rule of sessions alone, where a database would only be slow: every order of arrival there is.

const AT = Date.UTC(2026, 9, 24, 20);
const MINUTE = 60_000;

const event = (id: string, at: number, name = 'click'): Event => ({ id, at, name, context: {} });

/** Two loads, a gap that a late event bridges, one that nothing does, equal times, a copy that is early. */
const SEVEN: readonly Event[] = [
  event('a.0', AT, 'page_view'),
  event('a.1', AT),
  event('b.0', AT, 'page_view'),
  event('b.1', AT + 60 * MINUTE),
  event('a.2', AT + 30 * MINUTE),
  event('b.1', AT + 59 * MINUTE),
  event('a.3', AT + 90 * MINUTE + 1),
];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]),
  );
}

/** As they come in, batch by batch, each merged into what there is. */
const sessionsOf = (batches: readonly (readonly Event[])[]): Session[] =>
  batches.reduce<Session[]>((stored, batch) => mergeSessions(stored, batch).sessions, []);

const shown = (sessions: readonly Session[]): string => JSON.stringify(sessions);

describe('any order of arrival', () => {
  const expected = shown(mergeSessions([], SEVEN).sessions);

  test('all 5,040 permutations of 7 events give the same two sessions', () => {
    expect(mergeSessions([], SEVEN).sessions.map(({ events }) => events.length)).toEqual([5, 1]);
    const others = permutations(SEVEN).filter(
      (order) => shown(sessionsOf(order.map((one) => [one]))) !== expected,
    );
    expect(others).toEqual([]);
  });

  test('10,000 shuffles, duplications and batchings of them do too', () => {
    const random = new Random(7);
    const others: Event[][][] = [];
    for (let n = 0; n < 10_000; n++) {
      const twice = [...SEVEN, ...SEVEN.filter(() => random.chance(0.5))];
      const left = random.shuffle(twice);
      const batches: Event[][] = [];
      while (left.length > 0) batches.push(left.splice(0, random.whole(1, 5)));
      if (shown(sessionsOf(batches)) !== expected) others.push(batches);
    }
    expect(others).toEqual([]);
  });

  test('equal times, equal sequence: a view first, then by id, whoever came first', () => {
    const equal = [
      event('b.1', AT),
      event('a.10', AT),
      event('a.2', AT),
      event('c.1', AT, 'page_view'),
      event('b.0', AT, 'page_view'),
    ];
    for (const order of permutations(equal)) {
      const [session] = sessionsOf(order.map((one) => [one]));
      expect(session?.events.map(({ id }) => id)).toEqual(['b.0', 'c.1', 'a.2', 'a.10', 'b.1']);
    }
  });

  test('at every prefix of a history, what was merged bit by bit equals what is built anew', () => {
    const random = new Random(23);
    const others: Event[][] = [];
    for (let n = 0; n < 150; n++) {
      const history = Array.from({ length: 40 }, (_, i) => {
        const gaps = [0, 1, SESSION_GAP - 1, SESSION_GAP, SESSION_GAP + 1];
        return event(`l${i % 3}.${random.whole(0, 25)}`, AT + random.whole(0, 12) * SESSION_GAP + random.pick(gaps)); // prettier-ignore
      });
      let stored: Session[] = [];
      for (const [i, one] of history.entries()) {
        stored = mergeSessions(stored, [one]).sessions;
        const anew = mergeSessions([], history.slice(0, i + 1)).sessions;
        if (shown(stored) !== shown(anew)) others.push(history.slice(0, i + 1));
      }
    }
    expect(others).toEqual([]);
  });
});

describe('length', () => {
  test('a page that is kept alive every 29 minutes for 3 days is one session: there is no longest', () => {
    const kept = Array.from({ length: 149 }, (_, n) => event(`a.${n}`, AT + n * 29 * MINUTE));
    const sessions = sessionsOf(new Random(1).shuffle(kept).map((one) => [one]));
    expect(sessions).toHaveLength(1);
    expect((sessions[0]?.end ?? 0) - AT).toBe(148 * 29 * MINUTE);
  });

  test('midnight, a month’s and a year’s end, leap day, leap second and a changed clock cut nothing', () => {
    for (const instant of [
      '2026-10-31T23:50:00Z',
      '2026-12-31T23:50:00Z',
      '2028-02-28T23:50:00Z',
      '2028-02-29T23:50:00Z',
      // Unix time has no leap second: 23:59:60 and 00:00:00 are one.
      '2016-12-31T23:59:50Z',
      '2026-03-29T00:50:00Z',
      '2026-10-25T00:50:00Z',
    ]) {
      const start = Date.parse(instant);
      const events = [0, 10, 20, 30].map((minute, seq) => event(`a.${seq}`, start + minute * MINUTE)); // prettier-ignore
      expect([instant, mergeSessions([], events).sessions.length]).toEqual([instant, 1]);
    }
  });
});

test('sums of 10^6 amounts, of 0.1 and in currencies of 0 and 3 decimals, are exact in minor units', () => {
  const cases: [amount: number | string, currency: string, sum: string][] = [
    [0.1, 'EUR', '100000.00'],
    ['0.10', 'EUR', '100000.00'],
    [1.005, 'EUR', '1010000.00'],
    [0.001, 'KWD', '1000.000'],
    ['19.999', 'KWD', '19999000.000'],
    [1, 'JPY', '1000000'],
    [0.4, 'JPY', '0'],
  ];
  for (const [amount, currency, expected] of cases) {
    let sum = 0;
    for (let n = 0; n < 1_000_000; n++) {
      const minor = toMinor(amount, currency);
      sum += minor.ok ? minor.minor : NaN;
    }
    expect([amount, toDecimal(sum, currency)]).toEqual([amount, expected]);
  }
});
