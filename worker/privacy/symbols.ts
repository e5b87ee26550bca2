import erasuresDoom from '../sql/erasures.doom.sql';
import heldAddSymbols from '../sql/held.add-symbols.sql';
import sessionsReadAll from '../sql/sessions.read-all.sql';
import sitesAddSymbols from '../sql/sites.add-symbols.sql';
import symbolsDelete from '../sql/symbols.delete.sql';
import symbolsReadIds from '../sql/symbols.read-ids.sql';
import { learnErasures } from '../stitch/erasures.ts';
import { SiteSymbols } from '../stitch/symbol-cache.ts';
import { countOf } from '../stitch/symbols.ts';
import type { Place, Work } from './work.ts';

/** Sessions that a step looks at: some tens of milliseconds. */
const ROWS = 5_000;

/** Before the first session. */
const BEGINNING = '-1';

/** How far a sweep of one database is. */
export interface Sweep {
  /** Symbols that no session used as far as it was looked. */
  unused: string[];
  /** They are looked for a second time, and nobody may use them anew. */
  isDoomed: boolean;
  /** The last session that was looked at. */
  after: string;
}

/**
 * Texts that recur stand apart from sessions, by their hash: what the person searched for may be the
 * person's alone, and what an earlier copy of an event said stays when the event does not. Every session
 * of the database is looked at for symbols that none uses; those may not be used anew from then on, are
 * looked for once more, and deleted. Returns where it goes on; without `next` it is done.
 */
export async function sweepSymbols(
  { site: { number } }: Work,
  place: Place,
  sweep: Sweep | undefined,
): Promise<{ next?: Sweep; erased: number }> {
  const { db } = place;
  if (sweep === undefined) {
    const { results } = await db.prepare(symbolsReadIds).bind(number).all<{ id: string }>();
    const unused = results.map(({ id }) => id);
    return { next: { unused, isDoomed: false, after: BEGINNING }, erased: 0 };
  }
  const { unused, isDoomed, after } = sweep;
  if (unused.length === 0) return { erased: 0 };
  if (isDoomed && !(await areDoomed(db, number, unused))) {
    // Somebody else's list stands there: from the beginning.
    return { next: { unused, isDoomed: false, after: BEGINNING }, erased: 0 };
  }
  const read = db.prepare(sessionsReadAll).bind(number, after, ROWS);
  const { results } = await read.all<{ id: string; names: string; strings: string }>();
  // A cache that knows nothing yet names all that stand in the rows.
  const used = new Set(new SiteSymbols(number).unknownIn(results));
  const left = unused.filter((id) => !used.has(id));
  const last = results.at(-1);
  if (last !== undefined && results.length === ROWS)
    return { next: { unused: left, isDoomed, after: last.id }, erased: 0 };
  if (isDoomed) return { erased: await remove(place, number, left) };
  if (left.length === 0) return { erased: 0 };
  await doom(db, number, left);
  return { next: { unused: left, isDoomed: true, after: BEGINNING }, erased: 0 };
}

/** A text that is written from now on is written where it is used. */
async function doom(db: D1Database, site: number, ids: readonly string[]): Promise<void> {
  await db.prepare(erasuresDoom).bind(site, JSON.stringify(ids)).run();
}

async function areDoomed(db: D1Database, site: number, ids: readonly string[]): Promise<boolean> {
  const { doomed } = await learnErasures(db, site);
  return ids.every((id) => doomed.has(id));
}

async function remove(
  { db, isHome }: Place,
  site: number,
  ids: readonly string[],
): Promise<number> {
  const add = isHome ? db.prepare(sitesAddSymbols) : db.prepare(heldAddSymbols);
  const [deleted] = await db.batch([
    db.prepare(symbolsDelete).bind(site, JSON.stringify(ids)),
    // There is room for as many others.
    add.bind(site, -countOf(ids)),
    db.prepare(erasuresDoom).bind(site, '[]'),
  ]);
  return deleted?.meta.changes ?? 0;
}
