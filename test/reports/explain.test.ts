import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionFrom, type Item, type OrderFact } from '../../worker/history/item.ts';
import { broughtBy, changeOf } from '../../worker/reports/explain-parts.ts';
import { dimensionsOf } from '../../worker/reports/explain-dimensions.ts';
import { Explanation } from '../../worker/reports/explain.ts';
import type { Explain, ExplainQuery } from '../../worker/reports/explain-query.ts';
import { ExplainSide } from '../../worker/reports/explain-side.ts';
import { FacetValues, Sum, Units } from '../../worker/reports/explain-units.ts';
import type { Facet, Range } from '../../worker/reports/query.ts';
import { Dice } from '../../worker/reports/poisson.ts';
import { someone } from './people.ts';
import { contacted, ordered, visited } from './visits.ts';

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
  limit: 10,
};

function explain(
  items: readonly Item[],
  asked: Partial<ExplainQuery> = {},
  orders: readonly OrderFact[] = [],
  by: readonly Facet[] = ['channel'],
): { data: Explain; explanation: Explanation } {
  const query = { ...usual, ...asked };
  const values = new FacetValues(by);
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

  test('shows what is more than chance, however little it contributed', () => {
    const grown = ['A', 'B', 'C', 'D', 'E'];
    const [items, orders] = together(
      ...[before, range].map((within) => crowd('Still', [40, 400], within)),
      ...grown.map((channel) => crowd(channel, [40, 400], before)),
      ...grown.map((channel) => crowd(channel, [80, 400], range)),
    );
    const { data } = explain(items, { limit: 2 }, orders);
    expect(data.dimensions[0]).toMatchObject({ stand: 1, top: { key: 'Still' } });
    expect(data.rows.map(({ key, stands }) => [key, stands.beyond])).toEqual([
      ['A', false],
      ['Still', true],
      ['(other)', false],
    ]);
  });

  test('calls the only one who bought no reason', () => {
    const [items, orders] = together(
      crowd('Email', [0, 45], before),
      crowd('Referral', [1, 1], before),
      crowd('Email', [35, 1400], range),
      crowd('Referral', [0, 37], range),
    );
    const { data } = explain(items, {}, orders);
    expect(data.dimensions[0]).toMatchObject({ stand: 0, top: null });
    const [low, high] = data.rows.find(({ key }) => key === 'Referral')?.contribution.ci95 ?? [];
    expect([low, high]).toEqual([expect.any(Number), expect.any(Number)]);
    expect((low ?? 0) * (high ?? 0)).toBeLessThan(0);
  });

  test('gives what is new, or gone, to the mix', () => {
    const [items, orders] = together(
      crowd('Email', [50, 100], before),
      crowd('Direct', [10, 100], before),
      crowd('Email', [50, 100], range),
      crowd('SMS', [0, 100], range),
    );
    const { rows } = explain(items, {}, orders).data;
    expect(rows.map(({ key, rate }) => [key, rate])).toEqual([['SMS', 0], ['Direct', 0], ['Email', 0]]); // prettier-ignore
    expect(rows[0]?.mix).toBeCloseTo(0.5 * (0 - 0.3), 12);
    expect(rows[1]?.mix).toBeCloseTo(-0.5 * (0.1 - 0.3), 12);
    expect(rows.map(({ difference }) => difference?.value ?? null)).toEqual([null, null, 0]);
  });

  test('calls nothing a reason where nobody came before', () => {
    const [items, orders] = together(
      crowd('Email', [80, 100], range),
      crowd('Direct', [5, 300], range),
    );
    const { data } = explain(items, {}, orders, ['country', 'channel']);
    expect(data).toMatchObject({ change: null, by: 'channel', rows: [] });
    expect(data.dimensions.map(({ by, stand, concentration, top }) => [by, stand, concentration, top])).toEqual([['channel', 0, 0, null], ['country', 0, 0, null]]); // prettier-ignore
  });

  test('counts a customer once, by the first session of each range; a session by itself', () => {
    const email = { channel: 'Email' };
    const items = [
      visited('ann', [[before.from, '/']], { channel: 'Direct' }),
      visited('ann', [[before.to - MINUTE, '/'], [range.from + MINUTE, '/']], email),
      visited('ann', [[range.from + DAY, '/'], [range.from + DAY + 1, 'purchase']], { channel: 'SMS' }),
      contacted('ben', range.from + DAY, 'call'),
    ]; // prettier-ignore
    const orders = [
      ordered('o', ['ann', range.from + DAY + 1, 500]),
      // Nobody here saw it happen: a server told of it.
      ordered('p', ['cid', range.from + 1, 700], { visitor: '' }),
      ordered('q', ['ann', range.to, 900]),
    ];
    const keysOf = (asked: Partial<ExplainQuery>): unknown =>
      explain(items, asked, orders).data.rows.map(({ key, now, before: then }) => [key, now.n, now.of, then.of]).sort(([a], [b]) => String(a).localeCompare(String(b))); // prettier-ignore
    expect(keysOf({})).toEqual([['(not set)', 1, 2, 0], ['Direct', 0, 0, 1], ['Email', 1, 1, 0]]); // prettier-ignore
    expect(keysOf({ unit: 'session' })).toEqual([['Direct', 0, 0, 1], ['Email', 0, 0, 1], ['SMS', 1, 1, 0]]); // prettier-ignore
    // An order that no session holds is in no filter.
    const filter = { field: 'channel', op: 'in' as const, value: ['Direct', 'Email'] };
    expect(explain(items, { filter }, orders).data.now).toMatchObject({ n: 0, of: 1 });
  });

  test('measures revenue for each, in the site’s currency', () => {
    const [items, orders] = together(
      crowd('Email', [50, 100], before),
      crowd('Email', [40, 100], range),
      crowd('Direct', [0, 100], range),
    );
    const other = ordered('x', ['Email-x', range.from + 1, 9_999], {
      currency: 'CHF',
      visitor: '',
    });
    const { data, explanation } = explain(items, { measure: 'revenue', unit: 'session' }, [...orders, other]); // prettier-ignore
    expect(data).toMatchObject({
      now: { value: 2, n: 40, of: 200, revenue: { amount: '400.00', currency: 'EUR' } },
      before: { value: 5, of: 100 },
      change: { value: -3 },
    });
    // The mean of 40 tens and 160 nothings: a standard error of 4 / sqrt(200).
    expect(data.now.ci95?.[0]).toBeCloseTo(2 - (1.959964 * 4) / Math.sqrt(200), 5);
    expect(data.rows.map(({ key, mix, rate }) => [key, mix + 0, rate])).toEqual([
      ['Direct', -2.5, 0],
      ['Email', 0, -0.5],
    ]);
    expect(explain(items, { measure: 'revenue' }, [...orders, other]).data.other_currencies).toBe(
      1,
    );
    expect(explanation.peopleOf({ at: 'now', key: 'Email', of: 'converted' })).toHaveLength(40);
  });

  test('converts by what is asked for: any event, or orders by what their events say', () => {
    const items = [
      visited('ann', [[range.from, 'sign_up'], [range.from + 5, 'purchase', { transaction_id: 'o', coupon: 'X' }]]),
      visited('ben', [[range.from, 'sign_up'], [range.to, 'sign_up']]),
      visited('cid', [[range.from, 'purchase', { transaction_id: 'p' }]]),
    ]; // prettier-ignore
    const orders = [ordered('o', ['ann', range.from + 5, 1]), ordered('p', ['cid', range.from, 1])];
    const converted = (conversion: ExplainQuery['conversion']): unknown =>
      explain(items, { conversion }, orders).explanation.peopleOf({ at: 'now', of: 'converted' });
    expect(converted({ event: 'sign_up' })).toEqual(['ann', 'ben']);
    expect(converted({ event: 'purchase' })).toEqual(['ann', 'cid']);
    const filter = { field: 'prop.coupon', op: 'eq' as const, value: 'X' };
    expect(converted({ event: 'purchase', filter })).toEqual(['ann']);
    expect(converted({ any: [{ event: 'sign_up' }, { event: 'purchase' }] })).toEqual(['ann', 'ben', 'cid']); // prettier-ignore
  });
});

