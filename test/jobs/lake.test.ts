import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBConnection, type Json } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApi } from '../../worker/cli/client.ts';
import { startServer, type Server } from '../../worker/cli/server.ts';
import type { Manifest } from '../../worker/jobs/archive/manifest.ts';

// The Worker as it is deployed with a bucket: its cron trigger fills it, DuckDB reads it.

const OPERATOR = 'op_for_lake_tests';
const SITE = '/v1/sites/shop';
const DAY = 86_400_000;
const today = Math.floor(Date.now() / DAY) * DAY;
const VISITORS = 40;
const RANGE = { from: new Date(today - 10 * DAY).toISOString(), to: new Date(today).toISOString() };

let server: Server;
let folder = '';
let duck: DuckDBConnection;
let key = '';
let before: Record<string, unknown>;
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-lake-'));
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    bindings: { SOJOURN_ADMIN_KEY: OPERATOR },
    resources: { r2Buckets: ['LAKE'] },
  });
  const site = { id: 'shop', name: 'Shop', time_zone: 'UTC', currency: 'EUR', origins: ['*'] };
  await call('/v1/sites', { ...site, settings: { hot_days: 2 } });
  key = (await call<{ key: string }>(`${SITE}/keys`, { kind: 'server', label: 'test' })).key;
  for (let day = 1; day <= 6; day++) await send(day);
  before = await answers();
  await runJobs();
  duck = await DuckDBConnection.create();
  manifest = await download();
});

afterAll(async () => {
  duck.closeSync();
  await server.close();
  await rm(folder, { recursive: true });
});

function call<T>(path: string, body?: unknown): Promise<T> {
  const client = { url: server.url.origin, key: OPERATOR };
  return callApi<T>(client, body === undefined ? 'GET' : 'POST', path, body);
}

/** A day of visits, so many days ago: two views, then an order of every fourth visitor. */
async function send(daysAgo: number): Promise<void> {
  const start = today - daysAgo * DAY + 3_600_000;
  const batch = Array.from({ length: VISITORS }, (_, i) => {
    const at = (ms: number): string => new Date(start + i * 60_000 + ms).toISOString();
    const of = { anonymousId: `v-${i}`, ...(i % 5 === 0 && { userId: `u-${i}` }) };
    const nth = `${daysAgo}-${i}`;
    const order = { order_id: `o-${nth}`, revenue: i + 0.5, currency: 'EUR' };
    return [
      { type: 'page', ...of, messageId: `p-${nth}`, timestamp: at(7), properties: { path: '/ä"b' } },
      { type: 'track', ...of, event: 'look', messageId: `l-${nth}`, timestamp: at(1_234) },
      i % 4 === 0 && {
        type: 'track', ...of, event: 'Order Completed', messageId: `o-${nth}`, timestamp: at(9_000),
        properties: order,
      },
    ].filter(Boolean); // prettier-ignore
  });
  const response = await fetch(new URL('/v1/batch', server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch: batch.flat() }),
  });
  expect(await response.json()).toEqual({ success: true });
}

/** What the API answers, but for what tells when and at which cost. */
async function answers(): Promise<Record<string, unknown>> {
  const asked: [path: string, body?: unknown][] = [
    [`${SITE}/reports/overview`, { range: RANGE }],
    [`${SITE}/reports/funnel`, { range: RANGE, steps: [{ event: 'look' }, { event: 'purchase' }] }],
    [`${SITE}/reports/revenue`, { range: RANGE }],
    [`${SITE}/customers?sort=first_seen&limit=100`],
    [`${SITE}/customers/u-5`],
    [`${SITE}/customers/u-5/timeline?limit=100`],
    [`${SITE}/journeys?limit=100`],
  ];
  const found: Record<string, unknown> = {};
  for (const [path, body] of asked) {
    const { meta: _, ...answer } = await call<Record<string, unknown>>(path, body);
    found[path] = answer;
  }
  return found;
}

async function runJobs(): Promise<void> {
  const worker = await server.miniflare.getWorker();
  await worker.scheduled({ cron: '17 * * * *' });
}

/** Everything the manifest names, as a folder that DuckDB reads. */
async function download(): Promise<Manifest> {
  const bucket = await server.miniflare.getR2Bucket('LAKE');
  const text = (await (await bucket.get('site=shop/manifest.json'))?.text()) ?? '';
  await mkdir(join(folder, 'site=shop'), { recursive: true });
  await writeFile(join(folder, 'site=shop/manifest.json'), text);
  const listed = JSON.parse(text) as Manifest;
  for (const { events_file, sessions_file } of listed.parts) {
    for (const name of [events_file, sessions_file]) {
      const object = await bucket.get(name);
      if (object === null) throw new Error(`There is no ${name}`);
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), new Uint8Array(await object.arrayBuffer()));
    }
  }
  return listed;
}

