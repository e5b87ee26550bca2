// What it costs to refuse what somebody sends to hurt: CPU of workerd, by Linux's books, over many
// repeats, beside that of a request that is refused at once, so that what HTTP itself costs is seen.

import { gzipSync } from 'node:zlib';
import { LIMITS } from '../schema/index.ts';
import { callApi } from '../worker/cli/client.ts';
import { startServer } from '../worker/cli/server.ts';
import type { Figures, Result } from './index.ts';
import { Lane } from './machine/lane.ts';
import { Workerd } from './machine/workerd.ts';

const KEY = 'op_for_benchmarks_only';
const REPEATS = Number(process.env['BENCH_REPEATS'] ?? 100);

/** Milliseconds of CPU one of them may take (issue 4). */
const MOST = 50;

interface Attack {
  name: string;
  path: string;
  body: string | Uint8Array;
  /** What must be answered. */
  status: number;
  headers?: Record<string, string>;
}

export async function run(): Promise<Result> {
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    bindings: { SOJOURN_ADMIN_KEY: KEY },
  });
  try {
    await callApi({ url: server.url.href, key: KEY }, 'POST', '/v1/sites', {
      id: 'shop', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
    }); // prettier-ignore
    const workerd = Workerd.below();
    const lines: string[] = [
      `${'CPU of workerd, ms a request'.padEnd(44)}     bytes  status      ms`,
    ];
    const json: Figures = {};
    let worst = 0;
    for (const attack of attacks()) {
      await repeat(server.url, attack, 5);
      const before = workerd.cpu();
      await repeat(server.url, attack, REPEATS);
      const ms = (workerd.cpu() - before) / REPEATS;
      worst = Math.max(worst, ms);
      json[attack.name] = ms;
      lines.push(
        `${attack.name.padEnd(44)}${String(attack.body.length).padStart(10)}${String(attack.status).padStart(8)}${ms.toFixed(1).padStart(8)}`,
      );
    }
    lines.push('', `the dearest: ${worst.toFixed(1)} ms of ${MOST}`);
    return { table: lines.join('\n'), json: { ...json, worst } };
  } finally {
    await server.close();
  }
}

async function repeat(url: URL, attack: Attack, times: number): Promise<void> {
  const { name, path, body, status, headers } = attack;
  for (let i = 0; i < times; i++) {
    const lane = new Lane(url);
    // workerd may hang up while the rest of a large body is still on its way.
    const answer = await lane.post(path, body, headers).catch(() => ({ status, body: '' }));
    lane.close();
    if (answer.status !== status)
      throw new Error(`${name}: ${answer.status} in place of ${status}: ${answer.body}`);
  }
}

function attacks(): Attack[] {
  const operator = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const deep = '['.repeat(1e6);
  const keys = `{${Array.from({ length: 1e5 }, (_, n) => `"${n.toString(36)}":1`).join(',')}}`;
  const bomb = gzipSync(Buffer.alloc(100 * 1_048_576), { level: 9 });
  const imports = '/v1/sites/shop/imports';
  return [
    { name: 'nothing but a brace', path: '/e', body: '{', status: 400 },
    { name: '10 MB', path: '/e', body: Buffer.alloc(1e7, 0x20), status: 413 },
    { name: '10 MB, its length not stated', path: '/e', body: Buffer.alloc(1e7, 0x20), status: 413, headers: { 'transfer-encoding': 'chunked' } },
    { name: '100 MiB of zeros as gzip', path: '/e', body: bomb, status: 413 },
    { name: '10^5 keys', path: '/e', body: batchOf(keys), status: 400 },
    { name: 'depth 10^6', path: '/e', body: deep, status: 400 },
    { name: 'depth 10^6 in braces', path: '/e', body: '{"":'.repeat(LIMITS.batchBytes / 4), status: 400 },
    { name: 'a text of 1 MB of escaped quotes', path: '/e', body: `"${'\\"'.repeat(520_000)}`, status: 400 },
    { name: '10^5 keys to Segment\'s route', path: '/v1/batch', body: keys.slice(0, 500_000), status: 400 },
    { name: '100 MiB of zeros as gzip, imported', path: imports, body: bomb, status: 413, headers: operator },
    { name: 'a line of depth 10^6, imported', path: imports, body: `{"at":1,"name":"a","visitor":"v","properties":${deep}${']'.repeat(1e6)}}`, status: 200, headers: operator },
    { name: 'a line of 10^5 keys, imported', path: imports, body: `{"at":1,"name":"a","visitor":"v","properties":${keys}}`, status: 200, headers: operator },
    { name: '10 MB to the API', path: '/v1/sites', body: Buffer.alloc(1e7, 0x20), status: 413, headers: operator },
    { name: 'depth 10^6 to the API', path: '/v1/sites', body: deep, status: 400, headers: operator },
    { name: '10^5 keys to the API', path: '/v1/sites', body: keys, status: 400, headers: operator },
  ]; // prettier-ignore
}

function batchOf(properties: string): string {
  const now = Date.now();
  const head = `{"v":1,"site":"shop","batch":"b","sent_at":${now},"visitor":"v","page_load":"p"`;
  return `${head},"events":[{"seq":1,"at":${now},"name":"a","properties":${properties}}]}`;
}
