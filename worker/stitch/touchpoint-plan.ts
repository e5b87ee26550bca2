import touchpointsById from '../sql/touchpoints.by-id.sql';
import touchpointsGuard from '../sql/touchpoints.guard.sql';
import touchpointsUpsert from '../sql/touchpoints.upsert.sql';
import type { Json } from '../../schema/index.ts';
import { canonical } from './canonical.ts';
import type { Event, Quarantined } from './event.ts';
import type { Intake } from './intake.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';

export interface TouchpointPlan extends Plan {
  conflicts: Quarantined[];
  stored: number;
  duplicates: number;
}

interface Touchpoint {
  user: string;
  id: string;
  at: number;
  name: string;
  /** Canonical JSON of everything else, the name included. */
  body: string;
}

/** Statements that merge events on users' own lines with what is there: one row an event. */
export async function planTouchpoints(
  db: D1Database,
  intake: Intake,
  count: CountCost,
): Promise<TouchpointPlan> {
  const plan: TouchpointPlan = { guards: [], writes: [], conflicts: [], stored: 0, duplicates: 0 };
  const incoming = intake.lines.flatMap(({ visitor, user, events }) =>
    visitor === undefined && user !== undefined ? events.map((event) => rowOf(user, event)) : [],
  );
  if (incoming.length === 0) return plan;
  const site = intake.site.number;
  const wanted = JSON.stringify(incoming.map(({ user, id }) => [user, id]));
  const read = await db.prepare(touchpointsById).bind(site, wanted).all<Omit<Touchpoint, 'name'>>();
  count(read.meta);
  const before = new Map(read.results.map((row) => [keyOf(row), `${row.at} ${row.body}`]));
  const now = new Map(read.results.map((row) => [keyOf(row), { ...row, name: nameIn(row.body) }]));
  for (const row of incoming) {
    const known = now.get(keyOf(row));
    if (known === undefined) plan.stored++;
    else plan.duplicates++;
    now.set(keyOf(row), known === undefined ? row : joinCopies(known, row, plan));
  }
  const changed = [...now.values()].filter(
    (row) => before.get(keyOf(row)) !== `${row.at} ${row.body}`,
  );
  const guards = changed.map((row) => [row.user, row.id, before.get(keyOf(row)) ?? '']);
  for (const chunk of chunksOf(guards))
    plan.guards.push(db.prepare(touchpointsGuard).bind(site, chunk));
  const rows = changed.map(({ user, id, at, name, body }) => [user, id, at, name, body]);
  for (const chunk of chunksOf(rows))
    plan.writes.push(db.prepare(touchpointsUpsert).bind(site, chunk));
  return plan;
}

/** The earliest time, the body that sorts first: the same whichever copy came first (as in merge.ts). */
function joinCopies(known: Touchpoint, copy: Touchpoint, plan: TouchpointPlan): Touchpoint {
  const at = Math.min(known.at, copy.at);
  if (known.body === copy.body) return { ...known, at };
  const [kept, lost] = copy.body < known.body ? [copy, known] : [known, copy];
  plan.conflicts.push({
    reason: 'conflicting_copy',
    detail: lost.id,
    source: 'server',
    visitor: '',
    // Our own JSON, written above.
    body: { user: lost.user, id: lost.id, ...(JSON.parse(lost.body) as { [key: string]: Json }) },
  });
  return { ...kept, at };
}

function keyOf({ user, id }: { user: string; id: string }): string {
  return JSON.stringify([user, id]);
}

function nameIn(body: string): string {
  return (JSON.parse(body) as { name: string }).name;
}

function rowOf(user: string, event: Event): Touchpoint {
  const { id, at, name, page, props, source, context } = event;
  const body = canonical({
    name,
    page: page ?? null,
    props: props ?? null,
    source: source ? { ...source } : null,
    context: { ...context },
  });
  return { user, id, at, name, body };
}
