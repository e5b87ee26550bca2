import type { Json, Properties } from './event.ts';
import { LIMITS } from './limits.ts';
import { toMinor } from './money.ts';
import { fromSegmentName } from './segment-names.ts';

/** GA4's recommended ecommerce events, the names that reports, stages and funnels know. */
export const ECOMMERCE_EVENTS: readonly string[] = [
  'view_item_list',
  'select_item',
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'refund',
  'view_promotion',
  'select_promotion',
];
const ECOMMERCE: ReadonlySet<string> = new Set(ECOMMERCE_EVENTS);

/** GA4's other recommended events of a shop, which are what they are called already. */
export const RECOMMENDED_EVENTS: readonly string[] = [
  ...ECOMMERCE_EVENTS,
  'search',
  'view_search_results',
  'share',
  'sign_up',
  'login',
  'generate_lead',
];
const RECOMMENDED: ReadonlySet<string> = new Set(RECOMMENDED_EVENTS);

/** One product in GA4's words. Everything else a shop says of it is kept beside these. */
export type Item = Properties;

type Renames = ReadonlyMap<string, string>;

const PRODUCT: Renames = new Map([
  ['product_id', 'item_id'],
  ['name', 'item_name'],
  ['brand', 'item_brand'],
  ['category', 'item_category'],
  ['variant', 'item_variant'],
  ['position', 'index'],
]);

/** Fields that describe the one product of an event such as `Product Viewed`, and move into its item. */
const SINGLE: ReadonlySet<string> = new Set([
  ...PRODUCT.keys(),
  ...'item_id item_name item_brand item_variant item_category item_category2 item_category3'.split(
    ' ',
  ),
  ...'item_category4 item_category5 index id sku price quantity coupon url image_url'.split(' '),
]);

const ORDER: Renames = new Map([
  ['order_id', 'transaction_id'],
  ['orderId', 'transaction_id'], // v1
  ['products', 'items'],
]);
const PROMOTION: Renames = new Map([
  ['creative', 'creative_name'],
  ['name', 'promotion_name'],
  ['position', 'creative_slot'],
]);
const LIST: Renames = new Map([
  ['list_id', 'item_list_id'],
  ['list_name', 'item_list_name'],
  ['category', 'item_list_name'],
  ['products', 'items'],
]);
const CHECKOUT: Renames = new Map([
  ...ORDER,
  ['shipping_method', 'shipping_tier'],
  ['payment_method', 'payment_type'],
]);

/** What Segment calls differently, by the GA4 event it becomes. */
const RENAMES: ReadonlyMap<string, Renames> = new Map([
  ['search', new Map([['query', 'search_term']])],
  ['share', new Map([...ORDER, ['share_via', 'method']])],
  ['view_item_list', LIST],
  [
    'select_item',
    new Map([
      ['list_id', 'item_list_id'],
      ['list_name', 'item_list_name'],
    ]),
  ],
  ['view_promotion', PROMOTION],
  ['select_promotion', PROMOTION],
  ['begin_checkout', CHECKOUT],
  ['add_shipping_info', CHECKOUT],
  ['add_payment_info', CHECKOUT],
]);

const VALUED: ReadonlySet<string> = new Set(['purchase', 'refund', 'begin_checkout']);

/** Events about one product, which Segment (and a shop in a hurry) describes without `items`. */
const ONE_PRODUCT =
  /^(view_item|add_to_cart|remove_from_cart|add_to_wishlist|select_item|share|product[ _-].*)$/i;

/**
 * An event in GA4's words: Segment's ecommerce names, v2 and v1, and their properties are mapped,
 * GA4's pass as they are but for Segment's words in them, anything else passes untouched. Applying it
 * twice changes nothing more. A value is never made up from the items: whether a copy of an order
 * *states* its value matters when copies disagree (see `sumOfItems`).
 */
export function toGa4(
  name: string,
  properties: Properties | undefined,
): { name: string; properties: Properties } {
  const given = properties !== undefined && isObject(properties) ? properties : {};
  if (ECOMMERCE.has(name)) {
    const words = withItems(name, renamed(given, ORDER));
    return { name, properties: isStated(words['value']) ? words : withValue(name, words) };
  }
  const ga4 = RECOMMENDED.has(name) ? undefined : fromSegmentName(name);
  if (ga4 === undefined) return { name, properties: given };
  const words = withItems(ga4, renamed(given, RENAMES.get(ga4) ?? ORDER));
  return { name: ga4, properties: withValue(ga4, words) };
}