/** Who came, by channel and whether they converted, on both sides. */
const counts = fc.tuple(fc.nat(12), fc.nat(40)).map(([n, more]): [number, number] => [n, n + more]);
const channels = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', '(other)'), fc.tuple(counts, counts), { minKeys: 1 }); // prettier-ignore

test('adds up, whatever is cut, and says of each row what four numbers say', () => {
  fc.assert(
    fc.property(channels, fc.integer({ min: 1, max: 4 }), (all, limit) => {
      const parts = Object.entries(all).flatMap(([key, [now, then]]) => [
        crowd(key, now, range),
        crowd(key, then, before),
      ]);
      const [items, orders] = together(...parts);
      const { data, explanation } = explain(items, { limit }, orders);
      const other = explain(items, { limit, range: before, before: range }, orders).data;
      if (data.now.of === 0 || data.before.of === 0) {
        expect([data.change, data.rows]).toEqual([null, []]);
        return;
      }
      const change = (data.now.value ?? 0) - (data.before.value ?? 0);
      const sum = (valueOf: (row: Explain['rows'][number]) => number): number =>
        data.rows.reduce((total, row) => total + valueOf(row), 0);
      expect(data.change?.value).toBe(change);
      expect(sum(({ contribution }) => contribution.value)).toBeCloseTo(change, 14);
      expect(data.mix + data.rate).toBeCloseTo(change, 14);
      expect(sum(({ beyond }) => beyond.value)).toBeCloseTo(0, 14);
      expect(sum(({ now }) => now.of)).toBe(data.now.of);
      expect(sum(({ before: then }) => then.n)).toBe(data.before.n);
      expect(data.rows.length).toBeLessThanOrEqual(limit + 1);
      const uncut = explain(items, { limit: 100 }, orders).data.rows;
      const stand = uncut.filter(({ stands }) => stands.beyond);
      const preferred = [...new Set([...stand, ...uncut])].slice(0, limit);
      const shown = uncut.filter((row) => preferred.includes(row)).map(({ key }) => key);
      expect(data.rows.slice(0, limit).map(({ key }) => key)).toEqual(shown);
      for (const row of data.rows) {
        const [w1, w0] = [row.now.of / data.now.of, row.before.of / data.before.of];
        const [R1, R0] = [data.now.value ?? 0, data.before.value ?? 0];
        const [r1, r0] = [row.now.value ?? R1, row.before.value ?? R0];
        expect(row.contribution.value).toBeCloseTo(w1 * (r1 - R0) - w0 * (r0 - R0), 12);
        expect(row.beyond.value).toBeCloseTo(w1 * (r1 - R1) - w0 * (r0 - R0), 12);
        expect(row.contribution.ci95[0]).toBeLessThanOrEqual(row.contribution.value);
        const people = explanation.peopleOf({ at: 'before', key: row.key, of: 'all' });
        expect(people.length).toBe(row.before.of);
      }
      // Seen from the other side everything is the other way round.
      expect(other.change?.value).toBe(-change);
      expect(other.change?.ci95[0]).toBeCloseTo(-(data.change?.ci95[1] ?? 0), 12);
      const most = (one: Explain): unknown => one.dimensions.map(({ by, stand, values }) => [by, stand, values]); // prettier-ignore
      expect(most(other)).toEqual(most(data));
    }),
    { numRuns: 60, seed: 51 },
  );
});

