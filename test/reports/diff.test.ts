import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../worker/history/item.ts';
import { DiffFold } from '../../worker/reports/diff.ts';
import type { Diff, DiffQuery } from '../../worker/reports/diff-query.ts';
import { SIDE_A, SIDE_B } from '../../worker/reports/diff-walk.ts';
import { Chain } from '../../worker/reports/markov.ts';
import { atOnce } from '../../worker/reports/turns.ts';
import { contacted, visited, type Did } from './visits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-02T00:00Z');
const range = { from: START, to: START + 20 * DAY };
const email = { field: 'channel', op: 'eq' as const, value: 'Email' };

const usual: DiffQuery = {
  a: { range, filter: email },
  b: { range, filter: { not: email } },
  unit: 'customer',
  nodes: 'page',
  groups: [],
  window: 'P1D',
  conversion: { event: 'purchase' },
  states: 20,
  limit: 200,
};

function foldOf(
  items: readonly Item[],
  asked: Partial<DiffQuery> = {},
  now: number = START + 60 * DAY,
): { data: Diff; fold: DiffFold; told: (read: () => void) => void } {
  const query = { ...usual, ...asked };
  const fold = new DiffFold(query);
  const isOne = query.a.range === query.b.range;
  const passes = isOne
    ? [{ range: query.a.range, sides: SIDE_A | SIDE_B }]
    : [{ range: query.a.range, sides: SIDE_A }, { range: query.b.range, sides: SIDE_B }]; // prettier-ignore
  const read = (): void => {
    for (const pass of passes) {
      const walks = fold.pass(query, pass, { dataUntil: now });
      for (const item of items) walks.step(item);
      atOnce(walks.finish());
    }
  };
  read();
  return { data: fold.result(), fold, told: (after) => (read(), after()) };
}

/** Who went which way, one a minute. */
function crowd(channel: string, count: number, way: readonly string[]): Item[] {
  return Array.from({ length: count }, (_, i) => {
    const at = START + i * HOUR;
    const did = way.map((what, k): Did => [at + k * MINUTE, what]);
    return visited(`${channel}${way.join()}${i}`, did, { channel });
  });
}

