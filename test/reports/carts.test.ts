import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Properties } from '../../schema/index.ts';
import type { Item, OrderFact } from '../../worker/history/item.ts';
import { CartsFold } from '../../worker/reports/carts.ts';
import type { Carts, CartsQuery, CartState } from '../../worker/reports/carts-query.ts';
import { contacted, ordered, visited, type Did } from './visits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONDAY = Date.parse('2026-11-02T00:00Z');

const USUAL: CartsQuery = {
  range: { from: MONDAY, to: MONDAY + 7 * DAY },
  idle: 'PT60M',
  breakdown: { by: 'event', limit: 9 },
};

interface Known {
  items: readonly Item[];
  orders?: readonly OrderFact[];
  dataUntil?: number;
}

function fold(
  { items, orders = [], dataUntil = MONDAY + 60 * DAY }: Known,
  query = USUAL,
): CartsFold {
  const carts = new CartsFold(query, { dataUntil, currency: 'EUR', orders });
  for (const item of items) carts.step(item);
  return carts;
}

const run = (known: Known, query = USUAL): Carts => fold(known, query).result();

const of = (item_id: string, price: number, quantity = 1): Properties => ({
  items: [{ item_id, price, quantity }],
});

/** Carts by state, those that are none left out, with their value in EUR. */
const statesOf = ({ states }: Carts): unknown =>
  Object.fromEntries(
    states.flatMap(({ state, carts, value }) =>
      carts === 0 ? [] : [[state, [carts, value[0]?.minor ?? 0]]],
    ),
  );

const lamp = of('lamp', 20);
const start = MONDAY + HOUR;

describe('a cart', () => {
  const added: Did = [start, 'add_to_cart', lamp];

  test('is worth what was put in less what was taken out', () => {
    const did: Did[] = [
      [start, 'add_to_cart', of('lamp', 20, 3)],
      [start + 1, 'add_to_cart', of('desk', 99.5)],
      [start + 2, 'remove_from_cart', of('lamp', 20, 1)],
      [start + 3, 'remove_from_cart', of('chair', 50)],
      [start + 4, 'add_to_cart', { value: 5, currency: 'USD' }],
    ];
    const { value, carts } = run({ items: [visited('anna', did)] });
    expect(carts).toBe(1);
    expect(value).toEqual([
      { currency: 'EUR', amount: '139.50', minor: 13_950 },
      { currency: 'USD', amount: '5.00', minor: 500 },
    ]);
    const out: Did = [start + 9, 'remove_from_cart', of('lamp', 20, 5)];
    expect(statesOf(run({ items: [visited('anna', [added, out])] }))).toEqual({ emptied: [1, 0] });
  });

  test('is open for an hour after its last event, abandoned then, expired after 30 days', () => {
    const items = [visited('anna', [added, [start + 10 * MINUTE, 'begin_checkout', lamp]])];
    const last = start + 10 * MINUTE;
    const at = (dataUntil: number): unknown => statesOf(run({ items, dataUntil }));
    expect(at(last + HOUR)).toEqual({ open: [1, 2_000] });
    expect(at(last + HOUR + 1)).toEqual({ abandoned: [1, 2_000] });
    expect(at(last + 30 * DAY)).toEqual({ abandoned: [1, 2_000] });
    expect(at(last + 30 * DAY + 1)).toEqual({ expired: [1, 2_000] });
    const long = run({ items, dataUntil: last + 2 * HOUR }, { ...USUAL, idle: 'P1D' });
    expect(statesOf(long)).toEqual({ open: [1, 2_000] });
  });

  test('is ordered at once, recovered by the same product, or lost to another', () => {
    const buy = (at: number, product: string): Did => [
      at,
      'purchase',
      { transaction_id: 'o', ...of(product, 20) },
    ];
    const after = (wait: number, product = 'lamp'): Carts => {
      const bought = visited('anna', [buy(start + wait, product)]);
      const orders = [ordered('o', ['anna', start + wait, 2_500])];
      return run({ items: [visited('anna', [added]), bought], orders });
    };
    const state = (carts: Carts): CartState | undefined =>
      carts.states.find((one) => one.carts > 0)?.state;
    expect(state(after(HOUR))).toBe('ordered');
    expect(state(after(HOUR, 'desk'))).toBe('ordered');
    expect(state(after(HOUR + 1, 'desk'))).toBe('abandoned');
    expect(state(after(30 * DAY + 1))).toBe('expired');
    const recovered = after(3 * DAY);
    expect(recovered).toMatchObject({
      abandonment: { n: 1, of: 1 },
      recovery: { n: 1, of: 1 },
      time_to_recover: { p50: 3 * 86_400 },
      rows: [{ key: 'add_to_cart', carts: 1, recovered: 1, value: [{ minor: 2_000 }] }],
    });
    expect(recovered.states.find((one) => one.state === 'recovered')?.revenue).toMatchObject([
      { minor: 2_500 },
    ]);
  });

  test('is followed across devices, and told by where it was left', () => {
    const items = [
      visited(
        'anna',
        [
          [start, '/p/lamp'],
          [start + 1, 'add_to_cart', lamp],
          [start + 2, '/faq?q=1'],
        ],
        {
          visitor: 'laptop',
          channel: 'Email',
        },
      ),
      visited('anna', [[start + 2 * HOUR, 'begin_checkout', lamp]], { visitor: 'phone' }),
    ];
    const rowsBy = (by: CartsQuery['breakdown']['by']): string[] =>
      run({ items }, { ...USUAL, breakdown: { by, limit: 9 } }).rows.map(({ key }) => key);
    expect(rowsBy('event')).toEqual(['add_to_cart']);
    expect(rowsBy('exit_page')).toEqual(['/faq']);
    expect(rowsBy('channel')).toEqual(['Email']);
    expect(run({ items }).value).toMatchObject([{ minor: 2_000 }]);
    const filter = { field: 'channel', op: 'eq', value: 'Email' } as const;
    expect(run({ items }, { ...USUAL, filter }).carts).toBe(1);
    expect(run({ items }, { ...USUAL, filter: { not: filter } }).carts).toBe(0);
  });

  test('belongs to the range it was begun in', () => {
    const twice = [
      visited('anna', [[MONDAY - 2 * DAY, 'add_to_cart', lamp]]),
      visited('anna', [[start, 'add_to_cart', lamp]]),
    ];
    expect(run({ items: twice }).carts).toBe(0);
    const old = [visited('anna', [[start - 31 * DAY, 'add_to_cart', lamp]]), ...twice.slice(1)];
    expect(run({ items: old }).value).toMatchObject([{ minor: 2_000 }]);
    const orders = [ordered('o', ['anna', MONDAY - DAY, 2_000])];
    expect(run({ items: twice, orders }).carts).toBe(1);
    expect(run({ items: [visited('anna', [[start, 'view_cart']])] }).carts).toBe(0);
    expect(run({ items: [contacted('anna', start, 'begin_checkout')] }).carts).toBe(1);
  });
});

