import { parse } from 'csv-parse/sync';
import { exports } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

const now = Date.now();
let site = '';
let key = '';
let admin = '';

/** Two visits by mail, one of which ends in an order, and one that came by itself. */
beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  key = (await makeKey(site, 'read:reports')).key;
  admin = (await makeKey(site, 'admin')).key;
  await send((await makeKey(site, 'server')).key);
});

async function send(server: string): Promise<void> {
  const timestamp = (minutes: number): string =>
    new Date(now - 7_200_000 + minutes * 60_000).toISOString();
  const mail = { url: 'https://shop.example/?utm_source=news&utm_medium=email' };
  const properties = { order_id: `O-${site}`, revenue: 49.8, currency: 'EUR' };
  const batch = [
    { type: 'page', anonymousId: 'a', properties: mail, timestamp: timestamp(0) },
    { type: 'track', anonymousId: 'a', event: 'Order Completed', properties, timestamp: timestamp(1) },
    { type: 'page', anonymousId: 'b', properties: mail, timestamp: timestamp(2) },
    { type: 'page', anonymousId: 'c', properties: { url: 'https://shop.example/' }, timestamp: timestamp(3) },
  ].map((message, i) => ({ messageId: `m-${i}`, ...message })); // prettier-ignore
  const response = await exports.default.fetch(`${HOST}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server}` },
    body: JSON.stringify({ batch }),
  });
  expect(await response.json()).toEqual({ success: true });
}

async function tableOf(
  report: string,
  body: object,
  accept = 'text/csv',
): Promise<Record<string, string>[]> {
  const path = `/v1/sites/${site}/reports/${report}`;
  const response = await ask(path, { key, body, headers: { accept } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  return parse(await response.text(), { columns: true });
}

const WEEK = { preset: 'last_7d' };

test('gives the rows of a breakdown, a number a cell', async () => {
  const rows = await tableOf('overview', { range: WEEK, breakdown: { by: 'channel' } });
  expect(rows.map((row) => row['key'])).toEqual(['Email', 'Direct']);
  expect(rows[0]).toMatchObject({
    visitors: '2',
    orders: '1',
    'revenue.EUR': '49.8',
    'conversion.value': '0.5',
    'conversion.n': '1',
    'conversion.of': '2',
    'conversion.ci95.low': expect.stringMatching(/^0\.\d+$/),
  });
  expect(rows[1]).toMatchObject({ visitors: '1', orders: '0', 'revenue.EUR': '' });
});

test('gives a line a day where nothing is broken down', async () => {
  const rows = await tableOf('overview', { range: WEEK });
  expect(rows).toHaveLength(7);
  expect(rows.reduce((sum, row) => sum + Number(row['visitors']), 0)).toBe(3);
});

const STEPS = { range: WEEK, steps: [{ event: 'page_view' }, { event: 'purchase' }] };

test('gives a line a step, and with a breakdown a line a step of each key', async () => {
  const steps = await tableOf('funnel', STEPS);
  expect(steps.map(({ event, people }) => [event, people])).toEqual([
    ['page_view', '3'],
    ['purchase', '1'],
  ]);
  expect(Object.keys(steps[0] ?? {})).not.toContain('cell');
  const rows = await tableOf('funnel', { ...STEPS, breakdown: { by: 'channel' } });
  const shown = rows.map((row) => [row['key'], row['steps.event'], row['steps.people']]);
  expect(shown).toContainEqual(['Email', 'purchase', '1']);
  expect(shown).toContainEqual(['Direct', 'purchase', '0']);
});

test.each([
  ['paths', ['from', 'to', 'people']],
  ['retention', ['day', 'people', 'cells.period', 'cells.returned.n']],
  ['lifecycle', ['day', 'active', 'new', 'returning']],
  ['revenue', ['day', 'orders', 'revenue.EUR']],
])('%s is a table', async (report, columns) => {
  const rows = await tableOf(report, { range: WEEK });
  expect(rows.length).toBeGreaterThan(0);
  expect(Object.keys(rows[0] ?? {})).toEqual(expect.arrayContaining(columns));
  for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[[{]/);
});

test.each([
  ['application/json', false],
  ['*/*', false],
  ['text/html, */*;q=0.8', false],
  ['text/csv;q=0.5, application/json', false],
  ['text/csv, application/json;q=0.5', true],
])('answers %s as it should', async (accept, isCsv) => {
  const path = `/v1/sites/${site}/reports/overview`;
  const response = await ask(path, { key, body: {}, headers: { accept } });
  expect(response.headers.get('content-type')?.startsWith('text/csv')).toBe(isCsv);
  expect(response.headers.get('vary')).toMatch(/accept/i);
});

test('links to its table, by the report that gives it', async () => {
  const path = `/v1/sites/${site}/reports/overview`;
  const { links } = await (await ask(path, { key, body: {} })).json<{ links: { csv: string } }>();
  expect(links.csv).toBe(path);
  const response = await ask(links.csv, { key, body: {}, headers: { accept: 'text/csv' } });
  expect((await response.text()).split(',')[0]).toBe('day');
});

test('gives a saved report as a table too', async () => {
  const body = { name: 'Mail', report: 'funnel', query: STEPS };
  const { id } = await (
    await ask(`/v1/sites/${site}/saved`, { key: admin, body })
  ).json<{ id: string }>();
  const path = `/v1/sites/${site}/saved/${id}/result`;
  const response = await ask(path, { key, headers: { accept: 'text/csv' } });
  expect(parse(await response.text(), { columns: true })).toHaveLength(2);
});

test.each([
  ['overview', {}],
  ['overview', { breakdown: { by: 'channel' } }],
  ['funnel', { steps: STEPS.steps }],
  ['paths', {}],
  ['retention', {}],
  ['lifecycle', {}],
  ['revenue', { breakdown: { by: 'product' } }],
  ['attribution', { models: ['first', 'linear'] }],
  ['friction', {}],
  ['explain', {}],
  ['diff', { window: 'PT1M' }],
  ['carts', {}],
  ['search-terms', {}],
  ['stages', {}],
  ['journey-map', {}],
  ['segments', { segments: [{ name: 'mail', filter: { field: 'channel', op: 'eq', value: 'Email' } }] }],
])('%s has the same columns of a quiet week as of a busy one', async (report, query) => {
  const header = async (range: object): Promise<string> => {
    const path = `/v1/sites/${site}/reports/${report}`;
    const asked = { key, body: { ...query, range }, headers: { accept: 'text/csv' } };
    return (await (await ask(path, asked)).text()).split('\r\n')[0] ?? '';
  };
  const quiet = await header({ from: '2020-01-06', to: '2020-01-12' });
  expect(quiet.split(',').length).toBeGreaterThan(2);
  expect(await header(WEEK)).toBe(quiet);
}); // prettier-ignore
