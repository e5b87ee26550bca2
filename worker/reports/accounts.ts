import type { Properties } from '../../schema/index.ts';
import { bareId } from '../history/edges.ts';
import {
  identityAround,
  identityOfSite,
  livesOf,
  withoutCookieless,
  type Identity,
  type Life,
  type Reader,
} from '../history/index.ts';
import accountsById from '../sql/accounts.by-id.sql';
import edgesReadAccount from '../sql/edges.read-account.sql';
import type { StoredTraits } from '../stitch/traits.ts';
import type { Account, AccountsQuery } from './accounts-query.ts';
import type { Answer, Page } from './answers.ts';
import { readerOf, type ReportContext } from './context.ts';
import { textOf } from './kinds.ts';
import { Purse } from './money.ts';
import { groupEdges } from './person-facts.ts';
import { timeOf } from './story.ts';

/** Accounts by id. */
export async function listAccounts(
  context: ReportContext,
  { q = '', after, limit }: AccountsQuery,
): Promise<Answer<Page<Account>>> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const members = new Map<string, Set<string>>();
  const wanted = q.trim().toLowerCase();
  for await (const { a, b, at } of groupEdges(reader)) {
    if (after !== undefined && b <= after.id) continue;
    if (!b.toLowerCase().includes(wanted)) continue;
    const of = members.get(b) ?? new Set();
    members.set(b, of.add(ownerOf(identity, a, at)));
  }
  const ids = [...members.keys()].sort();
  const page = ids.slice(0, limit);
  const all = new Set(page.flatMap((id) => [...(members.get(id) ?? [])]));
  const lives = await livesOf(reader, identity, all);
  const last = page.at(-1);
  const traits = await traitsOf(reader, page);
  const data = page.map((id) =>
    accountOf(id, { customers: members.get(id) ?? new Set(), lives, traits: traits.get(id) }),
  );
  return {
    data: { data, ...(ids.length > limit && last !== undefined && { next: { at: 0, id: last } }) },
    rowsRead: reader.rowsRead,
    stitchedShare: null,
  };
}

/** One account; undefined where nobody was ever said to belong to it. */
export async function accountBy(
  context: ReportContext,
  id: string,
): Promise<Answer<Account> | undefined> {
  const reader = readerOf(context);
  const found = await livesOfAccount(reader, id);
  if (found === undefined) return undefined;
  const traits = (await traitsOf(reader, [id])).get(id);
  const data = accountOf(id, { ...found, traits });
  return { data, rowsRead: reader.rowsRead, stitchedShare: null };
}

/** Everything stored of an account's customers; undefined where it has none. */
export async function livesOfAccount(
  reader: Reader,
  id: string,
): Promise<{ customers: Set<string>; lives: Map<string, Life> } | undefined> {
  const said = await reader.rows<{ a: string; at: number }>(edgesReadAccount, id);
  const rows = await withoutCookieless(reader, said);
  if (rows.length === 0) return undefined;
  const { identity } = await identityAround(
    reader,
    rows.flatMap(({ a }) => [a, bareId(a)]),
  );
  const customers = new Set(rows.map(({ a, at }) => ownerOf(identity, a, at)));
  return { customers, lives: await livesOf(reader, identity, customers) };
}

/** Whose a member of a group is: `user:ID` or `visitor:ID`. */
function ownerOf(identity: Identity, node: string, at: number): string {
  const id = bareId(node);
  return node.startsWith('user:') ? identity.ofUser(id) : identity.ofVisitor(id, at);
}

function accountOf(
  id: string,
  {
    customers,
    lives,
    traits = {},
  }: {
    customers: ReadonlySet<string>;
    lives: ReadonlyMap<string, Life>;
    traits: Properties | undefined;
  },
): Account {
  const own = [...customers].flatMap((customer) => lives.get(customer) ?? []);
  const value = new Purse();
  for (const order of own.flatMap(({ orders }) => orders)) value.add(order.currency, order.value);
  const items = own.flatMap((life) => life.items);
  return {
    id,
    name: textOf(traits['name']) ?? id,
    traits,
    customers: [...customers].sort(),
    first_seen: own.length === 0 ? null : timeOf(Math.min(...own.map((life) => life.firstSeen))),
    last_seen: own.length === 0 ? null : timeOf(Math.max(...own.map((life) => life.lastSeen))),
    sessions: items.filter(({ kind }) => kind === 'session').length,
    orders: own.reduce((sum, { orders }) => sum + orders.length, 0),
    value: value.list(),
  };
}

/** What `group` said of accounts, by their ids. */
async function traitsOf(reader: Reader, ids: readonly string[]): Promise<Map<string, Properties>> {
  const asked = JSON.stringify(ids);
  const rows = await reader.rows<{ id: string; traits: string }>(accountsById, asked);
  return new Map(
    rows.map(({ id, traits }) => {
      const stored = Object.entries(JSON.parse(traits) as StoredTraits);
      return [id, Object.fromEntries(stored.map(([name, [value]]) => [name, value]))];
    }),
  );
}
