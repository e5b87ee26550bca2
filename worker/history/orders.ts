import ordersById from '../sql/orders.by-id.sql';
import ordersReadIds from '../sql/orders.read-ids.sql';
import ordersReadRange from '../sql/orders.read-range.sql';
import { namingCopy, type OrderCopy } from '../stitch/orders.ts';
import { chunksOf } from '../stitch/plan.ts';
import { cookielessAmong } from './cookieless.ts';
import { CUT, type Identity } from './identity.ts';
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
  return withOwners(reader, identity, rows);
}

/** Orders by id, those that were purchased. */
export async function ordersOf(
  reader: Reader,
  identity: Identity,
  ids: Iterable<string>,
): Promise<OrderFact[]> {
  const wanted = JSON.stringify([...new Set(ids)]);
  const rows = await reader.rows<OrderRow>(ordersReadIds, wanted);
  return withOwners(reader, identity, rows);
}

/** On a device that several people share it matters which event names the order's visitor, and when. */
async function withOwners(
  reader: Reader,
  identity: Identity,
  rows: readonly OrderRow[],
): Promise<OrderFact[]> {
  const shared = rows.filter(
    ({ visitor }) => visitor !== '' && identity.ownerOf(identity.people.numberOf(visitor)) === CUT,
  );
  const named = new Map<string, number>();
  for (const chunk of chunksOf(shared.map(({ id }) => id))) {
    const found = await reader.rows<{ id: string; at: number; copies: string }>(ordersById, chunk);
    for (const order of found) named.set(order.id, namedAt(order));
  }
  const nobodys = await nobodysAmong(reader, rows);
  return rows.map((row) => {
    const isNobodys = nobodys.has(row.visitor);
    return orderOf(row, identity, { at: named.get(row.id), isNobodys });
  });
}

/** When the event happened that names an order's visitor. */
export function namedAt({ at, copies }: { at: number; copies: string }): number {
  // Written by order-plan.ts alone.
  return namingCopy(JSON.parse(copies) as OrderCopy[])?.at ?? at;
}

/**
 * An order is whose the event is that names its visitor: its visitor's at that time. Where no copy names a
 * visitor, it is its user's. `isNobodys` says that what was done by this visitor is nobody's: then it is a
 * customer's only where somebody else told of it and named a user.
 */
export function orderOf(
  { user, ...row }: OrderRow,
  identity: Identity,
  { at = row.at, isNobodys = false }: { at?: number | undefined; isNobodys?: boolean } = {},
): OrderFact {
  const { visitor } = row;
  if (visitor === '' || (isNobodys && user !== '')) {
    return { ...row, customer: identity.ofUser(user) };
  }
  if (isNobodys) return { ...row, customer: visitor, cookieless: true };
  return { ...row, customer: identity.ofVisitor(visitor, at) };
}

/** Visitors of orders that are nobody's. */
export async function nobodysAmong(
  reader: Reader,
  orders: readonly { visitor: string }[],
): Promise<Set<string>> {
  return cookielessAmong(reader, new Set(orders.map(({ visitor }) => visitor)));
}
