import { EVENT } from '../../schema/index.ts';
import touchpointsReadUsers from '../sql/touchpoints.read-users.sql';
import { isCookieless } from '../stitch/cookieless-id.ts';
import { orderIdOf } from '../stitch/orders.ts';
import { bareId, USER, VISITOR } from './edges.ts';
import type { Identity } from './identity.ts';
import {
  compareItems,
  endOf,
  startOf,
  type Item,
  type OrderFact,
  type Session,
  type Touchpoint,
} from './item.ts';
import { orderRowsOf, ordersOf } from './orders.ts';
import type { Reader } from './reader.ts';
import { sessionsOf } from './stored-session.ts';
import { eventOf, type TouchpointRow } from './touchpoint-row.ts';

/** Everything stored of one customer. */
export interface Life {
  customer: string;
  visitors: readonly string[];
  users: readonly string[];
  /** In order of start. */
  items: Item[];
  /** In order of time. */
  orders: OrderFact[];
  firstSeen: number;
  lastSeen: number;
}

/** Ids a customer may go by: members, or itself where no edge knows it. */
export function idsOf(
  identity: Identity,
  customer: string,
): { visitors: readonly string[]; users: readonly string[] } {
  const members = identity.members(customer);
  if (members.users.length + members.visitors.length > 0) return members;
  if (customer.startsWith(VISITOR)) return { visitors: [bareId(customer)], users: [] };
  if (customer.startsWith(USER)) return { visitors: [], users: [bareId(customer)] };
  return { visitors: [customer], users: [customer] };
}

/**
 * Lives of customers that have been seen; bots have none. An order is in the life of whose it is, whoever
 * else is asked for: what its visitor or user tells of it is always read, be it marked as a bot's or
 * another person's on the same device.
 */
export async function livesOf(
  reader: Reader,
  identity: Identity,
  customers: Iterable<string>,
): Promise<Map<string, Life>> {
  const lives = new Map<string, Life>();
  for (const customer of customers) {
    const ids = idsOf(identity, customer);
    const [firstSeen, lastSeen] = [Infinity, -Infinity];
    lives.set(customer, { customer, ...ids, items: [], orders: [], firstSeen, lastSeen });
  }
  const all = [...lives.values()];
  const visitors = new Set(all.flatMap((life) => life.visitors));
  const [sessions, touchpoints, known] = await Promise.all([
    sessionsOfVisitors(reader, identity, visitors),
    touchpointsOfUsers(reader, identity, new Set(all.flatMap((life) => life.users))),
    orderRowsOf(reader, visitors),
  ]);
  const told = [...sessions, ...touchpoints];
  for (const item of told.filter(isPersons).sort(compareItems)) {
    addTo(lives.get(item.customer), item);
  }
  const ids = orderIds(told);
  const orders = await ordersOf(reader, identity, { ids: ids.keys(), known });
  for (const order of orders) {
    // A full session may have lost the event that names it: then nobody's page shows it.
    const isSeen = order.visitor === '' || ids.get(order.id)?.has(order.visitor);
    // What was done in nobody's visit may be of the user a server named.
    const isTold = isSeen || isCookieless(order.visitor);
    if (isTold) lives.get(order.customer)?.orders.push(order);
  }
  for (const [customer, life] of lives) {
    if (life.items.length === 0) lives.delete(customer);
    if (identity.resolve(customer) === undefined) nameGuess(life);
    life.orders.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }
  return lives;
}

async function sessionsOfVisitors(
  reader: Reader,
  identity: Identity,
  visitors: ReadonlySet<string>,
): Promise<Session[]> {
  const found = await reader.sessions.ofVisitors([...visitors]);
  return found.flatMap(({ rows, textOf }) =>
    rows.flatMap((row) => sessionsOf(row, identity, textOf)),
  );
}

async function touchpointsOfUsers(
  reader: Reader,
  identity: Identity,
  users: ReadonlySet<string>,
): Promise<Touchpoint[]> {
  if (users.size === 0) return [];
  const asked = JSON.stringify([...users]);
  const rows = await reader.rows<TouchpointRow>(touchpointsReadUsers, asked);
  return rows.map((row) => {
    const customer = identity.ofUser(row.user);
    const person = identity.people.numberOf(customer);
    return { kind: 'touchpoint', customer, person, user: row.user, event: eventOf(row) };
  });
}

function isPersons(item: Item): boolean {
  return item.kind === 'session' ? !item.marks.bot : item.event.context.bot === undefined;
}

function addTo(life: Life | undefined, item: Item): void {
  if (life === undefined) return;
  life.items.push(item);
  life.firstSeen = Math.min(life.firstSeen, startOf(item));
  life.lastSeen = Math.max(life.lastSeen, endOf(item));
}

/**
 * Orders that the items speak of, each with the visitors who do. Only sessions with a purchase are
 * unpacked for it.
 */
function orderIds(items: readonly Item[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const item of items) {
    if (item.kind === 'session' && !item.names.includes(EVENT.purchase)) continue;
    for (const event of item.kind === 'session' ? item.events() : [item.event]) {
      const id = orderIdOf(event);
      if (id === undefined) continue;
      const visitors = ids.get(id) ?? new Set();
      ids.set(id, visitors);
      if (item.kind === 'session') visitors.add(item.visitor);
    }
  }
  return ids;
}

/** Where no edge knew the customer it was asked for as either: what was found tells which it is. */
function nameGuess(life: Life): void {
  const isSeen = (kind: Item['kind']): boolean => life.items.some((item) => item.kind === kind);
  if (!isSeen('session')) life.visitors = [];
  if (!isSeen('touchpoint')) life.users = [];
}
