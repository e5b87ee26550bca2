import { createExecutionContext, env } from 'cloudflare:test';
import { beforeAll, expect, test } from 'vitest';
import worker from '../../worker/index.ts';
import type { Env } from '../../worker/env.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import { sweep } from '../../worker/jobs/archive/sweep.ts';
import { removeSite } from '../../worker/jobs/remove/remove-site.ts';
import { removeSites } from '../../worker/jobs/remove/remove-sites.ts';
import { FILES } from '../../worker/lake/part.ts';
import { TABLES } from '../../worker/stores/stores.ts';
import { HOST, OPERATOR } from '../support/api.ts';
import { putAnyRow, rowsOf } from '../support/any-row.ts';
import { mortal } from '../support/mortal.ts';
import { fourDatabases, shardsOf, spread } from '../shards/several.ts';

// A deployment with a bucket and a second database.
const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

let all: Map<string, D1Database>;
beforeAll(async () => {
  const { more } = await fourDatabases();
  all = new Map([...more].slice(0, 2));
});

const place = (at: number): Env & { DB_1: D1Database } => ({
  ...(env as unknown as Env),
  LAKE: env.TEST_LAKE,
  SOJOURN_CLOCK: String(at),
  DB_1: env.SHARD_1,
});

async function call(
  path: string,
  {
    method,
    key = OPERATOR,
    body,
    at = NOW,
  }: { method?: string; key?: string; body?: unknown; at?: number } = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const request = new Request(HOST + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const response = await worker.fetch(request, place(at), createExecutionContext());
  const text = await response.text();
  const { status, headers } = response;
  return {
    status,
    headers,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}

const shop = (id: string): Record<string, unknown> => ({
  id, name: 'Shop', time_zone: 'UTC', currency: 'EUR', origins: ['*'], settings: { hot_days: 5 },
}); // prettier-ignore

let batches = 0;

/** What a page sends: a view, a user, an order and an event that goes to quarantine. */
async function visit(site: string, at: number, now = NOW): Promise<number> {
  const n = ++batches;
  const { status } = await call('/e', {
    at: now,
    body: {
      v: 1, site, batch: `b${n}`, sent_at: now, visitor: `visitor-${n}`, page_load: `p${n}`,
      events: [
        { seq: 0, at, name: 'page_view', page: `/p/${n}` },
        { seq: 1, at, name: 'identify', properties: { user_id: `u${n}`, traits: { n } } },
        { seq: 2, at, name: 'purchase', properties: { transaction_id: `o${n}`, value: 1 } },
        { seq: 3, at: 1, name: 'page_view' },
      ],
    },
  }); // prettier-ignore
  return status;
}

async function numberOf(id: string): Promise<number> {
  const statement = env.DB.prepare('select site from sites where id = ?1').bind(id);
  return (await statement.first<{ site: number }>())?.site ?? 0;
}

/** A site with an order. */
async function smallSite(id: string): Promise<{ number: number; key: string }> {
  expect((await call('/v1/sites', { body: shop(id) })).status).toBe(201);
  const made = await call(`/v1/sites/${id}/keys`, { body: { kind: 'admin', label: 'x' } });
  expect(await visit(id, NOW)).toBe(200);
  return { number: await numberOf(id), key: made.body['key'] as string };
}

/** A site over two databases with closed days in the bucket, and a row of it in every table. */
async function fullSite(id: string): Promise<{ number: number; key: string }> {
  const made = await smallSite(id);
  const { number } = made;
  const several = { db: env.DB, more: all, lake: env.TEST_LAKE };
  const site = { number, timeZone: 'UTC', currency: 'EUR' };
  await spread(shardsOf(several, site), [...all.keys()], NOW);
  for (let i = 0; i < 12; i++) expect(await visit(id, NOW - (i % 2) * 8 * DAY)).toBe(200);
  const databases = { db: env.DB, more: all };
  // What has moved is deleted an hour later, and then days go to the bucket.
  await archiveUntil(databases);
  for (const [name, { in: where }] of Object.entries(TABLES)) {
    if (['sites', 'removals', 'idempotency'].includes(name)) continue;
    for (const db of where === 'home' ? [env.DB] : all.values()) {
      if ((await rowsOf(db, name, number)) === 0)
        await putAnyRow(db, name, { site: number, text: id });
    }
  }
  return made;
}

async function archiveUntil(databases: {
  db: D1Database;
  more: Map<string, D1Database>;
}): Promise<void> {
  let ids = 0;
  const makeId = (): string => `a${++ids}`;
  await archive({ ...databases, bucket: env.TEST_LAKE, now: NOW, makeId });
}

/** What is left of a site anywhere. */
async function leftOf(id: string, number: number): Promise<string[]> {
  const left: string[] = [];
  for (const [name, db] of all) {
    for (const table of Object.keys(TABLES)) {
      if (['removals', 'idempotency', 'lake_unused'].includes(table)) continue;
      const rows = await rowsOf(db, table, number);
      if (rows > 0) left.push(`${name} ${table} ${rows}`);
    }
  }
  const { objects } = await env.TEST_LAKE.list({ prefix: `site=${id}/` });
  return [...left, ...objects.map(({ key }) => key)];
}

const remove = (
  id: string,
  more: { at?: number; key?: string; confirm?: string } = {},
): ReturnType<typeof call> =>
  call(`/v1/sites/${id}?confirm=${more.confirm ?? id}`, { method: 'DELETE', ...more });

test('removes a site from every place and leaves the others as they were', async () => {
  const [gone, other] = [await fullSite('gone'), await fullSite('stays')];
  const before = await leftOf('stays', other.number);
  const whole = await leftOf('gone', gone.number);
  expect(whole.some((one) => one.startsWith('DB_1 sessions'))).toBe(true);
  expect(whole.some((one) => one.endsWith('.parquet'))).toBe(true);
  const answer = await remove('gone');
  expect(answer).toMatchObject({ status: 200, body: { id: 'gone', done: true } });
  const { removed } = answer.body as { removed: { store: string }[] };
  const stores = new Set(removed.map(({ store }) => store));
  expect(stores).toEqual(
    new Set([
      'LAKE',
      ...Object.keys(TABLES).filter((name) => !('stays' in (TABLES[name as 'keys'] ?? {}))),
    ]),
  );
  expect(await leftOf('gone', gone.number)).toEqual([]);
  expect(await leftOf('stays', other.number)).toEqual(before);
  expect((await call('/v1/sites/stays', { key: other.key })).status).toBe(200);
  // What was on its way is stored nowhere.
  for (const [name, { stays }] of Object.entries(TABLES)) {
    if (stays !== undefined || name === 'lake_parts') continue;
    for (const db of all.values())
      await putAnyRow(db, name, { site: gone.number, n: 77, text: 'late' });
  }
  expect(await leftOf('gone', gone.number)).toEqual([]);
});

test('to a tag, a key and a second request there is no such site any more', async () => {
  const { key } = await smallSite('silent');
  expect(await visit('silent', NOW)).toBe(200);
  await remove('silent');
  expect(await visit('silent', NOW)).toBe(404);
  expect((await call('/v1/sites/silent', { key })).status).toBe(401);
  expect((await remove('silent')).status).toBe(404);
  const { body } = await call('/v1/sites?limit=1000');
  expect((body['data'] as { id: string }[]).map(({ id }) => id)).not.toContain('silent');
});

test('a site of the same id has a number of its own and nothing of the old', async () => {
  const { number } = await smallSite('again');
  await remove('again');
  const early = await call('/v1/sites', { body: shop('again'), at: NOW + 1_000 });
  expect([early.status, early.headers.get('retry-after')]).toEqual([409, '60']);
  const later = NOW + 2 * MINUTE;
  expect((await call('/v1/sites', { body: shop('again'), at: later })).status).toBe(201);
  expect(await numberOf('again')).toBeGreaterThan(number);
  const { body } = await call('/v1/sites/again/customers', { at: later });
  expect(body['data']).toEqual([]);
  expect(await visit('again', later, later)).toBe(200);
  const overview = await call('/v1/sites/again/reports/overview', {
    body: { range: { preset: 'all' } },
    at: later,
  });
  expect(overview.body['data']).toMatchObject({ visitors: 1, orders: 1, events: 3 });
});

test('asks for the id once more, and for the operator', async () => {
  const { number, key } = await smallSite('careful');
  const before = await leftOf('careful', number);
  const wrong = await remove('careful', { confirm: 'stays' });
  expect(wrong.status).toBe(422);
  expect(wrong.body['errors']).toMatchObject([{ in: 'query', pointer: '/confirm' }]);
  expect((await call('/v1/sites/careful', { method: 'DELETE' })).status).toBe(422);
  expect((await remove('careful', { key })).status).toBe(403);
  expect(await leftOf('careful', number)).toEqual(before);
});

test('a removal that is killed again and again is ended by whoever comes next', async () => {
  const { number } = await fullSite('killed');
  const site = { number, id: 'killed', archived: true };
  let kills = 0;
  for (let isDone = false; !isDone; kills++) {
    const { db, bucket, more } = mortal({ db: env.DB, bucket: env.TEST_LAKE, more: all }, kills);
    const databases = { db, lake: bucket, ...(more && { more }) };
    const removing = { databases, site, now: NOW, isOver: () => false, rows: 2 };
    isDone = await removeSite(removing).then(
      () => true,
      () => false,
    );
    if (kills === 20) {
      // This isolate has not heard of it: what it takes is dropped.
      expect(await visit('killed', NOW)).toBe(200);
      expect(await visit('killed', NOW, NOW + MINUTE)).toBe(404);
      expect((await call('/v1/sites', { body: shop('killed'), at: NOW + DAY })).status).toBe(409);
      expect((await remove('killed')).status).toBe(200);
      break;
    }
  }
  expect(kills).toBe(20);
  expect(await leftOf('killed', number)).toEqual([]);
});

test('the hourly job goes on where a request ended, and frees the number after a month', async () => {
  const { number } = await smallSite('slow');
  const databases = { db: env.DB, more: all, lake: env.TEST_LAKE };
  const site = { number, id: 'slow', archived: false };
  expect(await removeSite({ databases, site, now: NOW, isOver: () => true })).toMatchObject({
    isDone: false,
  });
  expect((await leftOf('slow', number)).length).toBeGreaterThan(4);
  await removeSites(databases, NOW + 3_600_000);
  expect(await leftOf('slow', number)).toEqual([]);
  expect(await rowsOf(env.DB, 'removals', number)).toBe(1);
  await removeSites(databases, NOW + 29 * DAY);
  expect(await rowsOf(env.SHARD_1, 'removals', number)).toBe(1);
  await removeSites(databases, NOW + 31 * DAY);
  expect(await rowsOf(env.DB, 'removals', number)).toBe(0);
  expect(await rowsOf(env.SHARD_1, 'removals', number)).toBe(0);
});

test('removes a small site with fewer statements than the free plan has for a request', async () => {
  const { number } = await smallSite('thrifty');
  const { db, bucket, calls } = mortal({ db: env.DB, bucket: env.TEST_LAKE });
  const site = { number, id: 'thrifty', archived: false };
  const removing = { databases: { db, lake: bucket }, site, now: NOW, isOver: () => false };
  expect(await removeSite(removing)).toMatchObject({ isDone: true });
  // Two of the calls are several statements at once: five in all; the request itself makes a few of 50.
  expect(calls() + 3).toBeLessThan(44);
});

test('a file that was being written as the site went is deleted within hours', async () => {
  const { number } = await smallSite('written');
  const prefix = 'site=written/day=2026-11-01/1-1-late';
  // As jobs/archive/move.ts notes it before it writes.
  await env.DB.prepare('insert into lake_unused (site, prefix, delete_at) values (?1, ?2, ?3)')
    .bind(number, prefix, NOW + DAY)
    .run();
  expect((await remove('written')).body).toMatchObject({ done: true });
  for (const file of Object.values(FILES)) await env.TEST_LAKE.put(`${prefix}/${file}`, 'late');
  await sweep(env.DB, env.TEST_LAKE, NOW + 30 * MINUTE);
  expect(await leftOf('written', number)).toHaveLength(2);
  await sweep(env.DB, env.TEST_LAKE, NOW + 61 * MINUTE);
  expect(await leftOf('written', number)).toEqual([]);
  expect(await rowsOf(env.DB, 'lake_unused', number)).toBe(0);
});

test('who comes late to a removal that has ended leaves the files of a new site of that id alone', async () => {
  const removing = {
    databases: { db: env.DB, lake: env.TEST_LAKE },
    site: { number: 9_901, id: 'twice', archived: true },
    now: NOW,
    isOver: () => false,
  };
  await env.TEST_LAKE.put('site=twice/old.json', 'of the old site');
  expect(await removeSite(removing)).toMatchObject({ isDone: true });
  expect(await env.TEST_LAKE.head('site=twice/old.json')).toBeNull();
  await env.TEST_LAKE.put('site=twice/manifest.json', 'of the new site');
  await removeSite(removing);
  expect(await env.TEST_LAKE.head('site=twice/manifest.json')).not.toBeNull();
});
