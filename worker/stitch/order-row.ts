import { hash53 } from './hash.ts';
import type { Order } from './orders.ts';

/** In the order of orders.insert.sql; the version last. */
export function orderColumns(order: Order): unknown[] {
  const { id, at, visitor, user, currency, value, refunded, flags } = order;
  const copies = JSON.stringify(order.copies);
  const version = hash53(
    [id, at, visitor, user, currency, value, refunded, flags, copies].join(' '),
  );
  return [id, at, visitor, user, currency, value, refunded, flags, copies, version];
}
