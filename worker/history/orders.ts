import ordersReadIds from '../sql/orders.read-ids.sql';
import ordersReadRange from '../sql/orders.read-range.sql';
import type { Identity } from './identity.ts';
import type { OrderFact } from './item.ts';
import type { Reader } from './reader.ts';

export interface OrderRow extends Omit<OrderFact, 'customer'> {
  user: string;
}

/** Orders purchased in [from, to), each with its customer. */
export async function ordersWithin(
  reader: Reader,
  identity: Identity,
  range: { from: number; to: number },
): Promise<OrderFact[]> {
  const rows = await reader.rows<OrderRow>(ordersReadRange, range.from, range.to);
  return rows.map((row) => orderOf(row, identity));
}

/** Orders by id, those that were purchased. */
export async function ordersOf(
  reader: Reader,
  identity: Identity,
  ids: Iterable<string>,
): Promise<OrderFact[]> {
  const wanted = JSON.stringify([...new Set(ids)]);
  const rows = await reader.rows<OrderRow>(ordersReadIds, wanted);
  return rows.map((row) => orderOf(row, identity));
}

/** An order is its visitor's, at its time; where no copy names a visitor, its user's. */
export function orderOf({ user, ...row }: OrderRow, identity: Identity): OrderFact {
  const { visitor, at } = row;
  const customer = visitor === '' ? identity.ofUser(user) : identity.ofVisitor(visitor, at);
  return { ...row, customer };
}