/** A draw of so many, of whom each converts by its chance. */
function drawn(dice: Dice, parts: readonly [share: number, rate: number][], size: number): Sum[] {
  const sums = parts.map(() => new Sum());
  for (let i = 0; i < size; i++) {
    let left = dice.next();
    const part = parts.findIndex(([share]) => (left -= share) < 0);
    const [, rate] = parts[part] ?? [0, 0];
    const converts = dice.next() < rate;
    sums.at(part)?.add(Number(converts), converts);
  }
  return sums;
}

test('has intervals that hold the truth as often as they say', () => {
  const [were, are]: [number, number][][] = [[[0.3, 0.1], [0.5, 0.04], [0.2, 0.2]], [[0.4, 0.05], [0.5, 0.05], [0.1, 0.25]]]; // prettier-ignore
  const R = (parts: [number, number][] = []): number => parts.reduce((sum, [w, r]) => sum + w * r, 0); // prettier-ignore
  const [R1, R0] = [R(are), R(were)];
  const truth = { contribution: 0.4 * (0.05 - R0) - 0.3 * (0.1 - R0), beyond: 0.4 * (0.05 - R1) - 0.3 * (0.1 - R0) }; // prettier-ignore
  const dice = new Dice(7);
  const held = { contribution: 0, beyond: 0 };
  const RUNS = 400;
  for (let i = 0; i < RUNS; i++) {
    const sides = [are, were].map((parts) => {
      const sums = drawn(dice, parts ?? [], 500);
      const whole = new Sum();
      for (const one of sums) whole.merge(one);
      return { part: sums[0] ?? whole, whole };
    });
    const [now, then] = sides;
    if (!now || !then) throw new Error('There are two sides');
    const brought = broughtBy({ now, before: then });
    for (const name of ['contribution', 'beyond'] as const) {
      const [low, high] = brought[name].ci95;
      if (low <= truth[name] && truth[name] <= high) held[name]++;
    }
  }
  expect(held.contribution / RUNS).toBeGreaterThan(0.925);
  expect(held.contribution / RUNS).toBeLessThan(0.98);
  expect(held.beyond / RUNS).toBeGreaterThan(0.925);
  expect(held.beyond / RUNS).toBeLessThan(0.98);
});

