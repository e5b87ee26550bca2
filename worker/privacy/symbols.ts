import erasuresDoom from '../sql/erasures.doom.sql';
import sessionsReadAll from '../sql/sessions.read-all.sql';
import symbolsDelete from '../sql/symbols.delete.sql';
import { learnErasures } from '../stitch/erasures.ts';
import { SiteSymbols } from '../stitch/symbol-cache.ts';
import type { Place, Work } from './work.ts';

/** Sessions that a step looks at: some tens of milliseconds. */
const ROWS = 5_000;

/** Symbols of a database that may be the person's alone, and how far it has been looked who else uses them. */
export interface Doomed {
  ids: string[];
  /** The last session that was looked at, '' at the beginning. */
  after: string;
}

/**
 * Texts that recur stand apart from sessions, by their hash: what the person searched for may be the
 * person's alone. First nobody may use the symbols anew, then every session of the database is looked
 * at; those that none uses are deleted. Returns where it goes on; undefined: it is done, and how many went.
 */
export async function sweepSymbols(
  { site }: Work,
  { db }: Place,
  { ids, after }: Doomed,
): Promise<{ left: Doomed | undefined; erased: number }> {
  const { number } = site;
  const doomed = JSON.stringify(ids);
  const erasures = await learnErasures(db, number);
  // From the beginning too where somebody else's list was there meanwhile.
  const isAnew = after === '' || !ids.every((id) => erasures.doomed.has(id));
  if (isAnew) await db.prepare(erasuresDoom).bind(number, doomed).run();
  const { results } = await db
    .prepare(sessionsReadAll)
    .bind(number, isAnew ? '-1' : after, ROWS)
    .all<{ id: string; names: string; strings: string }>();
  const left = new Set(ids);
  // A cache that knows nothing yet names all that stand in the rows.
  const used = new SiteSymbols(number).unknownIn(
    results.map(({ names, strings }) => ({ names, strings, props: '' })),
  );
  for (const id of used) left.delete(id);
  const last = results.at(-1);
  if (last !== undefined && results.length === ROWS && left.size > 0) {
    return { left: { ids: [...left], after: last.id }, erased: 0 };
  }
  const [deleted] = await db.batch([
    db.prepare(symbolsDelete).bind(number, JSON.stringify([...left])),
    db.prepare(erasuresDoom).bind(number, '[]'),
  ]);
  return { left: undefined, erased: deleted?.meta.changes ?? 0 };
}
