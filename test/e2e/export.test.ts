import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection, type Json } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApi } from '../../worker/cli/client.ts';
import { startServer, type Server } from '../../worker/cli/server.ts';

const OPERATOR = 'op_for_export_tests';
const SITE = '/v1/sites/shop';
/** More than two row groups hold. */
const EVENTS = 12_000;
const BATCH = 2_000;

const start = Date.now() - 5 * 86_400_000;

let server: Server;
let folder = '';
let duck: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-export-'));
  const bindings = { SOJOURN_ADMIN_KEY: OPERATOR };
  server = await startServer({ host: '127.0.0.1', port: 0, bindings });
  await call('/v1/sites', {
    id: 'shop',
    name: 'Shop',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    origins: ['*'],
  });
  const { key } = await call<{ key: string }>(`${SITE}/keys`, { kind: 'server', label: 'test' });
  for (let from = 0; from < EVENTS; from += BATCH) await send(key, from);
  duck = await DuckDBConnection.create();
  for (const format of ['parquet', 'ndjson', 'csv']) await download(format);
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

/** Views of many visitors over some days; properties with what formats stumble over. */
async function send(key: string, from: number): Promise<void> {
  const batch = Array.from({ length: BATCH }, (_, i) => ({
    type: 'track',
    event: 'look',
    messageId: `m-${from + i}`,
    anonymousId: `v-${(from + i) % 400}`,
    ...((from + i) % 7 === 0 && { userId: `u-${(from + i) % 400}` }),
    timestamp: new Date(start + (from + i) * 25_000).toISOString(),
    ...((from + i) % 3 !== 0 && { properties: { n: from + i, text: 'ä "b", \n c; 🙂' } }),
  }));
  const response = await fetch(new URL('/v1/batch', server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  expect(await response.json()).toEqual({ success: true });
}

async function download(format: string): Promise<void> {
  const response = await fetch(new URL(`${SITE}/export/events?format=${format}`, server.url), {
    headers: { authorization: `Bearer ${OPERATOR}` },
  });
  expect(response.status).toBe(200);
  await writeFile(join(folder, `events.${format}`), new Uint8Array(await response.arrayBuffer()));
}

async function ask(sql: string): Promise<Record<string, Json>[]> {
  return (await duck.runAndReadAll(sql)).getRowObjectsJson();
}

test('writes Parquet that another reader reads as what it is', async () => {
  const [facts] = await ask(`
    select count(*) as n, count(distinct event_id) as ids, count(user_id) as named,
      sum(cast(properties ->> 'n' as bigint)) as total, count(properties) as said,
      epoch_ms(max(event_at)) - epoch_ms(min(event_at)) as span, bool_or(is_bot) as bots
    from '${folder}/events.parquet'`);
  const all = Array.from({ length: EVENTS }, (_, i) => i);
  const said = all.filter((i) => i % 3 !== 0);
  expect(facts).toEqual({
    n: String(EVENTS),
    ids: String(EVENTS),
    named: String(all.filter((i) => i % 7 === 0).length),
    total: String(said.reduce((sum, i) => sum + i, 0)),
    said: String(said.length),
    span: String((EVENTS - 1) * 25_000),
    bots: false,
  });
  const [groups] = await ask(`
    select max(row_group_id) as last from parquet_metadata('${folder}/events.parquet')`);
  expect(groups).toEqual({ last: '2' });
});

test.each(['ndjson', 'csv'])('says the same in %s', async (format) => {
  const read = format === 'csv' ? 'read_csv' : 'read_json';
  const more = format === 'csv' ? ', strict_mode = true' : ", format = 'newline_delimited'";
  const columns = 'event_id, event_name, session_id, visitor_id, customer_id, user_id, channel';
  const asked = (from: string): string =>
    `select ${columns}, properties ->> 'text' as said, epoch_ms(event_at::timestamp) as ms, is_bot from ${from}`;
  const one = asked(`'${folder}/events.parquet'`);
  const other = asked(`${read}('${folder}/events.${format}'${more})`);
  const [difference] = await ask(`
    select (select count(*) from (${other})) as n,
      (select count(*) from ((${one}) except (${other}))) as missing,
      (select count(*) from ((${other}) except (${one}))) as added`);
  expect(difference).toEqual({ n: String(EVENTS), missing: '0', added: '0' });
});
