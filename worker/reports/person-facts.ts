import { toDecimal, type Json } from '../../schema/index.ts';
import edgesReadGroups from '../sql/edges.read-groups.sql';
import usersReadAll from '../sql/users.read-all.sql';
import {
  ordersWithin,
  startOf,
  withoutCookieless,
  type Identity,
  type Item,
  type Reader,
} from '../history/index.ts';
import { buyerOf } from '../history/item.ts';
import type { StoredTraits } from '../stitch/traits.ts';
import { ownMember } from './filter.ts';
import type { Range } from './query.ts';
import type { StageRules } from './stage-rules.ts';
import { StagesFold } from './stages-fold.ts';
import { STAGES } from './stages-query.ts';

/** Values of a fact by customer. Who has none is not in it. */
export type Fact = Map<string, Json[]>;

export interface Scene {
  reader: Reader;
  identity: Identity;
  /** Everything before its end counts. */
  range: Range;
}

/** Rows of one statement. */
const CHUNK = 10_000;

/** How many orders, and what they are worth in the site's currency. */
export async function purchasesOf(scene: Scene): Promise<{ orders: Fact; value: Fact }> {
  const { reader, identity, range } = scene;
  const [orders, value] = [new Map<string, number>(), new Map<string, number>()];
  for (const order of await ordersWithin(reader, identity, { from: 0, to: range.to })) {
    const customer = buyerOf(order);
    if (customer === undefined) continue;
    orders.set(customer, (orders.get(customer) ?? 0) + 1);
    if (order.currency !== reader.site.currency) continue;
    value.set(customer, (value.get(customer) ?? 0) + order.value);
  }
  const amountOf = (minor: number): number => Number(toDecimal(minor, reader.site.currency));
  return { orders: factOf(orders, Number), value: factOf(value, amountOf) };
}

/** A trait of each customer: of several users the latest assertion. */
export async function traitOf({ reader, identity }: Scene, name: string): Promise<Fact> {
  const latest = new Map<string, [value: Json, at: number]>();
  for await (const row of allUsers(reader)) {
    const found = ownMember(JSON.parse(row.traits) as StoredTraits, name);
    if (found === undefined) continue;
    const customer = identity.ofUser(row.user);
    const known = latest.get(customer);
    if (known === undefined || known[1] < found[1]) latest.set(customer, found);
  }
  return factOf(latest, ([value]) => value);
}

/** Accounts by `group`: a customer may belong to several. */
export async function accountsOf({ reader, identity, range }: Scene): Promise<Fact> {
  const accounts: Fact = new Map();
  for await (const { a, b, at } of groupEdges(reader)) {
    if (at >= range.to) continue;
    const id = a.slice(a.indexOf(':') + 1);
    const customer = a.startsWith('user:') ? identity.ofUser(id) : identity.ofVisitor(id, at);
    accounts.set(customer, [...(accounts.get(customer) ?? []), b]);
  }
  return accounts;
}

/** When everybody was first and last seen before an end, ms. */
export class SeenFold {
  readonly first: Map<string, number> = new Map();
  readonly last: Map<string, number> = new Map();
  readonly #end: number;

  constructor(end: number) {
    this.#end = end;
  }

  step(item: Item): void {
    const { customer } = item;
    const start = startOf(item);
    if (start >= this.#end) return;
    this.first.set(customer, Math.min(start, this.first.get(customer) ?? Infinity));
    const last = item.kind === 'session' ? item.times.findLast((at) => at < this.#end) : start;
    this.last.set(customer, Math.max(last ?? start, this.last.get(customer) ?? -Infinity));
  }
}

/** The stage of everybody, by the same fold as the report's. */
export function stageFact(fold: StagesFold): Fact {
  fold.result();
  const stages: Fact = new Map();
  for (const stage of STAGES) {
    for (const customer of fold.peopleOf({ stage })) stages.set(customer, [stage]);
  }
  return stages;
}

/** The fold for it, from the beginning of history. */
export async function stageFoldOf(scene: Scene, rules: StageRules): Promise<StagesFold> {
  const range = { from: 0, to: scene.range.to };
  const orders = await ordersWithin(scene.reader, scene.identity, range);
  const { people } = scene.identity;
  return new StagesFold({ range }, { dataUntil: range.to - 1, rules, orders, people });
}

export function factOf<T>(values: ReadonlyMap<string, T>, show: (value: T) => Json): Fact {
  return new Map([...values].map(([customer, value]) => [customer, [show(value)]]));
}

async function* allUsers(reader: Reader): AsyncGenerator<{ user: string; traits: string }> {
  for (let after = ''; ;) {
    const rows = await reader.rows<{ user: string; traits: string }>(usersReadAll, after, CHUNK);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    after = last.user;
  }
}

interface GroupRow {
  a: string;
  b: string;
  at: number;
}

/** Who belongs to which account, as it was said. */
export async function* groupEdges(reader: Reader): AsyncGenerator<GroupRow> {
  for (let [a, b] = ['', '']; ;) {
    const rows = await reader.rows<GroupRow>(edgesReadGroups, a, b, CHUNK);
    yield* await withoutCookieless(reader, rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    [a, b] = [last.a, last.b];
  }
}