/**
 * Sum of price x quantity in minor units; undefined where no item has a price that is an amount, or
 * where the sum is more than an amount may be.
 */
export function sumOfItems(items: Json | undefined, currency: string): number | undefined {
  if (!Array.isArray(items)) return undefined;
  const amounts = items.flatMap((item) => {
    if (!isObject(item)) return [];
    const price = toMinor(item['price'] ?? null, currency);
    const quantity = item['quantity'] === undefined ? 1 : toNumber(item['quantity']);
    return price.ok && quantity !== undefined ? [Math.round(price.minor * quantity)] : [];
  });
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return amounts.length === 0 || Math.abs(sum) > LIMITS.minor ? undefined : sum;
}

/**
 * Keys renamed in place, the order kept. A key that has GA4's name already wins over Segment's. Where
 * there is none to rename, nothing is copied.
 */
function renamed(from: Properties, renames: Renames): Properties {
  let isStrange = false;
  for (const key in from) isStrange ||= renames.has(key);
  if (!isStrange) return from;
  const taken = new Set(Object.keys(from));
  // `fromEntries` defines its keys, so that `__proto__` is one like any other.
  return Object.fromEntries(
    Object.entries(from).map(([key, value]) => {
      const to = renames.get(key);
      if (to === undefined || taken.has(to)) return [key, value];
      taken.add(to);
      return [to, value];
    }),
  );
}

/** GA4 knows items only: an array in Segment's words is put in GA4's, a single product becomes one. */
function withItems(name: string, from: Properties): Properties {
  const items = from['items'];
  if (Array.isArray(items)) {
    const words = items.map(toItem);
    return words.every((item, i) => item === items[i]) ? from : { ...from, items: words };
  }
  const isProduct = ['item_id', 'item_name', 'product_id', 'sku', 'id'].some((key) =>
    Object.hasOwn(from, key),
  );
  if (items !== undefined || !isProduct || !ONE_PRODUCT.test(name)) return from;
  const entries = Object.entries(from);
  const product = Object.fromEntries(entries.filter(([key]) => SINGLE.has(key)));
  const rest = Object.fromEntries(entries.filter(([key]) => !SINGLE.has(key)));
  return { ...rest, items: [toItem(product)] };
}

function toItem(product: Json): Json {
  if (!isObject(product)) return product;
  const item = renamed(product, PRODUCT);
  const spare = ['id', 'sku'].find((key) => Object.hasOwn(item, key));
  // Segment's `sku` (v1: `id`) stands in where there is no product id; beside one it stays itself.
  if (Object.hasOwn(item, 'item_id') || spare === undefined) return item;
  return renamed(item, new Map([[spare, 'item_id']]));
}

/**
 * GA4's `value` is net of shipping and tax, as Segment's `revenue` and `subtotal` are; its `total` is
 * not. On Segment's `Checkout Started`, `value` may hold them too, so `revenue` goes first.
 */
function withValue(name: string, from: Properties): Properties {
  if (!VALUED.has(name)) return from;
  const { revenue, ...rest } = from;
  // A total that is no number is judged as what the shop says of its value: it must not get lost.
  const total = toNumber(from['total']) === undefined ? from['total'] : netOfTotal(from);
  const value = [revenue, from['value'], from['subtotal'], total].find(isStated);
  return value === undefined ? from : { ...rest, value };
}

function netOfTotal(from: Properties): number | undefined {
  const parts = [from['total'], from['shipping'] ?? 0, from['tax'] ?? 0].map(toNumber);
  const [total, shipping, tax] = parts;
  if (total === undefined || shipping === undefined || tax === undefined) return undefined;
  // Four digits: the most that any currency has (ISO 4217). It takes away binary noise.
  return Math.round((total - shipping - tax) * 10_000) / 10_000;
}

function isStated(amount: Json | undefined): boolean {
  return amount !== undefined && amount !== null && amount !== '';
}

function toNumber(json: Json | undefined): number | undefined {
  const isText = typeof json === 'string' && json.trim() !== '';
  const value = typeof json === 'number' || isText ? Number(json) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function isObject(json: Json): json is Properties {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
