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

/** A table that keeps traits: its statements, and of whom an assertion is that belongs there. */
interface Table {
  byId: string;
  guard: string;
  upsert: string;
  idOf: (asserted: Traits) => string | undefined;
}

const TABLES: readonly Table[] = [
  { byId: usersById, guard: usersGuard, upsert: usersUpsert, idOf: ({ user }) => user },
  {
    byId: accountsById,
    guard: accountsGuard,
    upsert: accountsUpsert,
    idOf: ({ account }) => account,
  },
];

/** Statements that bring users and accounts up to date with what was asserted of them. */
export async function planTraits(db: D1Database, intake: Intake, count: CountCost): Promise<Plan> {
  const plans = await Promise.all(TABLES.map((table) => planTable(db, table, { intake, count })));
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
  const read = await db
    .prepare(byId)
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
  plan.guards.push(db.prepare(guard).bind(site, JSON.stringify(guards)));
  for (const chunk of chunksOf(changed)) plan.writes.push(db.prepare(upsert).bind(site, chunk));
  return plan;
}

function traitsOf(row: Row | undefined): StoredTraits {
  return row === undefined ? {} : (JSON.parse(row.traits) as StoredTraits);
}

function firstOf(asserted: readonly Traits[], known: number | undefined): number {
  return asserted.reduce((first, { at }) => Math.min(first, at), known ?? Infinity);
}
