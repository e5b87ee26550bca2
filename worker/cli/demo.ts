import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import type { Miniflare } from 'miniflare';
import { monthOfTraffic, type Sent } from '../../examples/traffic.ts';
import { toldByServer, type Told } from '../../examples/traffic/told-by-server.ts';
import { now } from '../clock.ts';
import { ApiError, callApi, type Client } from './client.ts';
import { keepKeys, readKeys } from './keys-file.ts';
import { Progress } from './progress.ts';

const SITE = 'demo';
const SEED = 20_261_121;

/** Requests under way at a time: the shop's visitors must not feel the filling. */
const LANES = 4;
/** Requests between two notes of how far it got; those after the last note are sent twice. */
const NOTE_EVERY = 200;

export interface Demo {
  site: string;
  serverKey: string | undefined;
}

/** How far the filling came. The month ends where it began, so that a restart sends the same events. */
interface Filling {
  until: number;
  sent: number;
  done: boolean;
}

/** The demo site, made if there is none. A site that somebody else made is not filled. */
export async function ensureDemo(client: Client, folder: string): Promise<Demo> {
  if (await createSite(client)) {
    const body = { kind: 'server', label: 'Made by npm start' };
    const { key } = await callApi<{ key: string }>(client, 'POST', `/v1/sites/${SITE}/keys`, body);
    await keepKeys(folder, { demo: key });
    await keep(folder, { until: serverNow(), sent: 0, done: false });
  }
  return { site: SITE, serverKey: (await readKeys(folder)).demo };
}

async function createSite(client: Client): Promise<boolean> {
  try {
    await callApi(client, 'POST', '/v1/sites', {
      id: SITE,
      name: 'Demo shop',
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      currency: 'EUR',
      origins: ['*'],
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return false;
    throw error;
  }
}

/** Sends what is left of the month to the collector, as the shop's pages would have. */
export async function fillDemo(
  miniflare: Miniflare,
  folder: string,
  stop: AbortSignal,
): Promise<void> {
  const filling = await read(folder);
  if (filling === undefined || filling.done) return;
  const requests = [...monthOfTraffic({ seed: SEED, now: filling.until, site: SITE })];
  const progress = new Progress('Filling the demo shop');
  let failed = 0;
  for (let at = filling.sent; at < requests.length && !stop.aborted; at += NOTE_EVERY) {
    const part = requests.slice(at, at + NOTE_EVERY);
    failed += await sendAll(part, { miniflare, stop });
    if (stop.aborted) break;
    await keep(folder, { ...filling, sent: at + part.length });
    progress.show(at + part.length, requests.length);
  }
  progress.clear();
  if (failed > 0) console.error(`${failed} batches of demo traffic were refused.`);
  if (stop.aborted) return;
  await tellOrders(miniflare, folder, [
    ...toldByServer(requests, { seed: SEED, now: filling.until }),
  ]);
  await keep(folder, { ...filling, sent: requests.length, done: true });
}

/** What the shop's server knows of its orders, with the key that was made for it. */
async function tellOrders(
  miniflare: Miniflare,
  folder: string,
  told: readonly Told[],
): Promise<void> {
  const { demo: key } = await readKeys(folder);
  if (key === undefined) return;
  const response = await miniflare.dispatchFetch('http://demo.invalid/v1/batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch: told, sentAt: new Date(serverNow()).toISOString() }),
  });
  const text = await response.text();
  if (!response.ok) console.error(`What the demo shop's server told was refused: ${text}`);
}

/** Visits of one browser in their order, those of several side by side; tells how many failed. */
async function sendAll(
  requests: readonly Sent[],
  { miniflare, stop }: { miniflare: Miniflare; stop: AbortSignal },
): Promise<number> {
  const queue = [...requests];
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next && !stop.aborted; next = queue.shift()) {
      if (!(await send(miniflare, next))) failed++;
      // Whoever else waits for the Worker goes first.
      await wait(1);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failed;
}

async function send(miniflare: Miniflare, { batch, userAgent, country }: Sent): Promise<boolean> {
  const response = await miniflare.dispatchFetch('http://demo.invalid/e', {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'user-agent': userAgent },
    // Where the visitor is says the edge, which this machine is not.
    // The list of codes that the types know is shorter than ISO's.
    cf: country === undefined ? {} : { country: country as 'DE' },
    body: JSON.stringify({ ...batch, sent_at: serverNow() }),
  });
  await response.arrayBuffer();
  return response.ok;
}

/** The Worker's clock, which tests may move. */
function serverNow(): number {
  const clock = process.env['SOJOURN_CLOCK'];
  return now(clock ? { SOJOURN_CLOCK: clock } : {});
}

async function read(folder: string): Promise<Filling | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Filling);
}

/** Written beside and moved, so that a kill leaves the old note or the new one. */
async function keep(folder: string, filling: Filling): Promise<void> {
  await writeFile(`${fileIn(folder)}.new`, `${JSON.stringify(filling)}\n`);
  await rename(`${fileIn(folder)}.new`, fileIn(folder));
}

function fileIn(folder: string): string {
  return join(folder, 'demo.json');
}
