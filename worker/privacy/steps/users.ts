import ledgerAddErasedTouchpoints from '../../sql/ledger.add-erased-touchpoints.sql';
import touchpointsDeleteUsers from '../../sql/touchpoints.delete-users.sql';
import touchpointsReadUsers from '../../sql/touchpoints.read-users.sql';
import usersDelete from '../../sql/users.delete.sql';
import { eventOf, type TouchpointRow } from '../../history/touchpoint-row.ts';
import type { Event } from '../../stitch/event.ts';
import { bury } from '../bury.ts';
import { edgesOf, eraseEdges } from '../edges.ts';
import { enter } from '../receipt.ts';
import type { Span } from '../subject.ts';
import { burialsOf } from './burials.ts';
import type { Next, Step } from './step.ts';

export async function users(step: Step): Promise<Next> {
  const { work, person, receipt } = step;
  const { databases: { db }, site } = work; // prettier-ignore
  const asked = JSON.stringify(person.who.users);
  const { results } = await db
    .prepare(touchpointsReadUsers)
    .bind(site.number, asked)
    .all<TouchpointRow>();
  for (const [user, rows] of Map.groupBy(results, (row) => row.user))
    await buryUser(step, user, rows.map(eventOf));
  const [deleted, , touchpoints] = await db.batch([
    db.prepare(usersDelete).bind(site.number, asked),
    db.prepare(ledgerAddErasedTouchpoints).bind(site.number, asked),
    db.prepare(touchpointsDeleteUsers).bind(site.number, asked),
  ]);
  const edges = await edgesOf(work, person);
  const erased = await eraseEdges(work, edges);
  const changesOf = (result: D1Result | undefined): number => result?.meta.changes ?? 0;
  for (const [store, found] of [
    ['users', changesOf(deleted)],
    ['touchpoints', changesOf(touchpoints)],
    ['edges', erased],
  ] as const) {
    enter(receipt, { store, searched: 'by user and visitor', found, erased: found });
  }
  return undefined;
}

/** A user's own line has no device, and so but one clock. */
async function buryUser(
  { work, id, progress }: Step,
  user: string,
  events: readonly Event[],
): Promise<void> {
  progress.end = Math.max(progress.end, ...events.map(({ at }) => at));
  const clocks = events.map(({ at, context }): Span => {
    const own = at + (context.skew ?? 0);
    return [own, own];
  });
  await bury(work, [...burialsOf(progress), { kind: 'user', id: user, spans: [], clocks }], id);
}