/** A draw of so many, of whom 3 % order for one of some amounts. */
function spent(dice: Dice, size: number): Sum {
  const amounts = [1_000, 2_000, 3_000, 5_000, 20_000];
  const sum = new Sum();
  for (let i = 0; i < size; i++) {
    const orders = dice.next() < 0.03;
    sum.add(orders ? (amounts[Math.floor(dice.next() * amounts.length)] ?? 0) : 0, orders);
  }
  return sum;
}

test('makes nothing of values that few had but a row of them together', () => {
  const values = new FacetValues(['channel', 'country']);
  const sideOf = (name: string): Units => {
    const units = new Units(values);
    for (let i = 0; i < 400; i++) {
      const context = { country: i < 40 ? 'DE' : `${name}${i}` };
      const events = [{ id: `${i}`, at: 1, name: 'page_view', context }];
      const unit = units.add(`${name}${i}`);
      units.tell(unit, sessionFrom({ ...someone(`${i}`), visitor: '', events, channel: 'Email' }));
    }
    return units;
  };
  const sides = { now: sideOf('a'), before: sideOf('b'), isCounted: true };
  const found = dimensionsOf(values, sides).map(({ by, values: all, judged }) => [by, all, judged.map(({ key }) => key)]); // prettier-ignore
  expect(found).toEqual([
    ['channel', 1, ['Email']],
    ['country', 721, ['DE']],
  ]);
});

test('takes thirty who bought nothing for no proof that nothing can be bought', () => {
  const dice = new Dice(3);
  const of = (size: number): Sum => drawn(dice, [[1, 0.03]], size)[0] ?? new Sum();
  const RUNS = 400;
  let [different, leftOut, beyond] = [0, 0, 0];
  for (let i = 0; i < RUNS; i++) {
    const change = changeOf(spent(dice, 800), spent(dice, 30));
    const [low, high] = change?.ci95 ?? [0, 0];
    if ((change?.p ?? 1) < 0.05) different++;
    if (low > 0 || high < 0) leftOut++;
    const [now, then, whole, previous] = [of(30), of(1), of(970), of(999)];
    whole.merge(now);
    previous.merge(then);
    const brought = broughtBy({ now: { part: now, whole }, before: { part: then, whole: previous } }); // prettier-ignore
    if (brought.beyond.p < 0.05) beyond++;
  }
  // Where nothing differs 5 % should look as if it did.
  expect(different / RUNS).toBeLessThan(0.12);
  expect(leftOut / RUNS).toBeLessThan(0.05);
  expect(beyond / RUNS).toBeLessThan(0.08);
});

/** Customers of random channels, devices, countries and sources, some of whom order. */
function world(dice: Dice, { from }: Range, rateOf: (who: Record<string, string>) => number): { items: Item[]; orders: OrderFact[] } {
  const pick = (...all: string[]): string => all[Math.floor(dice.next() * all.length)] ?? '';
  const items: Item[] = [];
  const orders: OrderFact[] = [];
  for (let i = 0; i < 600; i++) {
    const id = `w${from}-${i}`;
    const who = { channel: pick('Email', 'Direct', 'SMS'), device: pick('mobile', 'desktop'), country: pick('DE', 'SE', 'FR', 'IT'), source: pick('x', 'y', 'z', 'u', 'v') };
    const context = { device: who.device as 'mobile', country: who.country };
    const at = from + i * MINUTE;
    const events = [{ id: `${id}.0`, at, name: 'page_view', context, source: { source: who.source, medium: 'cpc' } }];
    items.push(sessionFrom({ ...someone(id), visitor: id, events, channel: who.channel }));
    if (dice.next() < rateOf(who)) orders.push(ordered(id, [id, at, 100]));
  }
  return { items, orders };
} // prettier-ignore

test('finds where a change is concentrated, and nothing where all changed alike', () => {
  const dice = new Dice(5);
  const found = (rateOf: (who: Record<string, string>) => number): Explain => {
    const [items, orders] = together(
      world(dice, before, () => 0.2),
      world(dice, range, rateOf),
    );
    return explain(items, {}, orders, ['channel', 'device', 'country', 'source']).data;
  };
  const culprit = found(({ country }) => (country === 'SE' ? 0.03 : 0.2));
  expect(culprit.by).toBe('country');
  expect(culprit.dimensions[0]).toMatchObject({ by: 'country', top: { key: 'SE' } });
  expect(culprit.rows[0]).toMatchObject({ key: 'SE', stands: { beyond: true, difference: true } });
  const quiet = Array.from({ length: 12 }, () => found(() => 0.15));
  const loud = quiet.filter(({ dimensions }) => dimensions.some(({ stand }) => stand > 0));
  expect(loud.length).toBeLessThanOrEqual(3);
});
