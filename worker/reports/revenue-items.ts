import { toMinor, type Json } from '../../schema/index.ts';
import { NOT_SET, type OrderFact } from '../history/item.ts';
import type { Event } from '../stitch/event.ts';
import { textOf } from './kinds.ts';

/** What of an order no item accounts for: a discount of the whole, an order without items. */
export const NOT_ITEMISED = '(not itemised)';

/** A part of an order that belongs to one row. All parts together are the order. */
export interface Share {
  key: string;
  /** Minor units; of `NOT_ITEMISED` it may be negative. */
  amount: number;
  quantity: number;
}

/** An order by its items. `member` is that of an item; `product` is its name, else its id. */
export function itemShares(order: OrderFact, event: Event | undefined, member: string): Share[] {
  const shares = new Map<string, Share>();
  let rest = order.value;
  for (const item of itemsOf(event)) {
    const price = toMinor(item['price'] ?? null, order.currency);
    const pieces = Number(item['quantity'] ?? 1);
    const quantity = Number.isFinite(pieces) ? pieces : 1;
    const amount = price.ok ? Math.round(price.minor * quantity) : 0;
    const key = keyOf(item, member);
    const share = shares.get(key) ?? { key, amount: 0, quantity: 0 };
    shares.set(key, share);
    share.amount += amount;
    share.quantity += quantity;
    rest -= amount;
  }
  const list = [...shares.values()];
  if (rest === 0 && list.length > 0) return list;
  return [...list, { key: NOT_ITEMISED, amount: rest, quantity: 0 }];
}

/** An amount over the shares of its order in proportion, to the last minor unit. */
export function spread(amount: number, shares: readonly Share[]): number[] {
  const whole = shares.reduce((sum, share) => sum + share.amount, 0);
  let [reached, given] = [0, 0];
  return shares.map((share, i) => {
    reached += share.amount;
    const isLast = i === shares.length - 1;
    const upTo =
      isLast || whole === 0 ? (isLast ? amount : 0) : Math.round((amount * reached) / whole);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}

function itemsOf(event: Event | undefined): { [key: string]: Json }[] {
  const items = event?.props?.['items'];
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item) ? [item] : [],
  );
}

function keyOf(item: { [key: string]: Json }, member: string): string {
  if (member === 'product') return textOf(item['item_name']) ?? textOf(item['item_id']) ?? NOT_SET;
  return textOf(item[member]) ?? NOT_SET;
}
