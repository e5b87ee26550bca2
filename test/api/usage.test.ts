import { createExecutionContext, env } from 'cloudflare:test';
import { afterEach, expect, test, vi } from 'vitest';
import { costOf } from '../../worker/collect/cost.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import worker from '../../worker/index.ts';
import { usdOf } from '../../worker/prices.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';
import { Random } from '../support/random.ts';

const DAY = 86_400_000;
const today = Math.floor(Date.now() / DAY) * DAY;
const nameOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

afterEach(() => vi.restoreAllMocks());

interface Usage {
  events: number;
  requests: number;
  rows_written: number;
  rows_read: number;
  bytes: number;
  lake_bytes: number;
  usd: number;
}
interface Body {
  data: (Usage & { day: string })[];
  totals: Usage;
  prices: Record<string, number>;
}

async function usageOf(site: string, range = ''): Promise<Body> {
  const response = await ask(`/v1/sites/${site}/usage${range}`, { key: OPERATOR });
  expect(response.status).toBe(200);
  return response.json<Body>();
}

/** Orders as a server tells them, so many on a day. */
async function tell(site: string, key: string, at: number, orders: number): Promise<void> {
  const batch = Array.from({ length: orders }, (_, i) => ({
    type: 'track', event: 'Order Completed', anonymousId: `v${at}-${i}`, messageId: `m${at}-${i}`,
    timestamp: new Date(at + i).toISOString(), properties: { order_id: `o${at}-${i}`, revenue: 3 },
  })); // prettier-ignore
  const response = await ask('/v1/batch', { key, body: { batch } });
  expect(response.status).toBe(200);
  expect(site).not.toBe('');
}

test('what is written down of some requests is right for all of them, on average', () => {
  const random = new Random(7);
  const chance = (): number => random.next();
  const sum = { requests: 0, written: 0, read: 0, usd: 0, noted: 0 };
  const rounds = 200_000;
  for (let i = 0; i < rounds; i++) {
    const spent = { rowsWritten: i % 100 === 0 ? 400 : 1, rowsRead: i % 1_000 === 0 ? 500_000 : 3 };
    const tally = costOf(spent, chance);
    sum.requests += tally['cost:requests'] ?? 0;
    sum.written += tally['cost:rows_written'] ?? 0;
    sum.read += tally['cost:rows_read'] ?? 0;
    sum.usd += usdOf({ requests: 1, ...spent });
    if (Object.keys(tally).length > 0) sum.noted++;
  }
  expect(Math.abs(sum.requests / rounds - 1)).toBeLessThan(0.1);
  expect(Math.abs(sum.written / (rounds / 100) / 499 - 1)).toBeLessThan(0.1);
  expect(Math.abs(sum.read / (rounds / 1_000) / (500_000 + 2_997) - 1)).toBeLessThan(0.02);
  // Five rows each time.
  expect((sum.noted * 5e-6) / sum.usd).toBeLessThan(0.012);
  expect(sum.noted).toBeGreaterThan(100);
});

test('tells day by day what was stored, asked and kept, and what it costs', async () => {
  const site = await makeSite({ time_zone: 'UTC' });
  const { key } = await makeKey(site, 'server');
  // All that can be written down is.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await tell(site, key, today - 3 * DAY, 2);
  await tell(site, key, today - DAY, 5);
  await ask(`/v1/sites/${site}/reports/overview`, { key: OPERATOR, body: {} });
  const { data, totals, prices } = await usageOf(site);
  expect(data.map(({ day, events }) => [day, events])).toEqual(
    [6, 5, 4, 3, 2, 1, 0].map((ago) => [
      nameOf(today - ago * DAY),
      ago === 3 ? 2 : ago === 1 ? 5 : 0,
    ]),
  );
  const now = data.at(-1);
  // Under the day they came: two batches of which each stands for some, and a report for many.
  expect(now?.requests).toBeGreaterThan(200);
  expect(now?.rows_written).toBeGreaterThan(7);
  expect(now?.rows_read).toBeGreaterThan(7);
  // Five sessions take more room than two, a session of one order some hundred bytes.
  const [older, newer] = [data[3]?.bytes ?? 0, data[5]?.bytes ?? 0];
  expect(newer / older).toBeCloseTo(2.5, 1);
  expect(older / 2).toBeGreaterThan(100);
  expect(older / 2).toBeLessThan(400);
  for (const name of ['events', 'requests', 'rows_written', 'rows_read', 'bytes'] as const)
    expect(totals[name]).toBe(data.reduce((sum, day) => sum + day[name], 0));
  const {
    million_requests: request = 0,
    cpu_ms_a_request: ms = 0,
    million_cpu_ms: cpu = 0,
  } = prices;
  const usd =
    totals.requests * (request + ms * cpu) +
    totals.rows_written * (prices['million_rows_written'] ?? 0) +
    totals.rows_read * (prices['million_rows_read'] ?? 0) +
    (totals.bytes / 1_000) * (prices['gigabyte_month'] ?? 0);
  expect(totals.usd).toBeCloseTo(usd / 1e6, 8);
  expect(totals.usd).toBeGreaterThan(0);
});

test('what has gone to the lake is kept there, and no longer in D1', async () => {
  const site = await makeSite({ time_zone: 'UTC', settings: { hot_days: 2 } });
  const { key } = await makeKey(site, 'server');
  await tell(site, key, today - 5 * DAY, 4);
  const before = (await usageOf(site)).data[1];
  expect(before).toMatchObject({ events: 4, lake_bytes: 0 });
  const makeId = (): string => 'usage';
  await archive({ db: env.DB, bucket: env.TEST_LAKE, now: Date.now(), makeId });
  const { objects } = await env.TEST_LAKE.list({ prefix: `site=${site}/` });
  const file = objects.find(({ key: name }) => name.endsWith('sessions.parquet'));
  const request = new Request(`${HOST}/v1/sites/${site}/usage`, {
    headers: { authorization: `Bearer ${OPERATOR}` },
  });
  const bound = { ...env, LAKE: env.TEST_LAKE };
  const response = await worker.fetch(request, bound, createExecutionContext());
  const after = (await response.json<Body>()).data[1];
  expect(after).toMatchObject({ events: 4, bytes: 0, lake_bytes: file?.size });
});

test('a site of nothing costs nothing', async () => {
  const { totals } = await usageOf(await makeSite(), '?from=2026-01-01&to=2026-12-31');
  expect(totals).toEqual({
    events: 0, requests: 0, rows_written: 0, rows_read: 0, bytes: 0, lake_bytes: 0, usd: 0,
  }); // prettier-ignore
});
