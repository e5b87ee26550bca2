import { isObject } from './properties.ts';

/** What Segment says of an amount that GA4 calls its value, in the order of ecommerce.ts. */
const VALUES = ['revenue', 'value', 'subtotal', 'total'];

/**
 * A place such as `/properties/value` in GA4's words as it stands in what was sent: `/properties/revenue`.
 * Where it cannot be told, the place as it is.
 */
export function placeAsStated(place: string, given: unknown, words: unknown): string {
  const [, key = '', rest = ''] = /^\/properties\/(\w+)(.*)$/s.exec(place) ?? [];
  if (key === '' || !isObject(given) || !isObject(words)) return place;
  const value = words[key];
  if (given[key] === value && Object.hasOwn(given, key)) return place;
  if (key === 'items') return placeOfItems(rest, given);
  const names = key === 'value' ? VALUES : Object.keys(given);
  const stated = names.find((name) => given[name] === value);
  return stated === undefined ? place : `/properties/${stated}${rest}`;
}

/** Segment's `products`, or the one product that its event is about. */
function placeOfItems(rest: string, given: Record<string, unknown>): string {
  if (Object.hasOwn(given, 'items')) return `/properties/items${rest}`;
  if (Object.hasOwn(given, 'products')) return `/properties/products${rest}`;
  return `/properties${rest.replace(/^\/0(?=\/)/, '')}`;
}
