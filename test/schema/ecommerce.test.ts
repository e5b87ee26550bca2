import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ECOMMERCE_EVENTS, sumOfItems, toGa4 } from '../../schema/ecommerce.ts';
import type { Properties } from '../../schema/event.ts';
import { sharedJson } from '../support/shared-data.ts';

describe('names', () => {
  test.each([
    ['Product List Viewed', 'view_item_list'],
    ['Product Viewed', 'view_item'],
    ['Product Added', 'add_to_cart'],
    ['Product Removed', 'remove_from_cart'],
    ['Cart Viewed', 'view_cart'],
    ['Checkout Started', 'begin_checkout'],
    ['Checkout Step Completed', 'add_shipping_info'],
    ['Payment Info Entered', 'add_payment_info'],
    ['Order Completed', 'purchase'],
    ['Order Refunded', 'refund'],
    ['Promotion Viewed', 'view_promotion'],
    ['Promotion Clicked', 'select_promotion'],
    ['Product Added to Wishlist', 'add_to_wishlist'],
    ['Products Searched', 'search'],
    ['Viewed Product', 'view_item'],
    ['Added Product', 'add_to_cart'],
    ['Removed Product', 'remove_from_cart'],
    ['Completed Order', 'purchase'],
    ['Viewed Product Category', 'view_item_list'],
    ['Completed Checkout Step', 'add_shipping_info'],
    ['order_completed', 'purchase'],
    [' order  completed ', 'purchase'],
    ['purchase', 'purchase'],
    ['Order Cancelled', 'Order Cancelled'],
    ['Report Submitted', 'Report Submitted'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
    ['', ''],
  ])('names %j %j', (given, expected) => {
    expect(toGa4(given, {}).name).toBe(expected);
  });
});

describe('properties', () => {
  test('turns the single product of an event into an item', () => {
    const { properties } = toGa4('Product Added', {
      cart_id: 'c1',
      product_id: 'p1',
      sku: 'G-32',
      name: 'Monopoly',
      brand: 'Hasbro',
      category: 'Games',
      variant: '200 pieces',
      price: 18.99,
      quantity: 2,
      coupon: 'MAY',
      position: 3,
      url: 'https://shop.example/p1',
      gift: true,
    });
    expect(properties).toEqual({
      cart_id: 'c1',
      gift: true,
      items: [
        {
          item_id: 'p1',
          sku: 'G-32',
          item_name: 'Monopoly',
          item_brand: 'Hasbro',
          item_category: 'Games',
          item_variant: '200 pieces',
          price: 18.99,
          quantity: 2,
          coupon: 'MAY',
          index: 3,
          url: 'https://shop.example/p1',
        },
      ],
    });
  });

  test('takes the sku, or the id of v1, where there is no product id', () => {
    const { properties } = toGa4('Completed Order', {
      orderId: 'o1',
      products: [{ sku: 'S' }, { id: 'I' }, { id: 'I', sku: 'S' }, 'odd', null],
    });
    expect(properties).toEqual({
      transaction_id: 'o1',
      items: [{ item_id: 'S' }, { item_id: 'I' }, { item_id: 'I', sku: 'S' }, 'odd', null],
    });
  });

  test('keeps an order id out of the items', () => {
    expect(toGa4('Order Completed', { id: 'o1', name: 'x' }).properties).toEqual({
      id: 'o1',
      name: 'x',
    });
  });

  test('names promotions, lists, searches and checkout steps as GA4 does', () => {
    expect(
      toGa4('Promotion Viewed', { promotion_id: 'p', creative: 'c', name: 'n', position: 's' })
        .properties,
    ).toEqual({ promotion_id: 'p', creative_name: 'c', promotion_name: 'n', creative_slot: 's' });
    expect(toGa4('Product List Viewed', { list_id: 'l', category: 'Deals' }).properties).toEqual({
      item_list_id: 'l',
      item_list_name: 'Deals',
    });
    expect(toGa4('Products Searched', { query: 'roses' }).properties).toEqual({
      search_term: 'roses',
    });
    expect(
      toGa4('Checkout Step Completed', { shipping_method: 'Fedex', payment_method: 'Visa' })
        .properties,
    ).toEqual({ shipping_tier: 'Fedex', payment_type: 'Visa' });
  });

  test('leaves what GA4 already says alone', () => {
    const properties = { value: 30, revenue: 25, transaction_id: 'o1', items: [{ item_id: 'a' }] };
    expect(toGa4('purchase', properties)).toEqual({ name: 'purchase', properties });
    expect(toGa4('search', { query: 'mine' }).properties).toEqual({ query: 'mine' });
    expect(toGa4('share', { item_id: 'x' }).properties).toEqual({ item_id: 'x' });
  });

  test("keeps GA4's word where Segment's stands beside it", () => {
    const properties = { order_id: 'segment', transaction_id: 'ga4' };
    expect(toGa4('Order Completed', properties).properties).toEqual(properties);
    expect(toGa4('purchase', properties).properties).toEqual(properties);
  });

  test('lifts flat item fields and Segment words out of GA4 events', () => {
    expect(toGa4('add_to_cart', { item_id: 'a', price: 3, cart_id: 'c' }).properties).toEqual({
      cart_id: 'c',
      items: [{ item_id: 'a', price: 3 }],
    });
    expect(toGa4('purchase', { order_id: 'o', revenue: 5 }).properties).toEqual({
      transaction_id: 'o',
      value: 5,
    });
  });
});

describe('value of an order', () => {
  test.each<[string, Properties, unknown]>([
    ['revenue', { revenue: 25, value: 30, total: 30 }, 25],
    ['value', { value: 22, total: 30 }, 22],
    ['subtotal', { subtotal: 22.5, total: 27.5, shipping: 3, tax: 2 }, 22.5],
    ['total less shipping and tax', { total: '27.60', shipping: 3.1, tax: 2.2 }, 22.3],
    ['total alone', { total: 30 }, 30],
    ['nothing where it is not stated', { products: [{ price: 3 }] }, undefined],
    ['the total as the shop wrote it, be it no amount', { total: '1.234,56' }, '1.234,56'],
    ['nothing where shipping is no number', { total: 30, shipping: 'free' }, undefined],
    ['what the shop wrote, be it no amount', { revenue: '19 €' }, '19 €'],
  ])('is %s', (_, properties, expected) => {
    expect(toGa4('Order Completed', properties).properties['value']).toBe(expected);
  });

  test('sums its items in minor units', () => {
    const items = [{ price: 0.1, quantity: 3 }, { price: '19.99' }, { price: 'x' }, 7, {}];
    expect(sumOfItems(items, 'EUR')).toBe(30 + 1999);
    expect(sumOfItems([{ price: 5, quantity: 0 }], 'JPY')).toBe(0);
    expect(sumOfItems([{ item_id: 'a' }], 'EUR')).toBeUndefined();
    expect(sumOfItems([{ price: 1, quantity: 1e300 }], 'EUR')).toBeUndefined();
    expect(sumOfItems('items', 'EUR')).toBeUndefined();
  });
});

describe('any input', () => {
  const names = fc.oneof(
    fc.constantFrom(...ECOMMERCE_EVENTS, 'Order Completed', 'Product Added', 'Viewed Product'),
    fc.string(),
  );
  const keys = fc.constantFrom(
    ...'products items product_id item_id sku id name category order_id list_id'.split(' '),
    ...'revenue value total subtotal shipping __proto__'.split(' '),
  );
  const product = fc.dictionary(keys, fc.jsonValue());
  const values = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(product, fc.jsonValue())));

  test('never throws, and mapping twice is mapping once', () => {
    fc.assert(
      fc.property(names, fc.array(fc.tuple(keys, values)), (name, entries) => {
        const properties = Object.fromEntries(entries) as Properties;
        const before = JSON.stringify(properties);
        const once = toGa4(name, properties);
        expect(toGa4(once.name, once.properties)).toEqual(once);
        expect(JSON.stringify(properties)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps __proto__ a key like any other', () => {
    const properties = JSON.parse(
      '{"__proto__":{"polluted":1},"products":[{"__proto__":{"polluted":1}}]}',
    ) as Properties;
    toGa4('Order Completed', properties);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(JSON.stringify(toGa4('Order Completed', properties).properties)).toContain('__proto__');
  });
});

const segment = await sharedJson<{ calls: SegmentCall[] }>('payloads/segment_ecommerce_calls.json');
interface SegmentCall {
  section: string | null;
  method: string;
  args: [string, Properties];
}

test.skipIf(segment === undefined)("maps every ecommerce call of Segment's spec", () => {
  const calls = segment?.calls.filter(({ method }) => method === 'track') ?? [];
  const mapped = calls.map(({ args }) => ({ given: args, ...toGa4(args[0], args[1]) }));
  const counts = new Map<string, number>();
  for (const { name } of mapped) counts.set(name, (counts.get(name) ?? 0) + 1);
  const renamed = mapped.filter(({ given, name }) => given[0] !== name);
  expect(JSON.stringify(renamed.map(({ properties }) => properties))).not.toMatch(
    /"(products|order_id|product_id)":/,
  );
  const withProducts = mapped.filter(({ given }) => JSON.stringify(given).includes('"product_id"'));
  expect(withProducts.length).toBeGreaterThan(15);
  for (const { properties } of withProducts) {
    expect(JSON.stringify(properties)).toMatch(/"item_id":/);
  }
  expect(mapped.find(({ name }) => name === 'purchase')?.properties).toMatchObject({
    transaction_id: '50314b8e9bcf000000000000',
    value: 22.5,
    currency: 'USD',
  });
  expect(ECOMMERCE_EVENTS.filter((name) => !counts.has(name))).toEqual([]);
});

interface Ga4Export {
  examples_by_event: Record<string, { items?: Properties[] }[]>;
}
const ga4 = await sharedJson<Ga4Export>('payloads/ga4_bigquery_export_examples.json');

test.skipIf(ga4 === undefined)('leaves real GA4 events as they are', () => {
  let seen = 0;
  for (const [name, examples] of Object.entries(ga4?.examples_by_event ?? {})) {
    for (const { items } of examples) {
      const properties = items === undefined ? {} : { items };
      expect(toGa4(name, properties)).toEqual({ name, properties });
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(30);
});
