import deliveriesInsert from '../sql/deliveries.insert.sql';
import edgesUpsert from '../sql/edges.upsert.sql';
import quarantineInsert from '../sql/quarantine.insert.sql';
import { canonical } from './canonical.ts';
import type { Edge, Event, Quarantined } from './event.ts';
import { hashedId } from './event-id.ts';
import type { Intake } from './intake.ts';
import { ownFirings } from './own-firings.ts';
import { chunksOf } from './plan.ts';
import type { Json } from '../../schema/index.ts';

/** Edges keep their earliest assertion; one that is known already writes nothing. */
export function edgeStatements(
  db: D1Database,
  site: number,
  edges: readonly Edge[],
): D1PreparedStatement[] {
  const earliest = new Map<string, unknown[]>();
  for (const { kind, a, b, at, source, reason = '', verified = false } of edges) {
    const key = JSON.stringify([kind, a, b, source, reason, verified]);
    const known = earliest.get(key);
    if (known !== undefined && Number(known[3]) <= at) continue;
    earliest.set(key, [kind, a, b, at, source, reason, Number(verified)]);
  }
  return chunksOf([...earliest.values()]).map((chunk) => db.prepare(edgesUpsert).bind(site, chunk));
}

/** What triggers may be waiting for, of what is stored here: whoever was erased meanwhile fires nothing. */
export function firingStatements(db: D1Database, intake: Intake): D1PreparedStatement[] {
  const { site, receivedAt } = intake;
  const rows = ownFirings(intake).map(({ id, trigger, visitor, user, event, at }) => [
    id, trigger, visitor, user, event, at,
  ]); // prettier-ignore
  return chunksOf(rows).map((chunk) =>
    db.prepare(deliveriesInsert).bind(site.number, chunk, receivedAt),
  );
}

/** What broke a rule, and copies that lost: kept with the reason, once however often they are sent. */
export function quarantineStatements(
  db: D1Database,
  intake: Intake,
  kept: readonly Quarantined[],
): D1PreparedStatement[] {
  const rows = kept.map((one) => {
    const { reason, detail, source, visitor, envelope } = one;
    const around = envelope === undefined ? '' : canonical(envelope);
    return [quarantineId(one), reason, detail, source, visitor, canonical(one.body), around];
  });
  return chunksOf(rows).map((chunk) =>
    db.prepare(quarantineInsert).bind(intake.site.number, chunk, intake.receivedAt),
  );
}

/** Follows from what it says and why it is there, so that it is kept once however often it comes. */
export function quarantineId({ reason, visitor, body }: Quarantined): string {
  return hashedId(`${reason} ${visitor} ${canonical(body)}`);
}

/** A copy of a visitor's event that said something else than the one that is kept. */
export function conflictingCopy(visitor: string, event: Event): Quarantined {
  return {
    reason: 'conflicting_copy',
    detail: event.id,
    source: event.context.by ?? 'page',
    visitor,
    // Without its time and context, which differ between attempts: the same copy is kept once.
    body: { ...event, at: null, context: null } as unknown as Json,
  };
}
