import erasuresGuard from '../sql/erasures.guard.sql';
import erasuresRead from '../sql/erasures.read.sql';
import { forgetSymbols } from './symbol-cache.ts';

/** What a database says of erasures of a site. */
export interface Erasures {
  /** 0: nothing was ever erased. */
  version: number;
  /** Of the hashes among tombstones. */
  salt: string;
  /** Symbols about to be deleted: their texts are stored inline. */
  doomed: ReadonlySet<string>;
}

const NONE: Erasures = { version: 0, salt: '', doomed: new Set() };

/** Per database and site: what writers of this isolate go by until the guard tells them better. */
const known = new WeakMap<D1Database, Map<number, Erasures>>();

/** As this isolate last heard; whoever writes by it guards what it writes with `guardErasures`. */
export function knownErasures(db: D1Database, site: number): Erasures {
  return known.get(db)?.get(site) ?? NONE;
}

/** As it is now. Symbols may be gone since: the isolate learns them anew. */
export async function learnErasures(db: D1Database, site: number): Promise<Erasures> {
  const row = await db
    .prepare(erasuresRead)
    .bind(site)
    .first<{ version: number; salt: string; doomed: string }>();
  const before = knownErasures(db, site);
  if (row === null || row.version === before.version) return before;
  // Written by worker/privacy/ alone, so their shape is known.
  const doomed = new Set(JSON.parse(row.doomed) as string[]);
  const now = { version: row.version, salt: row.salt, doomed };
  const sites = known.get(db) ?? new Map<number, Erasures>();
  known.set(db, sites.set(site, now));
  forgetSymbols(db, site);
  return now;
}

/** Fails the transaction where something was erased since. */
export function guardErasures(
  db: D1Database,
  site: number,
  { version }: Erasures,
): D1PreparedStatement {
  return db.prepare(erasuresGuard).bind(site, version);
}
