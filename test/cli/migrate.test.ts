import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate, migrationNames } from '../../worker/cli/migrate.ts';

const ALL = join(import.meta.dirname, '../../schema/migrations');

let miniflare: Miniflare;
let folder = '';
type Database = Awaited<ReturnType<Miniflare['getD1Database']>>;

beforeEach(async () => {
  const modules = [
    { type: 'ESModule' as const, path: 'worker.js', contents: 'export default {};' },
  ];
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules,
      d1Databases: { DB: 'db', OTHER: 'other' },
      cf: false,
      compatibilityDate: '2026-11-02',
    }),
  );
  folder = await mkdtemp(join(tmpdir(), 'sojourn-migrations-'));
});

afterEach(async () => {
  await miniflare.dispose();
  await rm(folder, { recursive: true });
});

async function tablesOf(db: Database): Promise<string[]> {
  const { results } = await db
    .prepare(
      "select name || ' ' || coalesce(sql, '') as text from sqlite_schema where name not like '_cf%' order by name",
    )
    .all<{ text: string }>();
  return results.map(({ text }) => text);
}

/** A database that loses its connection at one of its transactions, before or after it is done. */
function cut(db: Database, at: number, when: 'before' | 'after'): Database {
  let calls = 0;
  const batch = async (statements: Parameters<Database['batch']>[0]): Promise<never[]> => {
    if (calls++ !== at) return (await db.batch(statements)) as never[];
    if (when === 'after') await db.batch(statements);
    throw new Error('Network connection lost.');
  };
  return { prepare: (sql: string) => db.prepare(sql), batch } as unknown as Database;
}

test('goes on where it was interrupted, whichever migration that was', async () => {
  const names = await migrationNames(ALL);
  const db = await miniflare.getD1Database('DB');
  for (const at of names.keys()) {
    // Every other time the migration was done, and only the word of it got lost.
    await expect(migrate(cut(db, 0, at % 2 === 0 ? 'before' : 'after'), ALL)).rejects.toThrow(
      'lost',
    );
  }
  await migrate(db, ALL);
  expect(await migrate(db, ALL)).toEqual([]);
  const { results } = await db
    .prepare('select name from d1_migrations order by name')
    .all<{ name: string }>();
  expect(results.map(({ name }) => name)).toEqual(names);

  const straight = await miniflare.getD1Database('OTHER');
  await migrate(straight, ALL);
  expect(await tablesOf(straight)).toEqual(await tablesOf(db));
});

test('keeps what is there readable through every later migration', async () => {
  const names = await migrationNames(ALL);
  const [first = ''] = names;
  await cp(join(ALL, first), join(folder, first));
  const db = await miniflare.getD1Database('DB');
  expect(await migrate(db, folder)).toEqual([first]);
  // Rows as the first version wrote them.
  await db.batch([
    db.prepare(
      "insert into sites (site, id, name, time_zone, currency, origins, created_at) values (1, 's', 'S', 'UTC', 'EUR', '[]', 1)",
    ),
    db.prepare(
      "insert into quarantine (site, id, reason, detail, source, visitor, body, received_at) values (1, 'q', 'too_old', '', 'page', 'v', '{}', 5)",
    ),
    db.prepare(
      "insert into edges (site, kind, a, b, at, source) values (1, 'identify', 'v', 'u', 5, 'page')",
    ),
  ]);
  for (const name of (await readdir(ALL)).sort()) {
    await cp(join(ALL, name), join(folder, name));
    await migrate(db, folder);
    // What the version before writes is still taken: a deployment has both for a while.
    await db
      .prepare(
        'insert into quarantine (site, id, reason, detail, source, visitor, body, received_at) values (1, ?1, ?1, ?1, ?1, ?1, ?1, 6)',
      )
      .bind(name)
      .run();
  }
  const row = await db.prepare("select id, envelope from quarantine where id = 'q'").first();
  expect(row).toEqual({ id: 'q', envelope: '' });
  const kept = await db.prepare('select count(*) as n from quarantine').first<{ n: number }>();
  expect(kept?.n).toBe(1 + names.length);
});
