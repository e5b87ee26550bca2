import type { CountCost } from './plan.ts';
import { symbolsOf } from './symbol-cache.ts';

/** One transaction. */
export interface Transaction {
  /** Guards first. */
  statements: readonly D1PreparedStatement[];
  /** Symbols it inserts, id and text. */
  fresh: ReadonlyMap<string, string>;
}

/** Resolves when D1 has committed, with what it says of each statement; the isolate knows the symbols then. */
export async function commit(
  db: D1Database,
  site: number,
  { statements, fresh, count }: Transaction & { count: CountCost },
): Promise<D1Result[]> {
  if (statements.length === 0) return [];
  const symbols = symbolsOf(db, site);
  let results: D1Result[];
  try {
    results = await db.batch([...statements]);
  } catch (error) {
    // Perhaps another text has one of these ids: the next attempt knows.
    await symbols.load(db, [...fresh.keys()]);
    throw error;
  }
  for (const { meta } of results) count(meta);
  symbols.remember(fresh);
  return results;
}
