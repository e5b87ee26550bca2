import ordersById from '../sql/orders.by-id.sql';
import ordersReadIds from '../sql/orders.read-ids.sql';
import ordersReadRange from '../sql/orders.read-range.sql';
import { namingCopy, type OrderCopy } from '../stitch/orders.ts';
import { chunksOf } from '../stitch/plan.ts';
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
  return rows.map((row) => orderOf(row, identity, named.get(row.id)));
}

/** When the event happened that names an order's visitor. */
export function namedAt({ at, copies }: { at: number; copies: string }): number {
  // Written by order-plan.ts alone.
  return namingCopy(JSON.parse(copies) as OrderCopy[])?.at ?? at;
}

/**
 * An order is whose the event is that names its visitor: its visitor's at that time. Where no copy names a
 * visitor, it is its user's.
 */
export function orderOf(
  { user, ...row }: OrderRow,
  identity: Identity,
  at: number = row.at,
): OrderFact {
  const { visitor } = row;
  const customer = visitor === '' ? identity.ofUser(user) : identity.ofVisitor(visitor, at);
  return { ...row, customer };
}
