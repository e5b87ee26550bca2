import { createExecutionContext, env } from 'cloudflare:test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Buckets } from '../../worker/api/bucket.ts';
import { PACES } from '../../worker/api/rate-limit.ts';
import type { Env } from '../../worker/env.ts';
import app from '../../worker/index.ts';
import { ask, HOST, makeSite, OPERATOR } from '../support/api.ts';
import { faultsOf } from '../support/openapi.ts';

interface From {
  address: string;
  key?: string;
  body?: string;
  more?: Partial<Env>;
}

async function send(path: string, { address, key, body, more }: From): Promise<Response> {
  const request = new Request(HOST + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'cf-connecting-ip': address,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    ...(body !== undefined && { body }),
  });
  const response = await app.fetch(request.clone(), { ...env, ...more }, createExecutionContext());
  if (response.status === 429) expect(await faultsOf(request, response.clone())).toEqual([]);
  return response;
}

async function keyFor(site: string, kind: string): Promise<string> {
  const body = { kind, label: 'test' };
  const made = await ask(`/v1/sites/${site}/keys`, { key: OPERATOR, body });
  return (await made.json<{ key: string }>()).key;
}

test('stops looking keys up for an address that guesses, and serves keys that are known', async () => {
  const site = await makeSite();
  const key = await keyFor(site, 'admin');
  const path = `/v1/sites/${site}/ledger`;
  const address = '192.0.2.1';
  expect((await send(path, { address, key })).status).toBe(200);
  const statuses = new Map<number, number>();
  let last: Response | undefined;
  for (let guess = 0; guess < 10_000 && statuses.get(429) !== 200; guess++) {
    last = await send(path, { address, key: `ak_${guess}` });
    statuses.set(last.status, (statuses.get(last.status) ?? 0) + 1);
  }
  // The bucket fills while the test runs: how much depends on the machine.
  expect(statuses.get(401)).toBeGreaterThanOrEqual(PACES.guesses.burst);
  expect(statuses.get(429)).toBe(200);
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(last?.headers.get('ratelimit')).toMatch(/^"guesses";r=0;t=\d+$/);
  expect(last?.headers.get('ratelimit-policy')).toBe('"guesses";q=100;w=100');
  // Others behind the address whose key this isolate knows, other addresses, and the time after.
  expect((await send(path, { address, key })).status).toBe(200);
  expect((await send(path, { address: '192.0.2.2', key: 'ak_other' })).status).toBe(401);
  const later = { SOJOURN_CLOCK: '+60000' };
  expect((await send(path, { address, key: 'ak_later', more: later })).status).toBe(401);
});

test('asks the platform’s limiter where it is bound, and is open where that is down', async () => {
  const site = await makeSite({ origins: ['*'] });
  const now = Date.now();
  const body = JSON.stringify({
    v: 1, site, batch: 'b', sent_at: now, visitor: 'limited', page_load: 'p',
    events: [{ seq: 0, at: now, name: 'click' }],
  }); // prettier-ignore
  const asked: string[] = [];
  const limiter = (success: boolean): RateLimit => ({
    limit: ({ key }) => {
      asked.push(key);
      return Promise.resolve({ success });
    },
  });
  const down: RateLimit = { limit: () => Promise.reject(new Error('down')) };
  const from = (LIMIT_REQUESTS: RateLimit): From => {
    return { address: '192.0.2.3', body, more: { LIMIT_REQUESTS } };
  };
  const refused = await send('/e', from(limiter(false)));
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('10');
  expect((await send('/e', from(limiter(true)))).status).toBe(204);
  const failures = async (): Promise<number> => {
    const health = await ask('/health');
    return (await health.json<{ limiter_failures: number }>()).limiter_failures;
  };
  const before = await failures();
  expect((await send('/e', from(down))).status).toBe(204);
  expect(await failures()).toBe(before + 1);
  expect(asked).toEqual(['pages 192.0.2.3', 'pages 192.0.2.3']);
});

test('lets through what is promised: 100 requests a second of a key, 5,000 people behind an address', () => {
  const [key, pages] = [new Buckets(PACES.key), new Buckets(PACES.pages)];
  for (let ms = 0; ms < 60_000; ms += 10) expect(key.take('server', ms)).toBe(0);
  // All of them open a page in the same second, and send a batch every five seconds after that.
  for (let n = 0; n < 5_000; n++) expect(pages.take('nat', 60_000)).toBe(0);
  for (let ms = 0; ms < 60_000; ms++) expect(pages.take('nat', 61_000 + ms)).toBe(0);
});

test('never lets more through than burst and pace say, in whatever order of time', () => {
  const calls = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(calls, fc.integer({ min: 1, max: 20 }), (times, burst) => {
      const buckets = new Buckets({ burst, perSecond: 5 });
      const sorted = times.toSorted((a, b) => a - b);
      const passed = sorted.filter((at) => buckets.take('one', at) === 0);
      const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
      expect(passed.length).toBeLessThanOrEqual(burst + (span / 1_000) * 5 + 1e-6);
      expect(passed.length).toBeGreaterThanOrEqual(Math.min(burst, times.length));
      const wait = buckets.waitOf('one', 3_000);
      expect(buckets.waitOf('one', 3_000 + wait)).toBeLessThan(1e-6);
      // A clock that was set back by a year.
      expect(buckets.waitOf('one', -31_536_000_000)).toBeLessThanOrEqual(1_000 / 5 + 1e-6);
    }),
  );
});
