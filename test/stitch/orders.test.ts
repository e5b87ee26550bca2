import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Properties } from '../../schema/index.ts';
import type { Event, Line } from '../../worker/stitch/event.ts';
import { mergeOrder, ORDER, orderCopies, type Order } from '../../worker/stitch/orders.ts';

let made = 0;

function purchase(at: number, props: Properties, by?: 'server'): Event {
  const context = by === undefined ? {} : { by };
  return {
    id: `e.${made++}`,
    at,
    name: 'purchase',
    props: { transaction_id: 'A1', ...props },
    context,
  };
}

function refund(at: number, props: Properties): Event {
  return { ...purchase(at, props, 'server'), name: 'refund' };
}

function orderOf(...events: Event[]): Order {
  const copies = orderCopies([{ visitor: 'v', events }], 'EUR').get('A1') ?? [];
  return mergeOrder('A1', { copies: [], flags: 0 }, copies);
}

describe('an order', () => {
  test('counts once at its earliest time, however often it is told', () => {
    const told = [30, 10, 20].map((at) => purchase(at, { value: 5 }));
    expect(orderOf(...told)).toMatchObject({
      at: 10,
      value: 500,
      currency: 'EUR',
      flags: ORDER.purchased,
    });
  });

  test('is worth what the server says, whoever spoke first', () => {
    const [page, server] = [purchase(1, { value: 9.99 }), purchase(2, { value: 12 }, 'server')];
    const flags = ORDER.purchased | ORDER.verified | ORDER.disagree;
    expect(orderOf(page, server)).toMatchObject({ at: 1, value: 1_200, flags });
  });

  test('is worth what its earliest stating copy says where no server spoke', () => {
    const [silent, first, second] = [
      purchase(1, { items: [{ item_id: 'a', price: 3, quantity: 2 }] }),
      purchase(2, { value: 7 }),
      purchase(3, { value: 8 }),
    ];
    expect(orderOf(second, first, silent)).toMatchObject({ at: 1, value: 700 });
    expect(orderOf(second, first).flags & ORDER.disagree).toBe(ORDER.disagree);
  });

  test('is worth its items where nobody states a value', () => {
    const items = [
      { item_id: 'a', price: '19.99', quantity: 2 },
      { item_id: 'b', price: 0.1, quantity: '3' },
      { item_id: 'c' },
    ];
    expect(orderOf(purchase(1, { items }))).toMatchObject({ value: 4_028 });
  });

  test('keeps to the minor units of its currency', () => {
    expect(orderOf(purchase(1, { value: 1_250, currency: 'JPY' }))).toMatchObject({ value: 1_250 });
    expect(orderOf(purchase(1, { value: 1.234, currency: 'KWD' }))).toMatchObject({ value: 1_234 });
    const tenths = Array.from({ length: 1_000 }, () => purchase(1, { value: 0.1 }));
    const sum = tenths.reduce((total, event) => total + orderOf(event).value, 0);
    expect(sum).toBe(10_000);
  });

  test('is flagged where its copies are of different currencies', () => {
    const told = [purchase(1, { value: 5 }), purchase(2, { value: 5, currency: 'USD' })];
    expect(orderOf(...told)).toMatchObject({ currency: 'EUR', value: 500 });
    expect(orderOf(...told).flags & ORDER.disagree).toBe(ORDER.disagree);
  });
});

test('of a purchase that names none is an order of its own', () => {
  const nameless: Event = { id: 'e.x', at: 1, name: 'purchase', props: { value: 3 }, context: {} };
  const copies = orderCopies([{ visitor: 'v', events: [nameless] }], 'EUR');
  expect([...copies.keys()]).toEqual(['event:e.x']);
});

describe('a refund', () => {
  test('without value or items is of the whole order, even before the purchase is known', () => {
    const [back, bought] = [refund(5, {}), purchase(1, { value: 20 })];
    expect(orderOf(back)).toMatchObject({ at: 5, value: 0, refunded: 0, flags: 0 });
    expect(orderOf(back, bought)).toMatchObject({ at: 1, value: 2_000, refunded: 2_000 });
  });

  test('does not say whose the order is where the purchase does', () => {
    const [bought, back] = [purchase(1, { value: 20 }, 'server'), refund(5, {})];
    const lines = [
      { user: 'buyer', events: [bought] },
      { visitor: 'helper', events: [back] },
    ];
    const told = orderCopies(lines, 'EUR').get('A1') ?? [];
    const order = mergeOrder('A1', { copies: [], flags: 0 }, told);
    expect(order).toMatchObject({ visitor: '', user: 'buyer' });
  });

  test('of a part leaves the rest', () => {
    const back = refund(5, { items: [{ item_id: 'a', price: 5, quantity: 1 }] });
    expect(orderOf(purchase(1, { value: 20 }), back, refund(6, { value: 2 }))).toMatchObject({
      refunded: 700,
    });
  });

  test('over the order counts up to its value and is flagged', () => {
    const order = orderOf(
      purchase(1, { value: 20 }),
      refund(2, { value: 15 }),
      refund(3, { value: 15 }),
    );
    expect(order).toMatchObject({ value: 2_000, refunded: 2_000 });
    expect(order.flags & ORDER.overRefunded).toBe(ORDER.overRefunded);
  });
});

test('comes out the same in any order of arrival, in any portions, told twice or not', () => {
  const at = fc.nat(20);
  const value = fc.option(fc.constantFrom(1, 2.5, '3.99'), { nil: undefined });
  const told = fc
    .record({
      at,
      value,
      server: fc.boolean(),
      refund: fc.boolean(),
      id: fc.nat(5),
      visitor: fc.nat(2),
    })
    .map(({ at: when, value: amount, server, refund: isRefund, id, visitor }): Line => {
      const base = isRefund
        ? refund(when, amount === undefined ? {} : { value: amount })
        : purchase(
            when,
            amount === undefined ? {} : { value: amount },
            server ? 'server' : undefined,
          );
      const line = visitor === 0 ? { user: `u${when % 2}` } : { visitor: `v${visitor}` };
      return { ...line, events: [{ ...base, id: `copy.${id}` }] };
    });
  const lines = fc.array(told, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.nat()), (all, keys) => {
      const fold = (given: readonly Line[]): Order => {
        let order: Order | undefined;
        for (const line of given) {
          const copies = orderCopies([line], 'EUR').get('A1') ?? [];
          order = mergeOrder('A1', order ?? { copies: [], flags: 0 }, copies);
        }
        if (order === undefined) throw new Error('No copy');
        return order;
      };
      const shuffled = [...all, ...all]
        .map((line) => ({ line, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ line }) => line);
      expect(fold(shuffled)).toEqual(fold(all));
    }),
    { numRuns: 2_000, seed: 5 },
  );
});
