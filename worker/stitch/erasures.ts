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
  if ((row?.version ?? 0) === before.version) return before;
  // No row where the database was set back to before the first (Time Travel).
  const now = row === null ? NONE : erasuresOf(row);
  const sites = known.get(db) ?? new Map<number, Erasures>();
  known.set(db, sites.set(site, now));
  forgetSymbols(db, site);
  return now;
}

/** Written by worker/privacy/ alone, so that its shape is known. */
function erasuresOf({
  version,
  salt,
  doomed,
}: {
  version: number;
  salt: string;
  doomed: string;
}): Erasures {
  return { version, salt, doomed: new Set(JSON.parse(doomed) as string[]) };
}

/** Fails the transaction where something was erased since. */
export function guardErasures(
  db: D1Database,
  site: number,
  { version }: Erasures,
): D1PreparedStatement {
  return db.prepare(erasuresGuard).bind(site, version);
}
