// What storing an event costs: rows D1 bills, and bytes. The load goes through the Worker's own /e
// into a local D1, and is counted from what D1 says of each statement.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Miniflare } from 'miniflare';
import { callApi } from '../worker/cli/client.ts';
import { Progress } from '../worker/cli/progress.ts';
import { startServer } from '../worker/cli/server.ts';
import { loadOf, type Load, type Profile } from './cost/load.ts';
import type { Result } from './index.ts';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 100_000);
const KEY = 'op_for_benchmarks_only';

/** Requests under way at a time. */
const LANES = 4;

export const profiles: Record<'usual' | 'short', Profile> = {
  usual: { seed: 1, events: EVENTS, perSession: 24.5, perBatch: 5.4, duplicates: 0.02, late: 0.03 },
  short: { seed: 2, events: EVENTS, perSession: 5, perBatch: 2.5, duplicates: 0.02, late: 0.03 },
};

/** USD for a million rows written and read, and for a GB kept a month. */
const PRICE = { written: 1, read: 0.001, gigabyte: 0.75 };

interface Cost {
  [name: string]: number;
  rows_written_per_event: number;
  rows_read_per_event: number;
  bytes_per_event: number;
}

interface Counters {
  read: number;
  written: number;
  /** Bytes of the whole database. */
  size: number;
}

export async function run(): Promise<Result> {
  const usual = await measure('sessions', '/e', profiles.usual);
  const perRow = await measure('one row per event', '/event-per-row', profiles.usual);
  const short = await measure('short sessions', '/e', profiles.short);
  const table = [
    `${EVENTS.toLocaleString('en')} events into local D1, ${describe(profiles.usual)}`,
    '',
    lineOf('', ['rows written', 'rows read', 'bytes', 'USD a million']),
    lineOf('row per session', columnsOf(usual)),
    lineOf('one row per event', columnsOf(perRow)),
    lineOf(`${profiles.short.perSession} events a session`, columnsOf(short)),
  ].join('\n');
  return { table, json: { ...usual, event_per_row: perRow, short_sessions: short } };
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
    await sendAll(server.miniflare, load, { path, label });
    const after = await countersOf(server.miniflare);
    if (process.env['BENCH_DETAIL']) console.error(await detailOf(server.miniflare));
    return {
      rows_written_per_event: round((after.written - before.written) / events),
      rows_read_per_event: round((after.read - before.read) / events),
      bytes_per_event: round((after.size - before.size) / events),
    };
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
  const {
    rows_written_per_event: written,
    rows_read_per_event: read,
    bytes_per_event: bytes,
  } = cost;
  const usd = written * PRICE.written + read * PRICE.read + (bytes / 1_000) * PRICE.gigabyte;
  return [written.toFixed(3), read.toFixed(2), bytes.toFixed(1), usd.toFixed(2)];
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