describe('carts of random shoppers', () => {
  const names = ['add_to_cart', 'remove_from_cart', 'view_cart', 'begin_checkout', 'purchase'];
  const deed = fc.record({
    who: fc.constantFrom('anna', 'ben', 'cy'),
    // Rather more of the times that lie close to a rule's edge.
    hour: fc.oneof(fc.integer({ min: -900, max: 900 }), fc.integer({ min: 0, max: 40 })),
    name: fc.constantFrom(...names),
    product: fc.constantFrom('lamp', 'desk'),
    currency: fc.constantFrom('EUR', 'USD'),
  });

  test('are in one state each, and left behind in one row each, whatever comes in what order', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
        const orders: OrderFact[] = [];
        const items = deeds.map(({ who, hour, name, product, currency }, i) => {
          const at = MONDAY + hour * HOUR + i;
          const id = `o-${i}`;
          if (name === 'purchase') orders.push(ordered(id, [who, at, 2_000], { currency }));
          const props = { ...of(product, 20), currency, transaction_id: id };
          return visited(who, [[at, name, props]], { visitor: `${who}-${i}` });
        });
        const query: CartsQuery = { ...USUAL, breakdown: { by: 'event', limit: 1 } };
        const carts = fold({ items, orders, dataUntil: MONDAY + 20 * DAY }, query);
        const data = carts.result();
        const count = (...states: CartState[]): number =>
          data.states
            .filter(({ state }) => states.includes(state))
            .reduce((sum, one) => sum + one.carts, 0);
        expect(data.states.reduce((sum, one) => sum + one.carts, 0)).toBe(data.carts);
        const left = count('abandoned', 'expired', 'recovered');
        expect(data.rows.reduce((sum, row) => sum + row.carts, 0)).toBe(left);
        expect(data.abandonment).toMatchObject({ n: left, of: left + count('ordered') });
        expect(data.recovery).toMatchObject({ n: count('recovered'), of: left });
        for (const currency of ['EUR', 'USD']) {
          const minor = (value: Carts['value']): number =>
            value.find((one) => one.currency === currency)?.minor ?? 0;
          const sum = data.states.reduce((whole, one) => whole + minor(one.value), 0);
          expect(sum).toBe(minor(data.value));
          expect(minor(data.value)).toBeGreaterThanOrEqual(0);
        }
        for (const { state, customers } of data.states) {
          expect(carts.peopleOf({ state }).length).toBe(customers);
        }
        expect(
          run({ items: items.toReversed(), orders, dataUntil: MONDAY + 20 * DAY }, query),
        ).toEqual(data);
        // A year before or a year more of history changes nothing of the week.
        const days = [0, 1, 2, 3, 4, 5, 6].map((day) => {
          const range = { from: MONDAY + day * DAY, to: MONDAY + (day + 1) * DAY };
          return run({ items, orders, dataUntil: MONDAY + 20 * DAY }, { ...query, range }).carts;
        });
        expect(days.reduce((sum, one) => sum + one, 0)).toBe(data.carts);
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});
