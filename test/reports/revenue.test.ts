import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrderFact } from '../../worker/history/item.ts';
import { refundsOf, type Refund } from '../../worker/history/refunds.ts';
import type { Item } from '../../worker/history/item.ts';
import { RevenueFold } from '../../worker/reports/revenue.ts';
import { itemShares, spread } from '../../worker/reports/revenue-items.ts';
import type { Revenue, RevenuePart, RevenueQuery } from '../../worker/reports/revenue-query.ts';
import { ORDER } from '../../worker/stitch/orders.ts';
import { someone } from './people.ts';
import { ordered, visited } from './visits.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T00:00Z');

const numberOf = (visitor: string): number => someone(visitor).person;

const USUAL: RevenueQuery = { range: { from: MONDAY, to: MONDAY + 14 * DAY }, period: 'day' };

interface Known {
  items?: readonly Item[];
  orders: readonly OrderFact[];
  refunds?: readonly Refund[];
}

function run(
  { items = [], orders, refunds = [] }: Known,
  query: Partial<RevenueQuery> = {},
  dataUntil = MONDAY + 30 * DAY,
): Revenue {
  const options = { timeZone: 'UTC', currency: 'EUR', dataUntil, orders, refunds, numberOf };
  const fold = new RevenueFold({ ...USUAL, ...query }, options);
  for (const item of items) fold.step(item);
  return fold.result();
}

const minor = ({ revenue }: RevenuePart): string =>
  revenue.map((one) => `${one.minor} ${one.currency}`).join(', ');

