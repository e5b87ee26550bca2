/**
 * Segment's event names and GA4's for the same thing. From Segment's ecommerce spec v2 (with the
 * `Verb Object` names of v1 made by rule below) and GA4's list of recommended events. Segment's
 * names without a counterpart map to nothing and keep their own.
 */
const PAIRS: readonly (readonly [string, string])[] = [
  ['Products Searched', 'search'],
  ['Product List Viewed', 'view_item_list'],
  ['Product Category Viewed', 'view_item_list'],
  ['Product Clicked', 'select_item'],
  ['Product Viewed', 'view_item'],
  ['Product Added', 'add_to_cart'],
  ['Wishlist Product Added to Cart', 'add_to_cart'],
  ['Product Removed', 'remove_from_cart'],
  ['Product Added to Wishlist', 'add_to_wishlist'],
  ['Cart Viewed', 'view_cart'],
  ['Checkout Started', 'begin_checkout'],
  ['Checkout Step Completed', 'add_shipping_info'],
  ['Payment Info Entered', 'add_payment_info'],
  ['Order Completed', 'purchase'],
  ['Order Refunded', 'refund'],
  ['Promotion Viewed', 'view_promotion'],
  ['Promotion Clicked', 'select_promotion'],
  ['Product Shared', 'share'],
  ['Cart Shared', 'share'],
  ['Signed Up', 'sign_up'],
  ['Signed In', 'login'],
];

/** Of the same spec, without a GA4 name: they keep theirs, their products become items all the same. */
const OWN_NAMES: readonly string[] = [
  'Product List Filtered',
  'Product Removed from Wishlist',
  'Product Reviewed',
  'Checkout Step Viewed',
  'Order Updated',
  'Order Cancelled',
  'Coupon Entered',
  'Coupon Applied',
  'Coupon Denied',
  'Coupon Removed',
];

/** Segment's libraries take `order_completed` and `order completed` for the same event; so do we. */
function normal(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}

/** v1 put the verb first: `Order Completed` was `Completed Order`. Only plain `Object Verb` names turn. */
function legacy(name: string): string {
  return name.replace(
    /^(Products?|Product List|Product Category|Cart|Checkout Step|Order|Promotion) ([A-Z]\w+)$/,
    '$2 $1',
  );
}

const GA4_BY_SEGMENT: ReadonlyMap<string, string> = new Map(
  PAIRS.flatMap(([segment, ga4]) => [
    [normal(segment), ga4] as const,
    [normal(legacy(segment)), ga4] as const,
  ]),
);
const OWN: ReadonlySet<string> = new Set(
  OWN_NAMES.flatMap((name) => [normal(name), normal(legacy(name))]),
);

/** Names a site uses recur, those of a flood do not. */
const REMEMBERED = 1_000;
const known = new Map<string, string | undefined>();

/** GA4's name of a Segment event; its own name where GA4 has none; undefined if Segment's spec lacks it. */
export function fromSegmentName(name: string): string | undefined {
  if (known.has(name)) return known.get(name);
  const key = normal(name);
  const found = GA4_BY_SEGMENT.get(key) ?? (OWN.has(key) ? name : undefined);
  if (known.size >= REMEMBERED) known.clear();
  known.set(name, found);
  return found;
}
