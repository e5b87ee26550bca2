import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { STATEMENTS } from '../../worker/jobs/remove/statements.ts';
import { TABLES, type SiteTable } from '../../worker/stores/stores.ts';
import { columnsOf, putAnyRow, rowsOf } from '../support/any-row.ts';

const SITE = 7_000;

test('the list of stores has every table of the database and no other', async () => {
  const { results } = await env.DB.prepare(
    "select name from sqlite_schema where type = 'table' and name not like '_cf%' and name not like 'sqlite%' and name <> 'd1_migrations'",
  ).all<{ name: string }>();
  expect(results.map(({ name }) => name).sort()).toEqual(Object.keys(TABLES).sort());
});

test('every table that names its site goes with it, or says why not', async () => {
  const left: string[] = [];
  for (const [name, { stays }] of Object.entries(TABLES)) {
    const columns = (await columnsOf(env.DB, name)).map((column) => column.name);
    if (stays === undefined)
      expect([name, columns]).toEqual([name, expect.arrayContaining(['site'])]);
    else left.push(name);
    expect([name, name in STATEMENTS]).toEqual([name, stays === undefined]);
  }
  expect(left).toEqual(['lake_unused', 'sites', 'removals', 'idempotency']);
});

test.each(Object.keys(STATEMENTS) as SiteTable[])(
  'takes no row of a removed site into %s, and deletes those of that site alone',
  async (table) => {
    const [removed, other] = [SITE + 1, SITE + 2];
    await env.DB.prepare('delete from removals').run();
    for (const site of [removed, other]) {
      // Keys are told apart by more than their site.
      for (const n of [1, 2, 3]) {
        if (n === 1 || TABLES[table].isBig)
          await putAnyRow(env.DB, table, { site, n, text: `${site}` });
      }
    }
    const before = await rowsOf(env.DB, table, removed);
    const statement = env.DB.prepare(STATEMENTS[table]);
    const bound = TABLES[table].isBig ? statement.bind(removed, 2) : statement.bind(removed);
    const first = await bound.run();
    expect(first.meta.changes).toBe(Math.min(before, 2));
    await bound.run();
    expect(await rowsOf(env.DB, table, removed)).toBe(0);
    expect(await rowsOf(env.DB, table, other)).toBe(before);
    await env.DB.prepare("insert into removals (site, id, at) values (?1, 'x', 0)")
      .bind(removed)
      .run();
    const late = putAnyRow(env.DB, table, { site: removed, n: 9, text: 'late' });
    // A file that nothing names would stay in the bucket.
    if (table === 'lake_parts') await expect(late).rejects.toThrow('the site is removed');
    else await late;
    expect(await rowsOf(env.DB, table, removed)).toBe(0);
  },
);
