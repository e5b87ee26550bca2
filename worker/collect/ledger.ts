import cacheAddFlush from '../sql/cache.add-flush.sql';
import ledgerAdd from '../sql/ledger.add.sql';
import { isLostRace } from '../stitch/d1-error.ts';

/** Counts that no row holds, by outcome: `duplicate`, `overflow`, `staff`, `rejected:REASON`, `lost:REASON`. */
export type Tally = Record<string, number>;

const DAY = 86_400_000;

/** How long counts wait in the isolate. One that is killed forgets that many of them, never an event. */
const WAIT = 5_000;

interface Entry {
  site: number;
  day: number;
  outcome: string;
  count: number;
}

/** Entries under one id: with it they are counted once, however often they are written. */
interface Flush {
  id: string;
  rows: [site: number, day: number, outcome: string, count: number][];
}

/** Per database, as an isolate may serve several. */
const waiting = new WeakMap<D1Database, Map<string, Entry>>();
/** What was written, perhaps: its answer is missing. No other goes before it, so there is one at most. */
const unheard = new WeakMap<D1Database, Flush>();
const timers = new WeakSet<D1Database>();

/**
 * Adds to the ledger of a site and day (UTC, of receipt). Stored and quarantined events are not among
 * these counts: they are counted from their rows, exactly.
 */
export function note(
  db: D1Database,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
  { site, at, tally }: { site: number; at: number; tally: Tally },
): void {
  const day = Math.floor(at / DAY);
  for (const [outcome, count] of Object.entries(tally)) {
    if (count > 0) add(db, { site, day, outcome, count });
  }
  if (!(waiting.get(db)?.size || unheard.has(db)) || timers.has(db)) return;
  timers.add(db);
  ctx.waitUntil(flushLater(db));
}

function add(db: D1Database, entry: Entry): void {
  const entries = waiting.get(db) ?? new Map<string, Entry>();
  waiting.set(db, entries);
  const key = `${entry.site} ${entry.day} ${entry.outcome}`;
  const known = entries.get(key);
  if (known) known.count += entry.count;
  else entries.set(key, entry);
}

async function flushLater(db: D1Database): Promise<void> {
  await scheduler.wait(WAIT);
  timers.delete(db);
  await flush(db);
}

/**
 * Writes what waits. What could not be written waits on, for the next one; where the answer got lost it
 * is written again under its id, which the same transaction notes, and counts once.
 */
export async function flush(db: D1Database): Promise<void> {
  for (let next = nextOf(db); next !== undefined; next = nextOf(db)) {
    unheard.set(db, next);
    try {
      await db.batch([
        db.prepare(cacheAddFlush).bind(`flush:${next.id}`, Date.now()),
        db.prepare(ledgerAdd).bind(JSON.stringify(next.rows)),
      ]);
    } catch (error) {
      // Its id is there: it was written.
      if (!isLostRace(error)) return;
    }
    if (unheard.get(db) === next) unheard.delete(db);
  }
}

function nextOf(db: D1Database): Flush | undefined {
  const last = unheard.get(db);
  if (last !== undefined) return last;
  const entries = [...(waiting.get(db)?.values() ?? [])];
  waiting.delete(db);
  if (entries.length === 0) return undefined;
  const rows = entries.map(({ site, day, outcome, count }): Flush['rows'][number] => [
    site,
    day,
    outcome,
    count,
  ]);
  return { id: crypto.randomUUID(), rows };
}
