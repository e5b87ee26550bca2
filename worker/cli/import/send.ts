import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ApiError, textOf, type Client } from '../client.ts';

/** What the server says of one request. */
export interface Answer {
  received: number;
  stored: number;
  duplicates: number;
  overflow: number;
  erased: number;
  identity: number;
  quarantined: { line: number; reason: string; detail: string }[];
  rows_written: number;
}

/** Pauses between attempts, milliseconds: a database that restarts is back by then. */
const PAUSES = [250, 1_000, 3_000, 10_000, 30_000];

/** Requests under way: one is read and judged while another is written (bench/ingest/import.ts). */
const LANES = 2;

/** Lines of one request. */
export interface Chunk {
  lines: string[];
}

/**
 * Sends chunks as they come, two at a time, and tells of each in their order once all before it are
 * stored. In which order they are stored makes no difference. The first that fails for good ends it.
 */
export async function* sendAll<C extends Chunk>(
  client: Client,
  site: string,
  chunks: AsyncIterable<C> | Iterable<C>,
): AsyncGenerator<{ chunk: C; answer: Answer }> {
  const underWay: Promise<{ chunk: C; answer: Answer }>[] = [];
  try {
    for await (const chunk of chunks) {
      const sent = sendLines(client, site, chunk.lines).then((answer) => ({ chunk, answer }));
      // Heard when its turn comes, or where an earlier one has failed.
      sent.catch(() => undefined);
      underWay.push(sent);
      const first = underWay.length === LANES ? underWay.shift() : undefined;
      if (first) yield await first;
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) yield await next;
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** Sends lines until the server has them. Sending them again does no harm, so every doubt is resent. */
async function sendLines(
  { url, key }: Client,
  site: string,
  lines: readonly string[],
): Promise<Answer> {
  const request = await requestOf(new URL(`/v1/sites/${site}/imports`, url), key, lines);
  for (let attempt = 0; ; attempt++) {
    const answer = await tryToSend(request);
    if (!(answer instanceof Error)) return answer;
    const pause = PAUSES[attempt];
    if (pause === undefined || (answer instanceof ApiError && !isPassing(answer.status)))
      throw answer;
    await wait(pause);
  }
}

interface Sending {
  url: URL;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
}

/** Packed, unless it stays on this machine. */
async function requestOf(url: URL, key: string, lines: readonly string[]): Promise<Sending> {
  const text = lines.join('\n');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  if (/^(localhost|127\.|\[::1\])/.test(url.hostname)) return { url, headers, body: text };
  const body = new Uint8Array(await promisify(gzip)(text));
  return { url, headers: { ...headers, 'content-encoding': 'gzip' }, body };
}

async function tryToSend({ url, headers, body }: Sending): Promise<Answer | Error> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    if (!response.ok) return new ApiError(response.status, await textOf(response));
    return (await response.json()) as Answer;
  } catch (error) {
    return new Error(`${url.origin} does not answer`, { cause: error });
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}
