// How fast batches are accepted: POST /e beside the same Worker answering 204 after one indexed insert
// of the same bytes, in turns on one machine, so that the ratio holds where the times do not.

import type { WireBatch } from '../schema/index.ts';
import { callApi } from '../worker/cli/client.ts';
import { startServer, type Server } from '../worker/cli/server.ts';
import { loadOf } from './cost/load.ts';
import type { Result } from './index.ts';
import { importRate } from './ingest/import.ts';
import { join } from 'node:path';

const KEY = 'op_for_benchmarks_only';
const LANES = 32;
const ROUNDS = 3;
const BATCHES = 800;
const IMPORTED = Number(process.env['BENCH_EVENTS'] ?? 200_000);

export async function run(): Promise<Result> {
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    bindings: { SOJOURN_ADMIN_KEY: KEY },
    entry: join(import.meta.dirname, 'ingest/worker.ts'),
  });
  try {
    await prepare(server);
    const profile = { seed: 9, events: BATCHES * 6 * ROUNDS, perSession: 24.5, perBatch: 5.4, duplicates: 0.02, late: 0.03 }; // prettier-ignore
    const bodies = loadOf(profile, Date.now()).batches.map(textOf);
    const rates: Record<'/e' | '/insert', number[]> = { '/e': [], '/insert': [] };
    await rateOf(server, '/e', bodies.splice(0, 100));
    for (let round = 0; round < ROUNDS; round++) {
      const part = bodies.splice(0, BATCHES);
      rates['/insert'].push(await rateOf(server, '/insert', part));
      rates['/e'].push(await rateOf(server, '/e', part));
    }
    const [ours, least] = [median(rates['/e']), median(rates['/insert'])];
    const busy = await busyVisitor(server);
    const file = await importRate(server, { key: KEY, events: IMPORTED });
    const table = [
      `batches a second over HTTP, ${LANES} at a time, median of ${ROUNDS} rounds of ${BATCHES}`,
      `POST /e            ${ours.toFixed(0)}`,
      `one indexed insert ${least.toFixed(0)}`,
      `ratio              ${(ours / least).toFixed(2)}`,
      '',
      `1,000 batches of one visitor at once: ${busy.events} of ${busy.sent} events stored`,
      '',
      `import of ${file.events} events in order of time, 5,000 a request: ${file.stored} stored`,
      `events a second            ${file.perSecond.toFixed(0)}`,
      `CPU seconds a million      ${file.cpu.toFixed(1)} of workerd, so ${(1e6 / file.cpu).toFixed(0)} events a second of one core`,
      `their packed rows alone    ${file.bareCpu.toFixed(1)}`,
    ].join('\n');
    return { table, json: { batches_per_second: ours, insert_per_second: least, ratio: ours / least, busy_stored: busy.events, busy_sent: busy.sent, import_per_second: file.perSecond, import_cpu_s_per_million: file.cpu, bare_cpu_s_per_million: file.bareCpu } }; // prettier-ignore
  } finally {
    await server.close();
  }
}

async function prepare(server: Server): Promise<void> {
  await callApi({ url: server.url.href, key: KEY }, 'POST', '/v1/sites', {
    id: 'shop', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
  }); // prettier-ignore
  const db = await server.miniflare.getD1Database('DB');
  await db.exec(
    'create table bench_batches (id integer primary key, site integer, at integer, body text)',
  );
  await db.exec('create index bench_batches_by_time on bench_batches (site, at)');
}

function textOf(batch: WireBatch): string {
  return JSON.stringify({ ...batch, sent_at: Date.now() });
}

async function rateOf(server: Server, path: string, bodies: readonly string[]): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const response = await fetch(new URL(path, server.url), { method: 'POST', body, headers });
      if (response.status !== 204) throw new Error(`${response.status}: ${await response.text()}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return bodies.length / ((performance.now() - started) / 1_000);
}

const headers = {
  'content-type': 'text/plain',
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
};

/** 1,000 batches of one visitor, all in flight at once. */
async function busyVisitor(server: Server): Promise<{ sent: number; events: number }> {
  const now = Date.now();
  const bodies = Array.from({ length: 1_000 }, (_, n) =>
    JSON.stringify({
      v: 1, site: 'shop', batch: `busy${n}`, sent_at: now, visitor: 'busy', page_load: 'busyload',
      events: [{ seq: n, at: now - 1_000 + n, name: 'click' }],
    }),
  ); // prettier-ignore
  const send = async (body: string): Promise<void> => {
    const response = await fetch(new URL('/e', server.url), { method: 'POST', body, headers });
    if (response.status !== 204) throw new Error(`${response.status}: ${await response.text()}`);
  };
  await Promise.all(bodies.map(send));
  const db = await server.miniflare.getD1Database('DB');
  const row = await db
    .prepare("select sum(events) as events from sessions where visitor = 'busy'")
    .first<{ events: number }>();
  return { sent: bodies.length, events: row?.events ?? 0 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
