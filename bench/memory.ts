// Whether the Worker's memory stays what it is, however many batches it has taken: a million of them
// over HTTP into one process of workerd, whose memory is read from Linux's books, and the Worker's own heap,
// which V8 tells. BENCH_BATCHES shortens it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callApi } from '../worker/cli/client.ts';
import { startServer, type Server } from '../worker/cli/server.ts';
import type { Result } from './index.ts';
import { Lane } from './machine/lane.ts';
import { Workerd } from './machine/workerd.ts';
import { Heap } from './memory/heap.ts';
import { requestOf, SITES } from './memory/load.ts';

const BATCHES = Number(process.env['BENCH_BATCHES'] ?? 1_000_000);
const KEY = 'op_for_benchmarks_only';
const LANES = 128;

/** Lines of the table. */
const SAMPLES = 20;

interface Sample {
  batches: number;
  seconds: number;
  cpu: number;
  rss: number;
  anonymous: number;
  heap: number;
}

export async function run(): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-memory-'));
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    bindings: { SOJOURN_ADMIN_KEY: KEY },
    // Past Miniflare's own Worker, which costs each request a third of what ours does.
    resources: { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }], inspectorPort: 0 },
  });
  try {
    for (let n = 0; n < SITES; n++) {
      await callApi({ url: server.url.href, key: KEY }, 'POST', '/v1/sites', {
        id: `site-${n}`, name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
      }); // prettier-ignore
    }
    const { samples, expected } = await sendAll(server);
    const stored = await countStored(server);
    return resultOf(samples, expected, stored);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Counts {
  events: number;
  quarantined: number;
}

async function sendAll(server: Server): Promise<{ samples: Sample[]; expected: Counts }> {
  const workerd = Workerd.below();
  const heap = await Heap.of(server);
  const url = await server.miniflare.unsafeGetDirectURL();
  const started = performance.now();
  const samples: Sample[] = [];
  const expected = { events: 0, quarantined: 0 };
  const every = Math.ceil(BATCHES / SAMPLES);
  let next = 0;
  let done = 0;
  const sample = (): void => {
    const seconds = (performance.now() - started) / 1_000;
    const taken = { batches: done, seconds, cpu: workerd.cpu() / 1_000, ...workerd.memory() };
    const last = { ...taken, heap: heap.least() };
    samples.push(last);
    console.error(lineOf(last));
  };
  const work = async (): Promise<void> => {
    const lane = new Lane(url);
    for (let n = next++; n < BATCHES; n = next++) {
      const { body, userAgent, status, events, quarantined } = requestOf(n, Date.now());
      const headers = { 'content-type': 'text/plain', 'user-agent': userAgent };
      let answer = await lane.post('/e', body, headers);
      // On a machine that has much else to do D1 may take too long: the same bytes again, as the tag does.
      while (answer.status === 503) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        answer = await lane.post('/e', body, headers);
      }
      if (answer.status !== status) throw new Error(`${n}: ${answer.status} ${answer.body}`);
      expected.events += events;
      expected.quarantined += quarantined;
      if (++done % every === 0) sample();
    }
    lane.close();
  };
  console.error(HEAD);
  sample();
  await Promise.all(Array.from({ length: LANES }, work));
  if (samples.at(-1)?.batches !== done) sample();
  heap.close();
  return { samples, expected };
}

async function countStored(server: Server): Promise<Counts> {
  const db = await server.miniflare.getD1Database('DB');
  const row = await db
    .prepare(
      `select (select sum(events) from sessions) as events,
        (select count(*) from quarantine) as quarantined`,
    )
    .first<Counts>();
  return { events: row?.events ?? 0, quarantined: row?.quarantined ?? 0 };
}

function resultOf(samples: Sample[], expected: Counts, stored: Counts): Result {
  const last = samples.at(-1);
  // The first half fills what is bounded: symbols, sites, V8's own room.
  const late = samples.slice(Math.floor(samples.length / 2));
  const slope = slopeOf(late, 'anonymous') * 1e6;
  const heapSlope = slopeOf(late, 'heap') * 1e6;
  const table = [
    HEAD,
    ...samples.map(lineOf),
    '',
    `slope over the second half, MB a million batches: process ${slope.toFixed(1)}, Worker's heap ${heapSlope.toFixed(2)}`,
    `CPU of workerd: ${(((last?.cpu ?? 0) / BATCHES) * 1e6).toFixed(0)} s a million batches`,
    `events stored ${stored.events} of ${expected.events}, in quarantine ${stored.quarantined} of ${expected.quarantined}`,
  ].join('\n');
  const json = {
    batches: BATCHES, slope_mb_per_million: slope, heap_slope_mb_per_million: heapSlope,
    heap_mb: last?.heap ?? 0, rss_mb: last?.rss ?? 0, anonymous_mb: last?.anonymous ?? 0,
    stored: stored.events, expected: expected.events,
    quarantined: stored.quarantined, quarantined_expected: expected.quarantined,
  }; // prettier-ignore
  return { table, json };
}

const HEAD: string = '   batches   seconds     CPU s    RSS MB  without files   heap MB';

function lineOf({ batches, seconds, cpu, rss, anonymous, heap }: Sample): string {
  return [
    String(batches).padStart(10),
    seconds.toFixed(0).padStart(10),
    cpu.toFixed(0).padStart(10),
    rss.toFixed(1).padStart(10),
    anonymous.toFixed(1).padStart(15),
    heap.toFixed(2).padStart(10),
  ].join('');
}

/** Least squares. */
function slopeOf(samples: readonly Sample[], key: 'anonymous' | 'heap'): number {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean((sample) => sample.batches), mean((sample) => sample[key])];
  let [above, below] = [0, 0];
  for (const sample of samples) {
    above += (sample.batches - x) * (sample[key] - y);
    below += (sample.batches - x) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