async function ask(sql: string): Promise<Record<string, Json>[]> {
  return (await duck.runAndReadAll(sql)).getRowObjectsJson();
}

const filesOf = (file: 'events_file' | 'sessions_file'): string =>
  `read_parquet([${manifest.parts.map((part) => `'${folder}/${part[file]}'`).join(', ')}], hive_partitioning = false)`;

test('moves closed days by the cron trigger, and every answer stays as it was', async () => {
  const days = [6, 5, 4, 3].map((ago) => new Date(today - ago * DAY).toISOString().slice(0, 10));
  expect(manifest.parts.map(({ day }) => day)).toEqual(days);
  const db = await server.miniflare.getD1Database('DB');
  const left = await db.prepare('select count(*) as n from sessions').first<{ n: number }>();
  expect(left?.n).toBe(2 * VISITORS);
  expect(await answers()).toEqual(before);
});

test('is read by DuckDB as what the API exports', async () => {
  const [from, to] = [6, 2].map((ago) => new Date(today - ago * DAY).toISOString());
  const response = await fetch(
    new URL(`${SITE}/export/events?format=parquet&from=${from}&to=${to}`, server.url),
    { headers: { authorization: `Bearer ${OPERATOR}` } },
  );
  expect(response.status).toBe(200);
  await writeFile(join(folder, 'api.parquet'), new Uint8Array(await response.arrayBuffer()));
  const facts = (source: string): Promise<Record<string, Json>[]> =>
    ask(`select count(*) as n, count(distinct event_id) as ids, count(distinct visitor_id) as visitors,
      count(user_id) as named, epoch_ms(min(event_at)) as first, epoch_ms(max(event_at)) as last,
      sum(epoch_ms(event_at)) as times, sum(cast(properties ->> '$.value' as double)) as value,
      max(page) as page from ${source}`);
  const [api] = await facts(`'${folder}/api.parquet'`);
  expect(api).toMatchObject({ n: String(4 * VISITORS * 2.25), page: '/%C3%A4%22b' });
  expect(Number(api?.['value'])).toBeGreaterThan(0);
  expect(await facts(filesOf('events_file'))).toEqual([api]);
  const rows = (source: string): string => `select * exclude (customer_id) from ${source}`;
  const lake = `select * from ${filesOf('events_file')}`;
  const [difference] = await ask(`
    select (select count(*) from ((${rows(`'${folder}/api.parquet'`)}) except (${lake}))) as missing,
      (select count(*) from ((${lake}) except (${rows(`'${folder}/api.parquet'`)}))) as added`);
  expect(difference).toEqual({ missing: '0', added: '0' });
});

test('is found by DuckDB through its manifest', async () => {
  const listed = `(select unnest(parts) as part from read_json('${folder}/site=shop/manifest.json'))`;
  const [sums] = await ask(
    `select sum(part.events) as events, sum(part.sessions) as sessions from ${listed}`,
  );
  const [events] = await ask(`select count(*) as n from ${filesOf('events_file')}`);
  const [sessions] = await ask(
    `select count(*) as n, sum(events) as events, epoch_ms(min(started_at)) as first
     from ${filesOf('sessions_file')}`,
  );
  expect(sums).toEqual({ events: events?.['n'], sessions: sessions?.['n'] });
  expect(sessions).toEqual({
    n: String(4 * VISITORS),
    events: events?.['n'],
    first: String(today - 6 * DAY + 3_600_007),
  });
});

test('counts what is sent again once, and what comes late to its session', async () => {
  await send(5);
  expect(await answers()).toEqual(before);
  const at = new Date(today - 5 * DAY + 3_600_000 + 20_000).toISOString();
  const late = {
    type: 'track',
    event: 'late',
    anonymousId: 'v-0',
    messageId: 'late',
    timestamp: at,
  };
  const response = await fetch(new URL('/v1/batch', server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch: [late] }),
  });
  expect(response.status).toBe(200);
  const { data } = await call<{ data: { name: string }[] }>(
    `${SITE}/customers/v-0/timeline?limit=100`,
  );
  expect(data.filter(({ name }) => name === 'late')).toHaveLength(1);
  const overview = await call<{ data: { sessions: number } }>(`${SITE}/reports/overview`, {
    range: RANGE,
  });
  expect(overview.data.sessions).toBe(6 * VISITORS);
});
