import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ApiError, textOf, type Client } from '../client.ts';

/** What the server says of one request. */
export interface Answer {
  received: number;
  stored: number;
  duplicates: number;
  quarantined: { line: number; reason: string; detail: string }[];
  rows_written: number;
}

/** Pauses between attempts, milliseconds: a database that restarts is back by then. */
const PAUSES = [250, 1_000, 3_000, 10_000, 30_000];

/** Sends lines until the server has them. Sending them again does no harm, so every doubt is resent. */
export async function sendLines(
  { url, key }: Client,
  site: string,
  lines: readonly string[],
): Promise<Answer> {
  const body = gzipSync(lines.join('\n'));
  for (let attempt = 0; ; attempt++) {
    const answer = await tryToSend(new URL(`/v1/sites/${site}/imports`, url), key, body);
    if (!(answer instanceof Error)) return answer;
    const pause = PAUSES[attempt];
    if (pause === undefined || (answer instanceof ApiError && !isPassing(answer.status)))
      throw answer;
    await wait(pause);
  }
}

async function tryToSend(
  url: URL,
  key: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<Answer | Error> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
      body,
    });
    if (!response.ok) return new ApiError(response.status, await textOf(response));
    return (await response.json()) as Answer;
  } catch (error) {
    return new Error(`${url.origin} does not answer`, { cause: error });
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}
