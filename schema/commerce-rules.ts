import { EVENT, type Json, type Properties } from './event.ts';
import { LIMITS } from './limits.ts';
import { toCurrency, toMinor } from './money.ts';
import { isObject, type Checked } from './properties.ts';
import type { EventReason } from './reason.ts';

/** Events whose `value` and `items` are money: GA4's ecommerce events. */
const COMMERCE = new Set([
  'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'view_cart', 'begin_checkout',
  'add_shipping_info', 'add_payment_info', 'purchase', 'refund',
]); // prettier-ignore

const AMOUNTS = ['value', 'tax', 'shipping'];

/**
 * Rules of money, so that no stored value can make a sum fail: a currency ISO 4217 knows, amounts that
 * are plain decimals of a magnitude up to 10^11 minor units, as what all items come to, not negative where
 * something is bought.
 * Returns the properties with the currency's code as ISO writes it.
 */
export function checkCommerce(
  name: string,
  props: Properties,
  siteCurrency: string,
): Checked<Properties> {
  if (!COMMERCE.has(name)) return { ok: true, value: props };
  const stated = props['currency'];
  const currency = stated === undefined || stated === null ? siteCurrency : toCurrency(stated);
  if (currency === undefined) return fault('currency_unknown', `/properties/currency`);
  const order = checkOrderId(name, props);
  if (order !== undefined) return order;
  for (const key of AMOUNTS) {
    const bad = checkAmount(props[key], currency, `/properties/${key}`);
    if (bad !== undefined) return bad;
  }
  const items = checkItems(props['items'], currency);
  if (items !== undefined) return items;
  if (stated === undefined || stated === null || stated === currency)
    return { ok: true, value: props };
  return { ok: true, value: { ...props, currency } };
}

function checkOrderId(name: string, props: Properties): Checked<never> | undefined {
  if (name !== EVENT.purchase && name !== EVENT.refund) return undefined;
  const id = props['transaction_id'];
  if (id === undefined || id === null || typeof id === 'number') return undefined;
  const fits = typeof id === 'string' && id.length <= LIMITS.businessId;
  return fits ? undefined : fault('order_id_invalid', '/properties/transaction_id');
}

function checkAmount(
  amount: Json | undefined,
  currency: string,
  place: string,
): Checked<never> | undefined {
  if (amount === undefined || amount === null) return undefined;
  const parsed = toMinor(amount, currency);
  if (!parsed.ok) return fault(parsed.reason, place);
  return parsed.minor < 0 ? fault('amount_negative', place) : undefined;
}

function checkItems(items: Json | undefined, currency: string): Checked<never> | undefined {
  if (items === undefined || items === null) return undefined;
  if (!Array.isArray(items)) return fault('items_invalid', '/properties/items');
  if (items.length > LIMITS.items)
    return fault('too_many_items', `/properties/items: ${items.length}`);
  let total = 0;
  for (const [index, item] of items.entries()) {
    const place = `/properties/items/${index}`;
    if (!isObject(item)) return fault('items_invalid', place);
    const price = checkAmount(item['price'], currency, `${place}/price`);
    if (price !== undefined) return price;
    const quantity = item['quantity'];
    if (quantity !== undefined && quantity !== null && !isQuantity(quantity)) {
      return fault('quantity_invalid', `${place}/quantity`);
    }
    total += minorOf(item['price'], currency) * Number(quantity ?? 1);
  }
  // What an order is worth that states no value.
  return total > LIMITS.minor ? fault('amount_too_large', '/properties/items') : undefined;
}

/** Of an amount that was checked; nothing where there is none. */
function minorOf(amount: Json | undefined, currency: string): number {
  const parsed = toMinor(amount ?? 0, currency);
  return parsed.ok ? parsed.minor : 0;
}

/** A count from 0 to 10^6, or its plain decimal text. */
function isQuantity(quantity: unknown): boolean {
  if (typeof quantity === 'string' && !/^\d{1,7}(\.\d{1,6})?$/.test(quantity.trim())) return false;
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return false;
  const count = Number(quantity);
  return count >= 0 && count <= 1_000_000;
}

function fault(reason: EventReason, detail: string): Checked<never> {
  return { ok: false, reason, detail };
}