describe('revenue', () => {
  const anna = ordered('o-1', ['anna', MONDAY + 1, 5_000], { flags: ORDER.verified });
  const ben = ordered('o-2', ['ben', MONDAY + 8 * DAY, 3_000]);
  const usd = ordered('o-3', ['ben', MONDAY + 8 * DAY + 1, 700], { currency: 'USD' });
  const orders = [anna, ben, usd];

  test('is told by currency, never added across', () => {
    const revenue = run({ orders });
    expect(revenue).toMatchObject({
      orders: 3,
      customers: 2,
      revenue: [
        { currency: 'EUR', amount: '80.00', minor: 8_000 },
        { currency: 'USD', amount: '7.00', minor: 700 },
      ],
      aov: [
        { currency: 'EUR', minor: 4_000 },
        { currency: 'USD', minor: 700 },
      ],
    });
  });

  test('keeps apart what a server vouches for and what a page alone tells of', () => {
    const { verified, asserted } = run({ orders });
    expect([verified.orders, minor(verified)]).toEqual([1, '5000 EUR']);
    expect([asserted.orders, minor(asserted)]).toEqual([2, '3000 EUR, 700 USD']);
  });

  test('stands by day, week and month, empty ones too', () => {
    const days = run({ orders }).series;
    expect(days.length).toBe(14);
    expect([days[0], days[1], days[8]].map((one) => one && minor(one))).toEqual([
      '5000 EUR',
      '',
      '3000 EUR, 700 USD',
    ]);
    const weeks = run({ orders }, { period: 'week' }).series;
    expect(weeks.map((one) => [one.day, one.orders])).toEqual([
      ['2026-11-02', 1],
      ['2026-11-09', 2],
    ]);
    const months = run({ orders }, { period: 'month' }).series;
    expect(months.map((one) => [one.day, one.orders])).toEqual([['2026-11-01', 3]]);
    expect(run({ orders }, {}, MONDAY + DAY).series.length).toBe(2);
  });

  test('was made on the device that the order names, whoever else is the same customer', () => {
    const items = [
      visited('anna', [[MONDAY, 'x']], { visitor: 'phone', channel: 'Email' }),
      visited('anna', [[MONDAY, 'x']], { visitor: 'laptop', channel: 'Direct' }),
    ];
    const made = ordered('o-9', ['anna', MONDAY, 100], { visitor: 'laptop' });
    const by = { by: 'channel', limit: 9 } as const;
    const { rows } = run({ items, orders: [made] }, { breakdown: by });
    expect(rows?.map(({ key, orders: count }) => [key, count])).toEqual([['Direct', 1]]);
  });

  test('takes a refund at its own time, of orders before the range too', () => {
    const old = ordered('o-0', ['cy', MONDAY - DAY, 9_000]);
    const refunds = [
      { order: old, at: MONDAY + DAY, amount: 1_000 },
      { order: anna, at: MONDAY + 2 * DAY, amount: 5_000 },
    ];
    const items = [
      visited('cy', [[MONDAY - DAY, 'purchase']], { channel: 'Email' }),
      visited('anna', [[MONDAY + 1, 'purchase']], { channel: 'Direct' }),
      visited('ben', [[MONDAY + 8 * DAY, 'purchase']], { channel: 'Direct' }),
    ];
    const revenue = run(
      { items, orders: [anna, ben], refunds },
      { breakdown: { by: 'channel', limit: 9 } },
    );
    expect(revenue).toMatchObject({
      orders: 2,
      revenue: [{ minor: 8_000 }],
      refunds: [{ minor: 6_000 }],
      net: [{ minor: 2_000 }],
    });
    expect(revenue.series.slice(0, 3).map(({ net }) => net[0]?.minor)).toEqual([
      5_000, -1_000, -5_000,
    ]);
    expect(revenue.rows?.map((row) => [row.key, minor(row), row.net[0]?.minor])).toEqual([
      ['Direct', '8000 EUR', 3_000],
      ['Email', '', -1_000],
    ]);
  });

  test('shares an order over its items, its refunds in proportion', () => {
    const bought = {
      transaction_id: 'o-1',
      items: [
        { item_id: 'l', item_name: 'Lamp', price: 20, quantity: 2, item_brand: 'Lux' },
        { item_id: 'd', price: 15, item_brand: 'Lux' },
      ],
    };
    const items = [visited('anna', [[MONDAY + 1, 'purchase', bought]])];
    const refunds = [{ order: anna, at: MONDAY + 1, amount: 1_000 }];
    const known = { items, orders: [anna, ben], refunds };
    const { rows } = run(known, { breakdown: { by: 'product', limit: 9 } });
    expect(
      rows?.map((row) => [row.key, minor(row), row.refunds[0]?.minor, row.orders, row.quantity]),
    ).toEqual([
      ['Lamp', '4000 EUR', 800, 1, 2],
      ['(not itemised)', '2500 EUR', -100, 2, 0],
      ['d', '1500 EUR', 300, 1, 1],
    ]);
    const brands = run(known, { breakdown: { by: 'item.item_brand', limit: 1 } }).rows;
    expect(brands?.map((row) => [row.key, minor(row)])).toEqual([
      ['Lux', '5500 EUR'],
      ['(other)', '2500 EUR'],
    ]);
  });

  test('spreads an amount to the last minor unit', () => {
    const amounts = fc.array(fc.integer({ min: -50, max: 1_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(amounts, fc.nat(10_000), (list, amount) => {
        const shares = list.map((one, i) => ({ key: String(i), amount: one, quantity: 1 }));
        expect(spread(amount, shares).reduce((sum, part) => sum + part, 0)).toBe(amount);
      }),
      { seed: 9 },
    );
    const event = { id: 'e', at: 0, name: 'purchase', context: {} };
    expect(itemShares(anna, event, 'product')).toEqual([
      { key: '(not itemised)', amount: 5_000, quantity: 0 },
    ]);
  });

  test('never pays back more than the order', () => {
    const order = ordered('o', ['anna', 0, 1_000], { refunded: 1_000 });
    const copy = { kind: 'refund', currency: 'EUR' } as const;
    const refunds = refundsOf(order, [
      { ...copy, id: 'a', at: 1, value: 400 },
      { ...copy, id: 'p', at: 2, kind: 'purchase', value: 1_000 },
      { ...copy, id: 'b', at: 3 },
      { ...copy, id: 'c', at: 4, value: 5 },
    ]);
    expect(refunds.map(({ at, amount }) => [at, amount])).toEqual([
      [1, 400],
      [3, 600],
    ]);
  });

  test('leaves orders out that the filter does not fit', () => {
    const items = [
      visited('anna', [[MONDAY + 1, 'purchase']], { channel: 'Email' }),
      visited('ben', [[MONDAY + 8 * DAY, 'purchase']], { channel: 'Direct' }),
    ];
    const filter = { field: 'channel', op: 'eq', value: 'Email' } as const;
    expect(minor(run({ items, orders }, { filter }))).toBe('5000 EUR');
  });
});

describe('revenue of random orders', () => {
  const order = fc.tuple(
    fc.constantFrom('anna', 'ben', 'cy'),
    fc.nat(20),
    fc.nat(9_000),
    fc.constantFrom('EUR', 'USD'),
    fc.array(fc.tuple(fc.nat(20), fc.nat(3_000)), { maxLength: 2 }),
    fc.constantFrom('Direct', 'Email', 'Display', undefined),
  );

  test('adds up by period and by row, refunds and halves too', () => {
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 12 }),
        fc.constantFrom<RevenueQuery['period'][]>('day', 'week', 'month'),
        fc.constantFrom<('channel' | 'product' | 'item.size')[]>('channel', 'product', 'item.size'),
        (list, period, by) => {
          const all = list.map(([who, day, value, currency], i) => {
            const at = MONDAY + (day - 3) * DAY + i;
            return ordered(`o-${i}`, [who, at, value], { currency, visitor: `${who}-${i}` });
          });
          const { from, to } = USUAL.range;
          const isIn = (at: number): boolean => at >= from && at < to;
          const refunds = list.flatMap(([, , , , backs], i) =>
            backs.flatMap(([day, amount]): Refund[] => {
              const [one, at] = [all[i], MONDAY + (day - 3) * DAY];
              return one && isIn(at) ? [{ order: one, at, amount }] : [];
            }),
          );
          const items = list.flatMap(([who, , , , , channel], i): Item[] => {
            const one = all[i];
            if (!one || channel === undefined) return [];
            const bought = {
              transaction_id: one.id,
              items: [
                { item_id: 'a', price: 3, size: i % 3 },
                { item_id: 'b', price: 2.5, quantity: i },
              ],
            };
            return [
              visited(who, [[one.at, 'purchase', bought]], { channel, visitor: one.visitor }),
            ];
          });
          const orders = all.filter(({ at }) => isIn(at));
          const query = { period, breakdown: { by, limit: 2 } };
          const revenue = run({ items, orders, refunds }, query);
          expect(revenue.orders).toBe(orders.length);
          for (const currency of ['EUR', 'USD']) {
            const of = (money: Revenue['revenue']): number =>
              money.find((one) => one.currency === currency)?.minor ?? 0;
            const total = orders
              .filter((one) => one.currency === currency)
              .reduce((sum, { value }) => sum + value, 0);
            const back = refunds
              .filter((one) => one.order.currency === currency)
              .reduce((sum, { amount }) => sum + amount, 0);
            for (const parts of [[revenue], revenue.series, revenue.rows ?? []]) {
              const sum = (key: 'revenue' | 'refunds' | 'net'): number =>
                parts.reduce((whole, part) => whole + of(part[key]), 0);
              expect([sum('revenue'), sum('refunds'), sum('net')]).toEqual([
                total,
                back,
                total - back,
              ]);
            }
            expect(of(revenue.verified.revenue) + of(revenue.asserted.revenue)).toBe(total);
          }
        },
      ),
      { numRuns: 500, seed: 10 },
    );
  });
});
