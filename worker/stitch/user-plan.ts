import usersById from '../sql/users.by-id.sql';
import usersGuard from '../sql/users.guard.sql';
import usersUpsert from '../sql/users.upsert.sql';
import type { Traits } from './event.ts';
import type { Intake } from './intake.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';
import { mergeTraits, type StoredTraits } from './users.ts';

interface UserRow {
  user: string;
  traits: string;
  first_at: number;
}

/** Statements that bring users up to date with what was asserted of them. */
export async function planUsers(db: D1Database, intake: Intake, count: CountCost): Promise<Plan> {
  const plan: Plan = { guards: [], writes: [] };
  const incoming = Map.groupBy(intake.traits, ({ user }) => user);
  if (incoming.size === 0) return plan;
  const site = intake.site.number;
  const read = await db
    .prepare(usersById)
    .bind(site, JSON.stringify([...incoming.keys()]))
    .all<UserRow>();
  count(read.meta);
  const known = new Map(read.results.map((row) => [row.user, row]));

  const [guards, changed]: [unknown[], unknown[]] = [[], []];
  for (const [user, asserted] of incoming) {
    const row = known.get(user);
    const firstAt = firstOf(asserted, row?.first_at);
    const traits = JSON.stringify(mergeTraits(traitsOf(row), asserted));
    if (row?.traits === traits && row.first_at === firstAt) continue;
    guards.push([user, row?.traits ?? '']);
    changed.push([user, traits, firstAt]);
  }
  if (changed.length === 0) return plan;
  plan.guards.push(db.prepare(usersGuard).bind(site, JSON.stringify(guards)));
  for (const chunk of chunksOf(changed))
    plan.writes.push(db.prepare(usersUpsert).bind(site, chunk));
  return plan;
}

function traitsOf(row: UserRow | undefined): StoredTraits {
  return row === undefined ? {} : (JSON.parse(row.traits) as StoredTraits);
}

function firstOf(asserted: readonly Traits[], known: number | undefined): number {
  return asserted.reduce((first, { at }) => Math.min(first, at), known ?? Infinity);
}