describe('diff', () => {
  test('compares where each node leads, from the start to the conversion or to nothing more', () => {
    const { data } = foldOf([
      ...crowd('Email', 40, ['/', '/p', 'purchase', '/after']),
      ...crowd('Email', 60, ['/', '/p', '/p', 'scroll']),
      ...crowd('Direct', 30, ['/', '/p', 'purchase']),
      ...crowd('Direct', 30, ['/', '/p', '/']),
      ...crowd('Direct', 40, ['/']),
    ]);
    expect(data).toMatchObject({
      a: { journeys: 100, customers: 100, converted: { n: 40, of: 100 }, in_progress: 0 },
      b: { journeys: 100, converted: { n: 30, of: 100 } },
    });
    const row = (from: string, to: string): Diff['rows'][number] | undefined =>
      data.rows.find((one) => one.from === from && one.to === to);
    expect(row('(start)', '/')).toMatchObject({ a: { n: 100, of: 100 }, b: { n: 100, of: 100 } });
    expect(row('/', '/p')).toMatchObject({ a: { n: 100, of: 100 }, b: { n: 60, of: 130 } });
    expect(row('/', '(exit)')).toMatchObject({ a: { n: 0, of: 100 }, b: { n: 70, of: 130 } });
    expect(row('/p', '(conversion)')).toMatchObject({
      a: { n: 40, of: 100 },
      b: { n: 30, of: 60 },
    });
    expect(row('/p', '/')).toMatchObject({ a: { n: 0, of: 100 }, b: { n: 30, of: 60 } });
    expect(data.rows.map(({ from }) => from)).not.toContain('/after');
    expect(data.states.map(({ state }) => state)[0]).toBe('/');
  });

  test('puts a journey where it began, and ends it with its window', () => {
    const items = [
      visited('ann', [[START, '/'], [START + 1, '/p']], { channel: 'Email' }),
      visited('ann', [[START + 2 * HOUR, '/q']]),
      contacted('ann', START + 3 * HOUR, 'call'),
      visited('ann', [[START + DAY, '/r'], [START + DAY + 1, '/s']]),
      visited('ben', [[START - HOUR, '/'], [START + MINUTE, '/p']]),
      visited('cid', [[range.to - 1, '/'], [range.to + HOUR, 'purchase']]),
    ]; // prettier-ignore
    const ways = (asked: Partial<DiffQuery>, now?: number): unknown => {
      const { fold, told, data } = foldOf(items, asked, now);
      const all: string[] = [];
      fold.tell((sides, { customer = '', from, to }) => {
        const names = fold.states();
        all.push(`${sides} ${customer} ${names.fromName(names.from(from))} ${names.toName(names.to(to))}`); // prettier-ignore
      });
      told(() => undefined);
      return [all, data.a.journeys, data.b.journeys, data.a.in_progress + data.b.in_progress];
    };
    const ann = ['(start) /', '/ /p', '/p /q', '/q /r', '/r (exit)'].map((way) => `1 ann ${way}`);
    const cid = ['2 cid (start) /', '2 cid / (conversion)'];
    expect(ways({})).toEqual([[...ann, ...cid], 1, 1, 0]);
    expect(ways({ nodes: 'event', events: ['call'] })).toEqual([['1 ann (start) call', '1 ann call (exit)', '2 cid (start) (conversion)'], 1, 1, 0]); // prettier-ignore
    // A session is a journey of its own; one that may go on is in none.
    const own = ['1 ann (start) /', '1 ann / /p', '1 ann /p (exit)', '2 ann (start) /q', '2 ann /q (exit)', '2 ann (start) /r', '2 ann /r /s', '2 ann /s (exit)', '2 cid (start) /', '2 cid / (exit)']; // prettier-ignore
    expect(ways({ unit: 'session' })).toEqual([own.map((one) => one.replace('cid / (exit)', 'cid / (conversion)')), 1, 3, 0]); // prettier-ignore
    expect(ways({}, range.to + 2 * HOUR)).toEqual([ann, 1, 0, 1]);
  });

  test('holds one time against another, and everybody where no side is named', () => {
    const later = { from: range.to, to: range.to + 20 * DAY };
    const items = crowd('Email', 40, ['/', 'purchase']);
    const moved = items.map((_, i) => visited(`late${i}`, [[later.from + i * HOUR, '/']]));
    const { data } = foldOf([...items, ...moved], { a: { range: later }, b: { range } });
    expect(data).toMatchObject({
      a: { journeys: 40, converted: { n: 0 } },
      b: { journeys: 40, converted: { n: 40 } },
      difference: { value: -1 },
    });
    expect(data.rows.map(({ from, to, stands }) => [from, to, stands])).toEqual([
      ['/', '(conversion)', true],
      ['/', '(exit)', true],
      ['(start)', '/', false],
    ]);
  });

  test('keeps the nodes that most journeys come by, on the smaller side as on the larger', () => {
    const { data } = foldOf(
      [
        ...crowd('Email', 30, ['/a']),
        ...crowd('Direct', 50, ['/b', '/c']),
        ...crowd('Direct', 30, ['/d']),
      ],
      { states: 1 },
    );
    const names = data.states.map(({ state }) => state).sort();
    expect(names).toEqual(['(other)', '(start)', '/a']);
    // What is drawn together is one node: who goes from one of them to another has not left.
    expect(data.states.find(({ state }) => state === '(other)')?.departures).toEqual({
      a: 0,
      b: 80,
    });
  });

  test('compares nothing that a side left fewer than 30 times', () => {
    const few = foldOf([...crowd('Email', 29, ['/', '/p']), ...crowd('Direct', 90, ['/'])]).data;
    expect(few).toMatchObject({ tested: 0, untested: 4, rows: [] });
    const enough = foldOf([...crowd('Email', 30, ['/', '/p']), ...crowd('Direct', 90, ['/'])]).data;
    expect(enough).toMatchObject({ tested: 3, untested: 1 });
  });
});

const NODES = ['/', '/a', '/b', '/c', '/d'];
const way = fc.tuple(fc.array(fc.constantFrom(...NODES), { maxLength: 6 }), fc.boolean());
const side = fc.array(way, { minLength: 1, maxLength: 60 });

function journeys(channel: string, ways: readonly [string[], boolean][]): Item[] {
  return ways.map(([nodes, buys], i) => {
    const at = START + i * MINUTE;
    const did = nodes.map((what, k): Did => [at + k, what]);
    const end: Did[] = buys ? [[at + 9, 'purchase']] : [[at + 9, 'scroll']];
    return visited(`${channel}${i}`, [...did, ...end], { channel });
  });
}

