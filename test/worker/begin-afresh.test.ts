import { env, exports } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as site from '../../worker/api/site.ts';
import { makeSite } from '../support/api.ts';
import { beginAfresh } from '../support/begin-afresh.ts';

const tablesOf = async (db: D1Database): Promise<unknown[]> =>
  (await db.prepare(`select name from sqlite_schema where type = 'table'`).all()).results;

const sitesOf = (db: D1Database): Promise<unknown> =>
  db.prepare('select count(*) as n from sites').first('n');

test('a test file finds nothing of the one before it in its databases, bucket and modules', async () => {
  await makeSite();
  await env.SHARD_3.prepare('create table left_behind (a)').run();
  await env.TEST_LAKE.put('left', 'behind');
  const { DB: before } = env;

  await beginAfresh();
  expect([await sitesOf(before), await sitesOf(env.DB)]).toEqual([1, 0]);
  expect(JSON.stringify(await tablesOf(env.SHARD_3))).not.toContain('left_behind');
  expect((await env.TEST_LAKE.list()).objects).toEqual([]);
  expect(await import('../../worker/api/site.ts')).not.toBe(site);
  // The Worker itself has moved along.
  await makeSite();
  expect([await sitesOf(before), await sitesOf(env.DB)]).toEqual([1, 1]);
  expect((await exports.default.fetch('https://sojourn.example/health')).status).toBe(200);
});

test('what the file before it waited for never comes', async () => {
  const came: string[] = [];
  const left = scheduler.wait(1).then(() => came.push('left behind'));
  await beginAfresh();
  await scheduler.wait(20).then(() => came.push('own'));
  expect(came).toEqual(['own']);
  expect(await Promise.race([left, scheduler.wait(20)])).toBeUndefined();
});

test('a test file tries the same random cases each time', () => {
  expect(fc.readConfigureGlobal()).toEqual({ seed: 20_261_122 });
});
