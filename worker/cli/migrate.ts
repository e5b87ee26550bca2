import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Miniflare } from 'miniflare';

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>;

/** wrangler's own table and columns, so that `wrangler d1 migrations` agrees with what is done here. */
const DONE =
  'create table if not exists d1_migrations (id integer primary key autoincrement, ' +
  'name text unique, applied_at timestamp default current_timestamp not null)';

/** Names of the migrations in the order they are applied. */
export async function migrationNames(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
}

/** Applies what is not applied yet, each migration in one transaction; tells which. */
export async function migrate(db: Database, folder: string): Promise<string[]> {
  await db.prepare(DONE).run();
  const { results } = await db.prepare('select name from d1_migrations').all<{ name: string }>();
  const done = new Set(results.map(({ name }) => name));
  const fresh = (await migrationNames(folder)).filter((name) => !done.has(name));
  for (const name of fresh) {
    const statements = await readFile(join(folder, name), 'utf8');
    await db.batch([
      db.prepare(statements),
      db.prepare('insert into d1_migrations (name) values (?1)').bind(name),
    ]);
  }
  return fresh;
}
