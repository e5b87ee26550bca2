import { describe, expect, test } from 'vitest';
import type { Item } from '../../worker/history/item.ts';
import { DiffFold } from '../../worker/reports/diff.ts';
import type { Diff, DiffQuery } from '../../worker/reports/diff-query.ts';
import { SIDE_A, SIDE_B } from '../../worker/reports/diff-walk.ts';
import { atOnce } from '../../worker/reports/turns.ts';
import { visited, type Did } from './visits.ts';

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
});
