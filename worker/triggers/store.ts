import deliveriesDeleteTrigger from '../sql/deliveries.delete-trigger.sql';
import triggersById from '../sql/triggers.by-id.sql';
import triggersDelete from '../sql/triggers.delete.sql';
import triggersInsert from '../sql/triggers.insert.sql';
import triggersList from '../sql/triggers.list.sql';
import triggersUpdate from '../sql/triggers.update.sql';
import { firedPrefix } from './firings.ts';
import { triggerIn, type OffBecause, type Trigger } from './trigger.ts';

/** Each event of a site is held against all of them. */
export const MOST_TRIGGERS = 50;

/** Deliveries that one statement deletes. */
const ROWS = 5_000;

/** A trigger as it is kept. */
export interface KeptTrigger {
  id: string;
  trigger: Trigger;
  /** Milliseconds. */
  updatedAt: number;
}

interface Row {
  id: string;
  body: string;
  updated_at: number;
}

/** False where the site has as many as it may have. */
export async function addTrigger(
  db: D1Database,
  site: number,
  { id, trigger, updatedAt }: KeptTrigger,
): Promise<boolean> {
  const statement = db.prepare(triggersInsert);
  const { meta } = await statement
    .bind(site, id, JSON.stringify(trigger), updatedAt, MOST_TRIGGERS)
    .run();
  return meta.changes > 0;
}

export async function readTrigger(
  db: D1Database,
  site: number,
  id: string,
): Promise<KeptTrigger | undefined> {
  const row = await db.prepare(triggersById).bind(site, id).first<Row>();
  return row === null ? undefined : keptOf(row);
}

/** By id; up to `limit` after one. */
export async function listTriggers(
  db: D1Database,
  site: number,
  { after, limit }: { after: string; limit: number },
): Promise<KeptTrigger[]> {
  const { results } = await db.prepare(triggersList).bind(site, after, limit).all<Row>();
  return results.map(keptOf);
}

/** Changes what is there now: whoever writes at the same moment, nothing of it is lost. Undefined: there is none. */
export async function changeTrigger(
  db: D1Database,
  { site, id, now }: { site: number; id: string; now: number },
  change: (trigger: Trigger) => Trigger,
): Promise<KeptTrigger | undefined> {
  for (;;) {
    const row = await db.prepare(triggersById).bind(site, id).first<Row>();
    if (row === null) return undefined;
    const trigger = change(triggerIn(row.body));
    const statement = db.prepare(triggersUpdate);
    const { meta } = await statement.bind(site, id, row.body, JSON.stringify(trigger), now).run();
    if (meta.changes > 0) return { id, trigger, updatedAt: now };
  }
}

/** With all that it has to send, and has sent. False: there is none. */
export async function deleteTrigger(db: D1Database, site: number, id: string): Promise<boolean> {
  const some = db.prepare(deliveriesDeleteTrigger).bind(site, firedPrefix(id), ROWS);
  // The trigger goes last: killed before, somebody asks again.
  for (let deleted = ROWS; deleted === ROWS;) deleted = (await some.run()).meta.changes;
  const [, trigger] = await db.batch([some, db.prepare(triggersDelete).bind(site, id)]);
  return (trigger?.meta.changes ?? 0) > 0;
}

export async function switchOff(
  db: D1Database,
  { because, ...about }: { site: number; id: string; because: OffBecause; now: number },
): Promise<void> {
  await changeTrigger(db, about, (trigger) =>
    trigger.enabled ? { ...trigger, enabled: false, off_because: because } : trigger,
  );
}

/** Nothing more for a while, each time for longer; undefined: it goes on. */
export async function pauseTrigger(
  db: D1Database,
  { paused, ...about }: { site: number; id: string; now: number; paused: Trigger['paused'] },
): Promise<void> {
  await changeTrigger(db, about, (trigger) => {
    const { paused: before, ...rest } = trigger;
    if (paused === undefined) return before === undefined ? trigger : rest;
    return { ...rest, paused };
  });
}

export async function fillTrigger(
  db: D1Database,
  { full, ...about }: { site: number; id: string; now: number; full: boolean },
): Promise<void> {
  await changeTrigger(db, about, (trigger) => {
    const { full: _before, ...rest } = trigger;
    const full_at = about.now;
    return full ? { ...rest, full, full_at } : { ...rest, full_at };
  });
}

function keptOf({ id, body, updated_at: updatedAt }: Row): KeptTrigger {
  return { id, trigger: triggerIn(body), updatedAt };
}
