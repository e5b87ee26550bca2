import { exports } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import type { WireBatch, WireEvent } from '../../schema/index.ts';
import { reportName, reportTable } from '../../worker/api/report-table.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';

interface Reported<Data> {
  query: Record<string, unknown> & { range: Record<string, string> };
  data: Data;
  totals: Record<string, unknown>;
  meta: { partial: boolean; data_until: string; warnings: string[] };
}

const now = Date.now();
let site = '';
let key = '';

/** What a page sends of one visitor. */
async function visit(
  visitor: string,
  events: Pick<WireEvent, 'name' | 'at' | 'properties'>[],
): Promise<void> {
  const batch: WireBatch = {
    v: 1,
    site,
    batch: `b-${visitor}`,
    sent_at: now,
    visitor,
    page_load: `p-${visitor}`,
    events: events.map((event, seq) => ({ ...event, seq, page: 'https://shop.example/' })),
  };
  const response = await exports.default.fetch(`${HOST}/e`, {
    method: 'POST',
    headers: {
      origin: 'https://shop.example',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    body: JSON.stringify(batch),
  });
  expect(response.status).toBe(204);
}

const MINUTE = 60_000;
const at = (minutes: number): number => now - 24 * 60 * MINUTE + minutes * MINUTE;

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'read:reports'));
  await visit('buys', [
    { name: 'page_view', at: at(0) },
    { name: 'view_item', at: at(1) },
    {
      name: 'purchase',
      at: at(3),
      properties: { transaction_id: `O-${site}`, currency: 'EUR', value: 19.9 },
    },
  ]);
  await visit('looks', [
    { name: 'page_view', at: at(0) },
    { name: 'view_item', at: at(1) },
    { name: 'search', at: at(2), properties: { search_term: 'lamp' } },
    { name: 'add_to_cart', at: at(3), properties: { items: [{ item_id: 'lamp' }] } },
  ]);
});

async function report<Data>(name: string, body: unknown): Promise<Reported<Data>> {
  const response = await ask(`/v1/sites/${site}/reports/${name}`, { key, body });
  expect(response.status).toBe(200);
  return response.json();
}

/** Cells are sealed anew each time. */
function blank(data: object): unknown {
  const sealed = ['cell', 'cells'];
  return JSON.parse(JSON.stringify(data, (name, value) => (sealed.includes(name) ? null : value)));
}

test('counts what was sent', async () => {
  const { data, totals, query } = await report<Record<string, unknown>>('overview', {
    range: { preset: 'last_7d' },
    breakdown: { by: 'channel' },
  });
  const figures = { visitors: 2, customers: 2, sessions: 2, events: 7, orders: 1 };
  expect(data).toMatchObject({
    ...figures,
    revenue: [{ currency: 'EUR', amount: '19.90', minor: 1990 }],
    conversion: { value: 0.5, n: 1, of: 2 },
    rows: [{ key: 'Direct', ...figures }],
  });
  expect(totals).toMatchObject(figures);
  expect(query).toMatchObject({ unit: 'customer', breakdown: { by: 'channel', limit: 10 } });
  expect(query.range['time_zone']).toBe('UTC');
});

/** These are about two periods themselves. */
const CHANGES = ['explain'];
const REPORTS = reportTable.map(reportName).filter((name) => !CHANGES.includes(name));

test.each(REPORTS)('%s compares with what it says itself', async (name) => {
  const day = (days: number): string =>
    new Date(at(0) - days * 86_400_000).toISOString().slice(0, 10);
  const range = { from: day(0), to: day(-1) };
  const own = name === 'lifecycle' ? { period: 'day' } : {};
  const alone = await report<object>(name, { ...own, range });
  const before = { from: day(2), to: day(1) };
  const none = await report<object>(name, { ...own, range: before });
  const previous = await report<{ compare: object }>(name, { ...own, range, compare: 'previous' });
  const later = await report<{ compare: object }>(name, { ...own, range: before, compare: range });
  expect(blank(previous.data)).toEqual(blank({ ...alone.data, compare: none.data }));
  expect(blank(later.data)).toEqual(blank({ ...none.data, compare: alone.data }));
  expect(blank(alone.data)).not.toEqual(blank(none.data));
  expect(previous.query['compare']).toEqual(none.query.range);
  expect(later.query['compare']).toEqual(alone.query.range);
});

test('compares with the same days a year earlier, and refuses days the wrong way round', async () => {
  const range = { from: '2024-02-28', to: '2024-02-29' };
  const { query } = await report('overview', { range, compare: 'year_before' });
  expect(query['compare']).toMatchObject({ from: '2023-02-28', to: '2023-02-28' });
  const response = await ask(`/v1/sites/${site}/reports/funnel`, {
    key,
    body: { range, compare: { from: '2024-02-28', to: '2024-02-27' } },
  });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ pointer: '/compare/to' }] });
});

