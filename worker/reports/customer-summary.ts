import type { Json, Properties } from '../../schema/index.ts';
import usersReadTraits from '../sql/users.read-traits.sql';
import {
  idsOf,
  livesOf,
  type Identity,
  type Life,
  type Reader,
  type Session,
} from '../history/index.ts';
import type { StoredTraits } from '../stitch/traits.ts';
import type { CustomerSummary } from './answers.ts';
import { textOf } from './kinds.ts';
import { stageFactsOf } from './life-facts.ts';
import { Purse } from './money.ts';
import type { SiteRules } from './site-rules.ts';
import { timeOf } from './story.ts';

/** What lists show of a customer. */
export function summaryOf(
  life: KnownLife,
  { now, rules }: { now: number; rules: SiteRules },
): CustomerSummary {
  const sessions = life.items.filter((item): item is Session => item.kind === 'session');
  const value = new Purse();
  for (const order of life.orders) value.add(order.currency, order.value);
  const visitors = new Set(sessions.map((session) => session.visitor));
  return {
    id: life.customer,
    name: nameOf(life),
    users: [...life.users],
    visitors: [...visitors].sort(),
    identified: life.users.length > 0,
    first_seen: timeOf(life.firstSeen),
    last_seen: timeOf(life.lastSeen),
    sessions: sessions.length,
    orders: life.orders.length,
    value: value.list(),
    channel: sessions[0]?.channel ?? null,
    device: sessions.at(-1)?.device ?? null,
    country: sessions.at(-1)?.country || null,
    stage: stageFactsOf(life, rules).stage(now),
  };
}

/** A life with what was said of its users, the latest assertion winning trait by trait. */
export interface KnownLife extends Life {
  traits: Properties;
}

/** Lives of customers that have been seen, with their traits. */
export async function knownLivesOf(
  reader: Reader,
  identity: Identity,
  customers: Iterable<string>,
): Promise<Map<string, KnownLife>> {
  const all = [...customers];
  const users = new Set(all.flatMap((customer) => idsOf(identity, customer).users));
  const [lives, stored] = await Promise.all([
    livesOf(reader, identity, all),
    storedTraits(reader, users),
  ]);
  return new Map(
    [...lives].map(([customer, life]) => {
      return [customer, { ...life, traits: latestOf(life.users.map((user) => stored.get(user))) }];
    }),
  );
}

async function storedTraits(
  reader: Reader,
  users: ReadonlySet<string>,
): Promise<Map<string, StoredTraits>> {
  if (users.size === 0) return new Map();
  const asked = JSON.stringify([...users]);
  const rows = await reader.rows<{ user: string; traits: string }>(usersReadTraits, asked);
  return new Map(rows.map((row) => [row.user, JSON.parse(row.traits) as StoredTraits]));
}

function latestOf(assertions: readonly (StoredTraits | undefined)[]): Properties {
  const latest = new Map<string, [Json, number]>();
  for (const traits of assertions) {
    for (const [name, [value, at]] of Object.entries(traits ?? {})) {
      const known = latest.get(name);
      if (known === undefined || known[1] < at) latest.set(name, [value, at]);
    }
  }
  return Object.fromEntries([...latest].map(([name, [value]]) => [name, value]));
}

/** What to call a customer. */
export function nameOf({ customer, traits }: Pick<KnownLife, 'customer' | 'traits'>): string {
  const parts = [
    traits['first_name'] ?? traits['firstName'],
    traits['last_name'] ?? traits['lastName'],
  ];
  const full = parts.flatMap((part) => textOf(part) ?? []).join(' ');
  return textOf(traits['name']) ?? (full === '' ? (textOf(traits['email']) ?? customer) : full);
}
