import touchpointsById from '../sql/touchpoints.by-id.sql';
import touchpointsConflicts from '../sql/touchpoints.conflicts.sql';
import touchpointsUpsert from '../sql/touchpoints.upsert.sql';
import { canonical } from './canonical.ts';
import type { Event } from './event.ts';
import { hashedId } from './event-id.ts';
import type { Intake } from './intake.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';

export interface TouchpointPlan extends Plan {
  stored: number;
  duplicates: number;
}

/** Statements for events on a user's own line. The merge is in the statement, so no guard is needed. */
export async function planTouchpoints(
  db: D1Database,
  intake: Intake,
  count: CountCost,
): Promise<TouchpointPlan> {
  const plan: TouchpointPlan = { guards: [], writes: [], stored: 0, duplicates: 0 };
  const rows = intake.lines.flatMap(({ visitor, user, events }) =>
    visitor === undefined && user !== undefined ? events.map((event) => rowOf(user, event)) : [],
  );
  if (rows.length === 0) return plan;
  const site = intake.site.number;
  const read = await db
    .prepare(touchpointsById)
    .bind(site, JSON.stringify(rows.map(({ columns }) => columns.slice(0, 2))))
    .all<{ user: string; id: string }>();
  count(read.meta);
  const seen = new Set(read.results.map(({ user, id }) => JSON.stringify([user, id])));
  for (const { columns } of rows) {
    const key = JSON.stringify(columns.slice(0, 2));
    if (seen.has(key)) plan.duplicates++;
    else plan.stored++;
    seen.add(key);
  }
  for (const chunk of chunksOf(rows.map(({ columns }) => columns))) {
    plan.writes.push(db.prepare(touchpointsConflicts).bind(site, chunk, intake.receivedAt));
    plan.writes.push(db.prepare(touchpointsUpsert).bind(site, chunk));
  }
  return plan;
}

/** In the order of touchpoints.conflicts.sql. */
function rowOf(user: string, event: Event): { columns: (string | number)[] } {
  const { id, at, name, page, props, source, context } = event;
  const body = canonical({
    name,
    page: page ?? null,
    props: props ?? null,
    source: source ? { ...source } : null,
    context: { ...context },
  });
  const hash = hashedId(`conflicting_copy ${user} ${id} ${body}`);
  return { columns: [user, id, at, name, body, hash, context.by ?? 'page'] };
}