test('compares a day that is not over with the day before up to the same time', async () => {
  const { query, data, meta } = await report<{ compare: object }>('overview', {
    range: { preset: 'today' },
    compare: 'previous_so_far',
  });
  const { start, end } = query['compare'] as Record<string, string>;
  const day = 86_400_000;
  expect(Date.parse(start ?? '')).toBe(Date.parse(query.range['start'] ?? '') - day);
  expect(Date.parse(end ?? '')).toBe(Date.parse(meta.data_until) - day);
  const { data: alone } = await report<object>('overview', { range: { from: start, to: end } });
  expect(blank(data.compare)).toEqual(blank(alone));
  expect(data.compare).not.toMatchObject({ events: 0 });
});

test('says that before all time there is nothing to compare with', async () => {
  const { meta } = await report('overview', { range: { preset: 'all' }, compare: 'previous' });
  expect(meta.warnings).toContainEqual(expect.stringContaining('nothing before'));
});

test('follows steps in order', async () => {
  const { data, totals } = await report<{
    steps: { people: number; time_from_previous: unknown }[];
  }>('funnel', { steps: [{ event: 'view_item' }, { event: 'purchase' }], window: 'PT30M' });
  expect(data.steps.map(({ people }) => people)).toEqual([2, 1]);
  expect(data.steps[1]?.time_from_previous).toMatchObject({ p50: 120 });
  expect(totals).toMatchObject({ people: 2, converted: 1 });
});

test('gives the same answer but for `meta`', async () => {
  const body = { steps: [{ event: 'view_item' }], range: { from: '2026-01-01', to: '2026-12-31' } };
  const [{ meta: _, ...first }, { meta: __, ...second }] = [
    await report('funnel', body),
    await report('funnel', body),
  ];
  expect(second).toEqual(first);
});

test('says that a range which has not ended is partial', async () => {
  const body = (range: unknown): unknown => ({ range });
  expect((await report('overview', body({ preset: 'today' }))).meta.partial).toBe(true);
  expect((await report('overview', body({ preset: 'last_month' }))).meta.partial).toBe(false);
});

test('refuses a step it does not know and points at it', async () => {
  const body = { steps: [{ event: 'view_item', filtr: {} }] };
  const response = await ask(`/v1/sites/${site}/reports/funnel`, { key, body });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    errors: [{ pointer: '/steps/0/filtr', nearest: 'filter' }],
  });
});

test('opens the people behind a step, as many as it counts', async () => {
  const people = (await makeKey(site, 'read:customers')).key;
  const { data } = await report<{ steps: { people: number; cell: string }[] }>('funnel', {
    steps: [{ event: 'view_item' }, { event: 'purchase' }],
  });
  const opened = async (cell: string, query = ''): Promise<Response> =>
    ask(`/v1/sites/${site}/customers?cell=${cell}${query}`, { key: people });
  const counts = await Promise.all(
    data.steps.map(async ({ cell }) => {
      const response = await opened(cell);
      return (await response.json<{ data: unknown[] }>()).data.length;
    }),
  );
  expect(counts).toEqual([2, 1]);
  const [first] = data.steps;
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const response = await opened(first?.cell ?? '', `&limit=1${cursor && `&cursor=${cursor}`}`);
    const page: { data: { id: string }[]; next_cursor: string | null } = await response.json();
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  expect(new Set(seen).size).toBe(2);
  expect((await opened(`${first?.cell.slice(0, -2)}AA`)).status).toBe(400);
  expect((await opened(first?.cell ?? '', '&sort=value')).status).toBe(422);
  const other = await makeSite();
  const elsewhere = await ask(`/v1/sites/${other}/customers?cell=${first?.cell}`, {
    key: OPERATOR,
  });
  expect(elsewhere.status).toBe(400);
});

test('goes by what the site calls a conversion', async () => {
  const settings = { conversions: ['view_item', 'sign_up'], silence_days: 7 };
  const change = { method: 'PATCH', key: OPERATOR, body: { settings } };
  const steps = async (): Promise<unknown> => (await report('funnel', {})).query['steps'];
  expect(await steps()).toEqual([
    { event: 'view_item' },
    { event: 'add_to_cart' },
    { event: 'begin_checkout' },
    { event: 'purchase' },
  ]);
  expect((await ask(`/v1/sites/${site}`, change)).status).toBe(200);
  const conversion = { any: [{ event: 'view_item' }, { event: 'sign_up' }] };
  expect(await steps()).toEqual([{ event: 'page_view' }, conversion]);
  const { totals } = await report('overview', { range: { preset: 'last_7d' } });
  expect(totals).toMatchObject({ orders: 1, conversion: { n: 2, of: 2 } });
  const start = { event: 'page_view' };
  const paths = await report('paths', { range: { preset: 'last_7d' }, start });
  expect(paths.query['conversion']).toEqual(conversion);
  expect(paths.totals).toMatchObject({ people: 2, converted: 2 });
});
