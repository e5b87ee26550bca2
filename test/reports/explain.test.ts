import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item, OrderFact } from '../../worker/history/item.ts';
import { Explanation } from '../../worker/reports/explain.ts';
import type { Explain, ExplainQuery } from '../../worker/reports/explain-query.ts';
import { ExplainSide } from '../../worker/reports/explain-side.ts';
import { FacetValues } from '../../worker/reports/explain-units.ts';
import type { Range } from '../../worker/reports/query.ts';
import { Dice } from '../../worker/reports/poisson.ts';
import { contacted, ordered, visited, type Did } from './visits.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-02T00:00Z');
const before = { from: START, to: START + 7 * DAY };
const range = { from: START + 7 * DAY, to: START + 14 * DAY };

const usual: ExplainQuery = {
  range,
  before,
  unit: 'customer',
  measure: 'conversion',
  conversion: { event: 'purchase' },
  by: 'channel',
  limit: 10,
};

function explain(
  items: readonly Item[],
  asked: Partial<ExplainQuery> = {},
  orders: readonly OrderFact[] = [],
): { data: Explain; explanation: Explanation } {
  const query = { ...usual, ...asked };
  const values = new FacetValues(
    query.by ? [query.by] : ['channel', 'device', 'country', 'source'],
  );
  const sideOf = (within: Range): ExplainSide => {
    const bought = orders.filter(({ at }) => at >= within.from && at < within.to);
    const side = new ExplainSide(query, values, { range: within, orders: bought, currency: 'EUR' });
    for (const item of items) side.step(item);
    side.finish();
    return side;
  };
  const sides = { now: sideOf(query.range), before: sideOf(query.before) };
  const explanation = new Explanation(query, { values, ...sides, currency: 'EUR' });
  return { data: explanation.result(), explanation };
}

/** So many of a channel at a time, the first of whom order for 10.00 each. */
function crowd(channel: string, [n, of]: [number, number], { from }: Range): { items: Item[]; orders: OrderFact[] } {
  const who = (i: number): string => `${channel}-${from}-${i}`;
  const at = (i: number): number => from + i * MINUTE;
  const all = Array.from({ length: of }, (_, i) => i);
  return {
    items: all.map((i) => visited(who(i), [[at(i), '/'], [at(i) + 9, i < n ? 'purchase' : '/p']], { channel })),
    orders: all.slice(0, n).map((i) => ordered(who(i), [who(i), at(i) + 9, 1_000])),
  };
} // prettier-ignore

function together(...all: { items: Item[]; orders: OrderFact[] }[]): [Item[], OrderFact[]] {
  return [all.flatMap(({ items }) => items), all.flatMap(({ orders }) => orders)];
}

describe('explain', () => {
  test('shares a change exactly among mix and rate', () => {
    const [items, orders] = together(
      crowd('Email', [50, 100], before),
      crowd('Direct', [10, 100], before),
      crowd('Email', [40, 100], range),
      crowd('Direct', [30, 300], range),
    );
    const { data } = explain(items, {}, orders);
    expect(data).toMatchObject({
      now: { n: 70, of: 400 },
      before: { n: 60, of: 200 },
      by: 'channel',
      rows: [{ key: 'Email' }, { key: 'Direct' }],
      other_currencies: 0,
    });
    // w: 1/4 and 3/4, before 1/2 and 1/2; r: 0.4 and 0.1, before 0.5 and 0.1; R0 0.3.
    const [email, direct] = data.rows;
    expect(email?.mix).toBeCloseTo(-0.25 * 0.2, 12);
    expect(email?.rate).toBeCloseTo(0.25 * -0.1, 12);
    expect(direct?.mix).toBeCloseTo(0.25 * -0.2, 12);
    expect(direct?.rate).toBeCloseTo(0, 12);
    expect(data.mix).toBeCloseTo(-0.1, 12);
    expect(data.rate).toBeCloseTo(-0.025, 12);
    expect(data.change?.value).toBeCloseTo(70 / 400 - 60 / 200, 12);
    // Newcombe's, by hand from Wilson's bounds of 70 of 400 and 60 of 200.
    const [n1, n0] = [data.now.ci95 ?? [], data.before.ci95 ?? []];
    const [l1 = 0, u1 = 0, l0 = 0, u0 = 0] = [...n1, ...n0];
    expect(data.change?.ci95[0]).toBeCloseTo(-0.125 - Math.sqrt((0.175 - l1) ** 2 + (u0 - 0.3) ** 2), 12); // prettier-ignore
    expect(data.change?.ci95[1]).toBeCloseTo(-0.125 + Math.sqrt((u1 - 0.175) ** 2 + (0.3 - l0) ** 2), 12); // prettier-ignore
    expect(data.change?.p).toBeLessThan(0.001);
  });
});
