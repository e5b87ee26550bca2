import deliveriesExpire from '../sql/deliveries.expire.sql';
import deliveriesForgetBodies from '../sql/deliveries.forget-bodies.sql';
import triggersAll from '../sql/triggers.all.sql';
import { durationOf } from '../reports/duration.ts';
import { triggerIn, type Trigger } from './trigger.ts';

const DAY = 86_400_000;

/** How long what became of a delivery is shown, milliseconds. Longer than an event is old that fires. */
export const DELIVERIES_KEPT: number = 30 * DAY;

/** Bodies are looked for among what was accepted so long before that; jobs may not run for a while. */
const LOOKED_BACK = 3 * DAY;

/** Triggers, and deliveries, of one statement. */
const CHUNK = 500;
const ROWS = 5_000;

interface Row {
  site: number;
  id: string;
  body: string;
}

/**
 * Deletes what was accepted 30 days ago. Of a trigger that fires once a person the row stays for as long as
 * that holds, without what it said: it is how we know.
 */
export async function expireDeliveries(db: D1Database, now: number): Promise<void> {
  for (let [site, id] = [0, '']; ;) {
    const { results } = await db.prepare(triggersAll).bind(site, id, CHUNK).all<Row>();
    for (const row of results) await expireOf(db, row, now);
    const last = results.at(-1);
    if (last === undefined || results.length < CHUNK) return;
    ({ site, id } = last);
  }
}

async function expireOf(db: D1Database, { site, id, body }: Row, now: number): Promise<void> {
  const before = now - DELIVERIES_KEPT;
  const holds = heldOf(triggerIn(body));
  if (holds > DELIVERIES_KEPT) {
    const statement = db.prepare(deliveriesForgetBodies);
    await statement.bind(site, id, before, before - LOOKED_BACK).run();
  }
  const end = now - Math.max(DELIVERIES_KEPT, holds);
  if (end === -Infinity) return;
  await db.prepare(deliveriesExpire).bind(site, id, end, ROWS).run();
}

/** How long one delivery keeps others of the person back, milliseconds. */
function heldOf({ once }: Trigger): number {
  if (once === undefined) return 0;
  const within = once.within === undefined ? undefined : durationOf(once.within);
  return within ?? Infinity;
}
