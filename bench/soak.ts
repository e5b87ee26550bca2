// Nothing acknowledged is lost and nothing counts twice, while the server is killed again and again.
// Ten minutes; SOAK_SECONDS and SOAK_KILL_SECONDS shorten it.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callApi } from '../worker/cli/client.ts';
import type { Result } from './index.ts';
import { emptyAccount, visitUntil, type Account } from './soak/clients.ts';
import { KEY, MortalServer } from './soak/server.ts';
import { storedIn, type StoredEvents } from './soak/stored.ts';

const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 600);
const KILL_SECONDS = Number(process.env['SOAK_KILL_SECONDS'] ?? 30);
const LANES = 8;

/** A server that is ready works for so long before it is killed, seconds. */
const LEAST_SECONDS = 5;

export async function run(): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-soak-'));
  const server = new MortalServer(folder, await freePort());
  try {
    await server.prepare();
    await server.start();
    await callApi({ url: server.url, key: KEY }, 'POST', '/v1/sites', {
      id: 'shop', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
    }); // prettier-ignore
    const account = emptyAccount();
    const end = Date.now() + SECONDS * 1_000;
    const isOver = (): boolean => Date.now() >= end;
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      visitUntil(isOver, { url: server.url, site: 'shop', lane, account }),
    );
    const kills = await killUntil(end, server);
    await Promise.all(lanes);
    await server.kill();
    return resultOf(account, storedIn(folder), kills);
  } finally {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Kills by the clock, however long a start takes, but never a server that has hardly worked. */
async function killUntil(end: number, server: MortalServer): Promise<number> {
  let kills = 0;
  let due = Date.now() + KILL_SECONDS * 1_000;
  for (;;) {
    const pause = Math.min(due, end) - Date.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pause)));
    if (Date.now() >= end) return kills;
    await server.kill();
    kills++;
    await server.start();
    due = Math.max(due + KILL_SECONDS * 1_000, Date.now() + LEAST_SECONDS * 1_000);
  }
}

function resultOf(account: Account, stored: StoredEvents, kills: number): Result {
  let [acknowledged, missing, twice, invented, extra] = [0, 0, 0, 0, 0];
  for (const [visitor, ids] of account.acknowledged) {
    acknowledged += ids.size;
    const there = new Set(stored.events.get(visitor));
    for (const id of ids) if (!there.has(id)) missing++;
  }
  for (const [visitor, ids] of stored.events) {
    twice += ids.length - new Set(ids).size;
    for (const id of new Set(ids)) {
      if (account.acknowledged.get(visitor)?.has(id)) continue;
      if (account.unknown.has(id)) extra++;
      else invented++;
    }
  }
  const json = {
    seconds: SECONDS, kills, batches: account.batches, resent: account.resent, refused: account.refused,
    acknowledged, missing, twice, invented, unacknowledged_but_stored: extra,
    quarantined: stored.quarantined, quarantined_expected: account.bad,
  }; // prettier-ignore
  const table = Object.entries(json)
    .map(([name, value]) => `${name.padEnd(28)}${value}`)
    .join('\n');
  return { table, json };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
