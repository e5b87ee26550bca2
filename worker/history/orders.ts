import ordersById from '../sql/orders.by-id.sql';
import ordersReadIds from '../sql/orders.read-ids.sql';
import ordersReadRange from '../sql/orders.read-range.sql';
import ordersReadVisitors from '../sql/orders.read-visitors.sql';
import { namingCopy, type OrderCopy } from '../stitch/orders.ts';
import { chunksOf } from '../stitch/plan.ts';
import { cookielessAmong } from './cookieless.ts';
import { ownText } from './fields.ts';
import { CUT, type Identity } from './identity.ts';
import type { OrderFact } from './item.ts';
import type { Reader } from './reader.ts';
import { rowsInTexts, type RowFields, type RowsText } from './text-rows.ts';

/** Orders read at once, at most. */
const CHUNK = 8_000;

export interface OrderRow extends Omit<OrderFact, 'customer'> {
  user: string;
}

/** Orders purchased in [from, to), each with its customer. */
export async function ordersWithin(
  reader: Reader,
  identity: Identity,
  range: { from: number; to: number },
): Promise<OrderFact[]> {
  const rows: OrderRow[] = [];
  const chunks = rowsInTexts<OrderRow>({
    first: 4_000,
    most: CHUNK,
    read: async (last, limit, escapes) => {
      const values = [range.from, range.to, last?.at ?? range.from, last?.id ?? '', limit, escapes];
      return (await reader.rows<RowsText>(ordersReadRange, ...values))[0];
    },
    rowOf: orderOfText,
  });
  for await (const chunk of chunks) for (const row of chunk) rows.push(row);
  return withOwners(reader, identity, rows);
}

/** An order as orders.read-range.sql has it. */
function orderOfText(fields: RowFields): OrderRow {
  const id = fields.free();
  const at = fields.number();
  // Printable, and so never escaped.
  const visitor = ownText(fields.text());
  const [user, currency] = [fields.free(), fields.text()];
  const value = Number(fields.text());
  const refunded = fields.number();
  return { id, at, visitor, user, currency, value, refunded, flags: fields.number() };
}

/** Orders by id, those that were purchased; `known` need not be asked for. */
export async function ordersOf(
  reader: Reader,
  identity: Identity,
  { ids, known = [] }: { ids: Iterable<string>; known?: readonly OrderRow[] },
): Promise<OrderFact[]> {
  const wanted = new Set(ids);
  const rows = known.filter(({ id }) => wanted.delete(id));
  if (wanted.size > 0) {
    rows.push(...(await reader.rows<OrderRow>(ordersReadIds, JSON.stringify([...wanted]))));
  }
  return withOwners(reader, identity, rows);
}

/** Orders that visitors made, by the rows: whose they are is not told yet. */
export async function orderRowsOf(
  reader: Reader,
  visitors: ReadonlySet<string>,
): Promise<OrderRow[]> {
  if (visitors.size === 0) return [];
  return reader.rows<OrderRow>(ordersReadVisitors, JSON.stringify([...visitors]));
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
