import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startServer, type Server } from '../../worker/cli/server.ts';

// The Worker as it is deployed with a queue: every value of the queue is stated, as in wrangler.toml.

const OPERATOR = 'op_for_tests_only';
const now = Date.now();
let server: Server;

beforeAll(async () => {
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    bindings: { SOJOURN_ADMIN_KEY: OPERATOR },
    entry: join(import.meta.dirname, '../support/flaky-worker.ts'),
    resources: {
      queueProducers: { SPILL: { queueName: 'sojourn-spill', deliveryDelay: 0 } },
      queueConsumers: {
        'sojourn-spill': { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 100, retryDelay: 1 },
      },
    },
  });
  const site = { id: 'shop', name: 'Shop', time_zone: 'UTC', currency: 'EUR', origins: ['*'] };
  await ask('/v1/sites', site);
  // What it has seen once, it knows while D1 is away.
  await collect('warm', 1);
});

afterAll(() => server.close());

function ask(path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' };
  const about = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return fetch(new URL(path, server.url), { headers, ...about });
}

async function collect(load: string, events: number): Promise<number> {
  const body = JSON.stringify({
    v: 1, site: 'shop', batch: load, sent_at: now, visitor: `v-${load}`, page_load: load,
    events: Array.from({ length: events }, (_, seq) => ({ seq, at: now, name: 'page_view' })),
  }); // prettier-ignore
  return (await fetch(new URL('/e', server.url), { method: 'POST', body })).status;
}

const turn = (state: string): Promise<Response> =>
  fetch(new URL('/__d1', server.url), { method: 'POST', body: state });

async function totals(): Promise<{ stored: number; duplicates: number }> {
  return (await (await ask('/v1/sites/shop/ledger')).json()).totals;
}

test('acknowledges while D1 is away, drains when it is back, and each event is there once', async () => {
  await turn('down');
  const statuses = await Promise.all(Array.from({ length: 20 }, (_, n) => collect(`away${n}`, 3)));
  expect(new Set(statuses)).toEqual(new Set([204]));
  expect(await (await ask('/health')).json()).toMatchObject({ status: 'down' });
  await turn('up');
  await vi.waitFor(async () => expect(await totals()).toMatchObject({ stored: 61 }), {
    timeout: 120_000,
    interval: 250,
  });
  expect(await totals()).toMatchObject({ stored: 61, duplicates: 0 });
});

test('does not keep a sender waiting for a D1 that is slow', async () => {
  await turn('slow');
  const started = Date.now();
  expect(await collect('slow', 2)).toBe(204);
  // D1 itself answers after 31 s.
  expect(Date.now() - started).toBeLessThan(30_000);
  await turn('up');
  await vi.waitFor(async () => expect(await totals()).toMatchObject({ stored: 63 }), {
    timeout: 120_000,
    interval: 250,
  });
});
