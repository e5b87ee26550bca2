/** Where what is recorded is kept. */
export interface Databases {
  /** Home of every site: all of its tables, and the sessions of sites that are not spread. */
  db: D1Database;
  /** The databases that big sites are spread over (shards/), home among them, by their bindings' names. */
  more?: ReadonlyMap<string, D1Database>;
}

/** The home's binding. */
export const HOME = 'DB';

/** Others are `DB_1`, `DB_2` ... */
const ANOTHER = /^DB_\d+$/;

/** The databases that a deployment binds. */
export function databasesOf(env: { DB: D1Database }): Databases {
  const names = Object.keys(env).filter((name) => ANOTHER.test(name));
  if (names.length === 0) return { db: env.DB };
  // By their names, wrangler.toml binds nothing else so.
  const bound = env as unknown as Record<string, D1Database>;
  const more = names.sort().flatMap((name) => {
    const db = bound[name];
    return db === undefined ? [] : [[name, db] as const];
  });
  return { db: env.DB, more: new Map([[HOME, env.DB], ...more]) };
}
