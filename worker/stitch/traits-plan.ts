import accountsById from '../sql/accounts.by-id.sql';
import accountsGuard from '../sql/accounts.guard.sql';
import accountsUpsert from '../sql/accounts.upsert.sql';
import usersById from '../sql/users.by-id.sql';
import usersGuard from '../sql/users.guard.sql';
import usersUpsert from '../sql/users.upsert.sql';
import type { Traits } from './event.ts';
import type { Intake } from './intake.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';
import { mergeTraits, type StoredTraits } from './traits.ts';

interface Row {
  id: string;
  traits: string;
  first_at: number;
}

type Statement = (db: D1Database) => D1PreparedStatement;

/** A table that keeps traits: its statements, and of whom an assertion is that belongs there. */
interface Table {
  byId: Statement;
  guard: Statement;
  upsert: Statement;
  idOf: (asserted: Traits) => string | undefined;
}

const USERS: Table = {
  byId: (db) => db.prepare(usersById),
  guard: (db) => db.prepare(usersGuard),
  upsert: (db) => db.prepare(usersUpsert),
  idOf: ({ user }) => user,
};

const ACCOUNTS: Table = {
  byId: (db) => db.prepare(accountsById),
  guard: (db) => db.prepare(accountsGuard),
  upsert: (db) => db.prepare(accountsUpsert),
  idOf: ({ account }) => account,
};

/** Statements that bring users and accounts up to date with what was asserted of them. */
export async function planTraits(db: D1Database, intake: Intake, count: CountCost): Promise<Plan> {
  const plans = await Promise.all(
    [USERS, ACCOUNTS].map((table) => planTable(db, table, { intake, count })),
  );
  return {
    guards: plans.flatMap(({ guards }) => guards),
    writes: plans.flatMap(({ writes }) => writes),
  };
}

async function planTable(
  db: D1Database,
  { byId, guard, upsert, idOf }: Table,
  { intake, count }: { intake: Intake; count: CountCost },
): Promise<Plan> {
  const plan: Plan = { guards: [], writes: [] };
  const incoming = Map.groupBy(intake.traits, idOf);
  incoming.delete(undefined);
  if (incoming.size === 0) return plan;
  const site = intake.site.number;
  const read = await byId(db)
    .bind(site, JSON.stringify([...incoming.keys()]))
    .all<Row>();
  count(read.meta);
  const known = new Map<string | undefined, Row>(read.results.map((row) => [row.id, row]));

  const [guards, changed]: [unknown[], unknown[]] = [[], []];
  for (const [id, asserted] of incoming) {
    const row = known.get(id);
    const firstAt = firstOf(asserted, row?.first_at);
    const traits = JSON.stringify(mergeTraits(traitsOf(row), asserted));
    if (row?.traits === traits && row.first_at === firstAt) continue;
    guards.push([id, row?.traits ?? '']);
    changed.push([id, traits, firstAt]);
  }
  if (changed.length === 0) return plan;
  plan.guards.push(guard(db).bind(site, JSON.stringify(guards)));
  for (const chunk of chunksOf(changed)) plan.writes.push(upsert(db).bind(site, chunk));
  return plan;
}

function traitsOf(row: Row | undefined): StoredTraits {
  return row === undefined ? {} : (JSON.parse(row.traits) as StoredTraits);
}

function firstOf(asserted: readonly Traits[], known: number | undefined): number {
  return asserted.reduce((first, { at }) => Math.min(first, at), known ?? Infinity);
}
