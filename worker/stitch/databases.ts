/** Where what is recorded is kept. */
export interface Databases {
  /** Home of every site: all of its tables, and the sessions of sites that are not spread. */
  db: D1Database;
  /** The databases that big sites are spread over (shards/), home among them, by their bindings' names. */
  more?: ReadonlyMap<string, D1Database>;
  /** Where sessions of closed days are moved to, see worker/jobs/archive/. Everything works without it. */
  lake?: R2Bucket;
}

/** The home's binding. */
export const HOME = 'DB';

/** Others are `DB_1`, `DB_2` ... */
const ANOTHER = /^DB_\d+$/;

/** The databases that a deployment binds. */
export function databasesOf(env: { DB: D1Database; LAKE?: R2Bucket }): Databases {
  const home = { db: env.DB, ...(env.LAKE && { lake: env.LAKE }) };
  const names = Object.keys(env).filter((name) => ANOTHER.test(name));
  if (names.length === 0) return home;
  // By their names, wrangler.toml binds nothing else so.
  const bound = env as unknown as Record<string, D1Database>;
  const more = names.sort().flatMap((name) => {
    const db = bound[name];
    return db === undefined ? [] : [[name, db] as const];
  });
  return { ...home, more: new Map([[HOME, env.DB], ...more]) };
}
