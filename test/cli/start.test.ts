import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApi } from '../../worker/cli/client.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-start-'));
});

afterAll(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  /** What it has printed, both ways. */
  output: () => string;
}

function start(port: number, env: Record<string, string> = {}): Started {
  const { SOJOURN_ADMIN_KEY: _, ...own } = process.env;
  const child = spawn(process.execPath, ['worker/cli/start.ts'], {
    cwd: root,
    env: { ...own, PORT: String(port), SOJOURN_DATA: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

async function ready(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/openapi.json`).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends it, and tells with which code it did. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[0];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function keyIn(output: string): string {
  return /op_[\w-]{32}/.exec(output)?.[0] ?? '';
}

test('serves everything on one port, ends cleanly, and finds its state again', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const first = start(port, { SOJOURN_DEMO: 'off' });
  await ready(url);
  for (const path of ['/', '/docs', '/openapi.json', '/s.js', '/shop/']) {
    expect((await fetch(url + path)).status, path).toBe(200);
  }
  await expect.poll(first.output, { timeout: 60_000 }).toContain('Operator key');
  const key = keyIn(first.output());
  const site = { id: 'kept', name: 'Kept', time_zone: 'UTC', currency: 'EUR', origins: ['*'] };
  await callApi({ url, key }, 'POST', '/v1/sites', site);
  expect((await stat(join(folder, 'keys.json'))).mode & 0o777).toBe(0o600);

  const second = start(await freePort());
  await once(second.child, 'exit');
  expect(second.child.exitCode).toBe(1);
  expect(second.output()).toContain(`serves ${folder} already, at ${url}/`);

  const third = start(port, { SOJOURN_DATA: join(folder, 'other') });
  await once(third.child, 'exit');
  expect(third.child.exitCode).toBe(1);
  expect(third.output()).toContain(`Port ${port} is taken`);

  expect(await end(first.child, 'SIGTERM')).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
  expect(await readdir(folder)).not.toContain('running');

  const again = start(port, { SOJOURN_DEMO: 'off' });
  await ready(url);
  const sites = await callApi<{ data: { id: string }[] }>({ url, key }, 'GET', '/v1/sites');
  expect(sites.data.map(({ id }) => id)).toEqual(['kept']);
  expect(await end(again.child, 'SIGINT')).toBe(0);
});

test('fills the demo shop through the collector, and goes on after a restart', async () => {
  const port = await freePort();
  const client = { url: `http://127.0.0.1:${port}`, key: 'op_given_by_the_test' };
  const env = { SOJOURN_DATA: join(folder, 'demo'), SOJOURN_ADMIN_KEY: client.key };
  const first = start(port, env);
  await expect.poll(first.output, { timeout: 60_000 }).toContain('data-site="demo"');
  expect(first.output()).not.toContain(client.key);
  await expect.poll(() => eventsOf(client), { timeout: 60_000 }).toBeGreaterThan(500);
  expect(await end(first.child, 'SIGTERM')).toBe(0);
  const again = start(port, env);
  await ready(client.url);
  const before = await eventsOf(client);
  await expect.poll(() => eventsOf(client), { timeout: 60_000 }).toBeGreaterThan(before + 500);
  expect(await end(again.child, 'SIGTERM')).toBe(0);
});

async function eventsOf(client: { url: string; key: string }): Promise<number> {
  const report = await callApi<{ data: { events: number } }>(
    client, 'POST', '/v1/sites/demo/reports/overview', { range: { preset: 'last_90d' } },
  ); // prettier-ignore
  return report.data.events;
}
