import { ApiError, callApi } from '../../worker/cli/client.ts';
import type { Server } from '../../worker/cli/server.ts';
import type { Figures } from '../index.ts';
import { ask } from './ask.ts';
import { KEY, TO } from './database.ts';

const BATCHES = 1_000;

/** Milliseconds between two batches: 20 a second, which is a million and a half events a day. */
const PAUSE = 50;

/** Issue 5: what a batch may take while a report over ten million events runs. */
const LIMIT = 250;

/** How long a batch takes to be stored while the report is asked again and again, and while it is not. */
export async function ingestBeside(
  server: Server,
  report: () => Promise<unknown>,
): Promise<{ figures: Figures; lines: string[] }> {
  await makeSite(server);
  await timesOf(server, 20);
  const alone = await timesOf(server, BATCHES);
  const ending = new AbortController();
  let reports = 0;
  const reporting = (async () => {
    for (; !ending.signal.aborted; reports++) await report();
  })();
  const beside = await timesOf(server, BATCHES);
  ending.abort();
  await reporting;
  const [p99Alone, p99] = [p99Of(alone), p99Of(beside)];
  return {
    figures: { p99, p99_alone: p99Alone, limit: LIMIT, reports, batches: BATCHES },
    lines: [
      `ingest, ${BATCHES} batches, one every ${PAUSE} ms: p99 ${p99.toFixed(0)} ms while ${reports} funnels ran`,
      `(limit ${LIMIT}), ${p99Alone.toFixed(0)} ms while none did`,
    ],
  };
}

/** A site of its own in the same database: the answers about the other stay what they are. */
async function makeSite(server: Server): Promise<void> {
  const site = { id: 'beside', name: 'Beside', time_zone: 'UTC', currency: 'EUR', origins: ['*'] };
  try {
    await callApi({ url: server.url.href, key: KEY }, 'POST', '/v1/sites', site);
  } catch (error) {
    // From the run before.
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
}

async function timesOf(server: Server, count: number): Promise<number[]> {
  const times: Promise<number>[] = [];
  for (let n = 0; n < count; n++) {
    times.push(send(server, n));
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return Promise.all(times);
}

async function send(server: Server, n: number): Promise<number> {
  const visitor = `v${Date.now()}x${n}`;
  const events = Array.from({ length: 5 }, (_, seq) => ({
    seq,
    at: TO - 60_000 + seq * 1_000,
    name: seq === 0 ? 'page_view' : 'click',
    page: '/',
  }));
  const body = JSON.stringify({
    v: 1, site: 'beside', batch: visitor, sent_at: TO, visitor, page_load: visitor, events,
  }); // prettier-ignore
  const started = performance.now();
  const headers = { 'content-type': 'text/plain', 'user-agent': AGENT };
  await ask(new URL('/e', server.url), { method: 'POST', body, headers });
  return performance.now() - started;
}

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

function p99Of(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
}
