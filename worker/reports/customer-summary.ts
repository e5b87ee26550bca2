import type { Json, Properties } from '../../schema/index.ts';
import usersReadTraits from '../sql/users.read-traits.sql';
import type { Life, Reader, Session } from '../history/index.ts';
import type { StoredTraits } from '../stitch/traits.ts';
import type { CustomerSummary } from './answers.ts';
import { textOf } from './kinds.ts';
import { stageFactsOf } from './life-facts.ts';
import { Purse } from './money.ts';
import type { SiteRules } from './site-rules.ts';
import { timeOf } from './story.ts';

/** What lists show of a customer. */
export function summaryOf(
  life: Life,
  traits: Properties,
  { now, rules }: { now: number; rules: SiteRules },
): CustomerSummary {
  const sessions = life.items.filter((item): item is Session => item.kind === 'session');
  const value = new Purse();
  for (const order of life.orders) value.add(order.currency, order.value);
  const visitors = new Set(sessions.map((session) => session.visitor));
  return {
    id: life.customer,
    name: nameOf(life, traits),
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

/** Traits of the users of each life, the latest assertion winning trait by trait. */
export async function traitsOf(
  reader: Reader,
  lives: Iterable<Life>,
): Promise<Map<string, Properties>> {
  const all = [...lives];
  const users = JSON.stringify([...new Set(all.flatMap((life) => life.users))]);
  const rows = await reader.rows<{ user: string; traits: string }>(usersReadTraits, users);
  const stored = new Map(rows.map((row) => [row.user, JSON.parse(row.traits) as StoredTraits]));
  return new Map(
    all.map(({ customer, users: ids }) => {
      const latest = new Map<string, [Json, number]>();
      for (const user of ids) {
        for (const [name, [value, at]] of Object.entries(stored.get(user) ?? {})) {
          const known = latest.get(name);
          if (known === undefined || known[1] < at) latest.set(name, [value, at]);
        }
      }
      return [customer, Object.fromEntries([...latest].map(([name, [value]]) => [name, value]))];
    }),
  );
}

/** What to call a customer. */
export function nameOf({ customer }: Pick<Life, 'customer'>, traits: Properties): string {
  const parts = [
    traits['first_name'] ?? traits['firstName'],
    traits['last_name'] ?? traits['lastName'],
  ];
  const full = parts.flatMap((part) => textOf(part) ?? []).join(' ');
  return textOf(traits['name']) ?? (full === '' ? (textOf(traits['email']) ?? customer) : full);
}
