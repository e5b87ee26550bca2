// What storing an event costs: rows D1 bills, bytes, requests and CPU, and USD at list prices. The load
// goes through the Worker's own /e into a local D1, and is counted from what D1 says of each statement.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Miniflare } from 'miniflare';
import { callApi } from '../worker/cli/client.ts';
import { Progress } from '../worker/cli/progress.ts';
import { startServer } from '../worker/cli/server.ts';
import { loadOf, type Load, type Profile } from './cost/load.ts';
import { usdOf, type Usage } from './cost/price.ts';
import { rivals } from './cost/rivals.ts';
import type { Result } from './index.ts';
import { Workerd } from './machine/workerd.ts';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 100_000);
const KEY = 'op_for_benchmarks_only';

/** Requests under way at a time. */
const LANES = 4;

export const profiles: Record<'usual' | 'ten' | 'short', Profile> = {
  usual: { seed: 1, events: EVENTS, perSession: 24.5, perBatch: 5.4, duplicates: 0.02, late: 0.03 },
  ten: { seed: 3, events: EVENTS, perSession: 24.5, perBatch: 10, duplicates: 0.02, late: 0.03 },
  short: { seed: 2, events: EVENTS, perSession: 5, perBatch: 2.5, duplicates: 0.02, late: 0.03 },
};

interface Cost extends Usage {
  [name: string]: number;
  usd_per_million: number;
}

interface Counters {
  read: number;
  written: number;
  /** Bytes of the whole database. */
  size: number;
}

export async function run(): Promise<Result> {
  const usual = await measure('sessions', '/e', profiles.usual);
  const ten = await measure('10 a batch', '/e', profiles.ten);
  const perRow = await measure('one row per event', '/event-per-row', profiles.usual);
  const short = await measure('short sessions', '/e', profiles.short);
  const table = [
    `${EVENTS.toLocaleString('en')} events into local D1, ${describe(profiles.usual)}`,
    '',
    lineOf('', ['rows written', 'rows read', 'bytes', 'requests', 'CPU ms', 'USD a million']),
    lineOf('row per session', columnsOf(usual)),
    lineOf(`${profiles.ten.perBatch} events a batch`, columnsOf(ten)),
    lineOf('one row per event', columnsOf(perRow)),
    lineOf(`${profiles.short.perSession} events a session`, columnsOf(short)),
    '',
    'USD: rows, requests and CPU at Cloudflare’s list prices, and the first month of storage. CPU is',
    'that of the whole of workerd, its local D1 and HTTP included.',
    '',
    ...rivals.map(({ name, usd, what }) => lineOf(name, [usd]) + `  ${what}`),
  ].join('\n');
  const json = { ...usual, ten_a_batch: ten, event_per_row: perRow, short_sessions: short };
  return { table, json };
}

/** Sends a load to a Worker on an empty database and counts what it cost. */
export async function measure(label: string, path: string, profile: Profile): Promise<Cost> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-bench-'));
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    bindings: { SOJOURN_ADMIN_KEY: KEY },
    entry: join(import.meta.dirname, 'cost/worker/counted-worker.ts'),
  });
  try {
    const client = { url: server.url.href, key: KEY };
    await callApi(client, 'POST', '/v1/sites', {
      id: 'shop', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
    }); // prettier-ignore
    const before = await countersOf(server.miniflare);
    const load = loadOf(profile, Date.now());
    const { events } = load;
    const workerd = Workerd.below();
    const idle = workerd.cpu();
    await sendAll(server.miniflare, load, { path, label });
    const cpu = workerd.cpu() - idle;
    // Writes what the ledger has not written yet: its rows count as well.
    await server.miniflare.dispatchFetch('http://bench.invalid/v1/sites/shop/ledger', {
      headers: { authorization: `Bearer ${KEY}` },
    });
    const after = await countersOf(server.miniflare);
    if (process.env['BENCH_DETAIL']) console.error(await detailOf(server.miniflare));
    const usage = {
      rows_written_per_event: round((after.written - before.written) / events),
      rows_read_per_event: round((after.read - before.read) / events),
      bytes_per_event: round((after.size - before.size) / events),
      requests_per_event: round(load.batches.length / events),
      cpu_ms_per_event: round(cpu / events),
    };
    return { ...usage, usd_per_million: round(usdOf(usage)) };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function sendAll(
  miniflare: Miniflare,
  { batches, devices }: Load,
  { path, label }: { path: string; label: string },
): Promise<void> {
  const progress = new Progress(label.padEnd(18));
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) {
      const device = devices.get(batch.visitor);
      const response = await miniflare.dispatchFetch(`http://bench.invalid${path}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'user-agent': device?.userAgent ?? '' },
        // The list of codes that the types know is shorter than ISO's.
        cf: { country: (device?.country ?? 'DE') as 'DE' },
        body: JSON.stringify({ ...batch, sent_at: Date.now() }),
      });
      if (response.status !== 204) throw new Error(`${response.status}: ${await response.text()}`);
      await response.arrayBuffer();
      progress.show(next, batches.length);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  progress.clear();
}

async function countersOf(miniflare: Miniflare): Promise<Counters> {
  const response = await miniflare.dispatchFetch('http://bench.invalid/counters');
  return (await response.json()) as Counters;
}

async function detailOf(miniflare: Miniflare): Promise<string> {
  const response = await miniflare.dispatchFetch('http://bench.invalid/detail');
  return response.text();
}

function columnsOf(cost: Cost): string[] {
  return [
    cost.rows_written_per_event.toFixed(3),
    cost.rows_read_per_event.toFixed(2),
    cost.bytes_per_event.toFixed(1),
    cost.requests_per_event.toFixed(3),
    cost.cpu_ms_per_event.toFixed(3),
    cost.usd_per_million.toFixed(2),
  ];
}

function lineOf(name: string, columns: readonly string[]): string {
  return name.padEnd(22) + columns.map((column) => column.padStart(14)).join('');
}

function describe({ perSession, perBatch, duplicates, late }: Profile): string {
  return (
    `${perBatch} a batch, ${perSession} a session, ${duplicates * 100} % sent twice, ` +
    `${late * 100} % late; per event:`
  );
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