test('has a chain that converts as journeys did, turns round with its sides, and opens who went', () => {
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 6 }), (ofA, ofB, states) => {
      const items = [...journeys('Email', ofA), ...journeys('Direct', ofB)];
      const turned = [...journeys('Direct', ofA), ...journeys('Email', ofB)];
      const { data, fold, told } = foldOf(items, { states });
      const other = foldOf(turned, { states }).data;
      // Ways that were gone, counted by hand.
      const share = (ways: typeof ofA): number =>
        ways.filter(([, buys]) => buys).length / ways.length;
      expect(data.a.converted.value).toBe(share(ofA));
      for (const { state, swapped, effect, departures } of data.states) {
        const twin = other.states.find((one) => one.state === state);
        expect(twin?.departures).toEqual({ a: departures.b, b: departures.a });
        if (swapped === null || effect === null) continue;
        expect(twin?.effect).toBeCloseTo(-effect, 9);
        expect(effect).toBeCloseTo((swapped.b - share(ofB) + share(ofA) - swapped.a) / 2, 9);
        expect(swapped.a).toBeGreaterThan(-1e-9);
        expect(swapped.b).toBeLessThan(1 + 1e-9);
      }
      const went = new Map<string, Set<string>>();
      const names = fold.states();
      fold.tell((sides, { customer = '', from, to }) => {
        const key = `${sides} ${names.fromName(names.from(from))} ${names.toName(names.to(to))}`;
        went.set(key, (went.get(key) ?? new Set()).add(customer));
      });
      told(() => undefined);
      for (const row of data.rows) {
        const twin = other.rows.find(({ from, to }) => from === row.from && to === row.to);
        expect(twin?.difference.value).toBeCloseTo(-row.difference.value, 12);
        expect(twin?.part).toBeCloseTo(-row.part, 9);
        expect(twin?.stands).toBe(row.stands);
        const people = went.get(`1 ${row.from} ${row.to}`)?.size ?? 0;
        expect(people > 0).toBe(row.a.n > 0);
        expect(people).toBeLessThanOrEqual(row.a.n);
        expect(row.a.of).toBe(data.states.find(({ state }) => state === row.from)?.departures.a);
      }
      for (const from of new Set(data.rows.map((row) => row.from))) {
        const ways = data.rows.filter((row) => row.from === from);
        expect(ways.reduce((sum, row) => sum + row.a.n, 0)).toBe(ways[0]?.a.of);
        expect(ways.reduce((sum, row) => sum + row.part, 0)).toBeCloseTo(ways[0]?.effect ?? 0, 9);
      }
    }),
    { numRuns: 60, seed: 61 },
  );
});

/** By walking on and on: where it ends after many steps. */
function walkOn(rows: readonly (readonly number[])[]): number {
  const n = rows.length - 1;
  const shares = rows.map((row) =>
    row.map((count) => count / (row.reduce((a, b) => a + b, 0) || 1)),
  );
  let [here, converted] = [[...(shares[n] ?? [])], 0];
  for (let step = 0; step < 3_000; step++) {
    converted += here[n] ?? 0;
    const next = Array.from({ length: n + 2 }, () => 0);
    for (let from = 0; from < n; from++) {
      shares[from]?.forEach(
        (share, to) => (next[to] = (next[to] ?? 0) + (here[from] ?? 0) * share),
      );
    }
    here = next;
  }
  return converted;
}

test('swaps one node at a time as if it were done by hand', () => {
  const N = 4;
  const row = fc.tuple(fc.array(fc.nat(9), { minLength: N + 1, maxLength: N + 1 }), fc.integer({ min: 1, max: 9 })).map(([to, none]) => [...to, none]); // prettier-ignore
  // Some nodes one side never left.
  const rows = fc.array(fc.oneof({ weight: 5, arbitrary: row }, fc.constant(Array.from({ length: N + 2 }, () => 0))), { minLength: N, maxLength: N }); // prettier-ignore
  const square = fc.tuple(rows, row).map(([some, start]) => [...some, start]);
  fc.assert(
    fc.property(square, square, (mine, others) => {
      const chainOf = (all: number[][]): Chain => {
        const chain = new Chain(N);
        all.forEach((one, from) => one.forEach((times, to) => chain.step(from, to, times)));
        return chain;
      };
      const isNone = (one: number[] = []): boolean => one.every((count) => count === 0);
      const chain = chainOf(mine);
      // What only the others know is as it is there.
      const known = mine.map((one, i) => (isNone(one) ? (others[i] ?? one) : one));
      const P = walkOn(known);
      if (!mine.some(isNone)) expect(chain.conversion()).toBeCloseTo(P, 9);
      chain.swaps(chainOf(others)).forEach((parts, i) => {
        expect(parts === undefined).toBe(isNone(mine[i]) || isNone(others[i]));
        const swapped = known.map((one, k) => (k === i ? (others[k] ?? one) : one));
        if (parts) expect(P + parts.reduce((a, b) => a + b, 0)).toBeCloseTo(walkOn(swapped), 8);
      });
    }),
    { numRuns: 40, seed: 71 },
  );
});

test('leaves out what would go round for ever', () => {
  const [mine, others] = [new Chain(2), new Chain(2)];
  for (const chain of [mine, others]) chain.step(2, 0, 1);
  mine.step(0, 1, 1);
  mine.step(1, 2, 1);
  others.step(0, 2, 1);
  others.step(1, 0, 1);
  expect(mine.swaps(others)[1]).toBeUndefined();
  expect(mine.swaps(others)[0]?.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
});
