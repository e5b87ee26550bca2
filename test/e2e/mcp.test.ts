import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi } from '../../worker/cli/client.ts';
import { startServer, type Server } from '../../worker/cli/server.ts';

// The protocol's own client, against the Worker as it runs.

const OPERATOR = 'op_for_mcp_tests';
const SITE = '/v1/sites/shop';

let server: Server;
const keys = { reports: '', customers: '', write: '' };
const open: Client[] = [];

beforeAll(async () => {
  const bindings = { SOJOURN_ADMIN_KEY: OPERATOR };
  server = await startServer({ host: '127.0.0.1', port: 0, bindings });
  await call('/v1/sites', {
    id: 'shop',
    name: 'Shop',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    origins: ['*'],
  });
  keys.reports = await makeKey('read:reports');
  keys.customers = await makeKey('read:customers');
  keys.write = await makeKey('write');
  await send(await makeKey('server'));
});

afterAll(async () => {
  for (const client of open) await client.close();
  await server.close();
});

function call<T>(path: string, body?: unknown, key = OPERATOR): Promise<T> {
  const client = { url: server.url.origin, key };
  return callApi<T>(client, body === undefined ? 'GET' : 'POST', path, body);
}

async function makeKey(kind: string): Promise<string> {
  return (await call<{ key: string }>(`${SITE}/keys`, { kind, label: kind })).key;
}

/** Ann looks, says who she is, and orders. */
async function send(key: string): Promise<void> {
  const at = (minutes: number): string =>
    new Date(Date.now() - 3_600_000 + minutes * 60_000).toISOString();
  const ids = { anonymousId: 'v-1' };
  const order = {
    order_id: 'O-1',
    revenue: 25,
    currency: 'EUR',
    products: [{ product_id: 'mug' }],
  };
  const batch = [
    { ...ids, type: 'page', properties: { url: 'https://shop.example/' }, timestamp: at(0) },
    { ...ids, type: 'track', event: 'Product Viewed', properties: { product_id: 'mug' }, timestamp: at(1) },
    { ...ids, type: 'identify', userId: 'ann/1', traits: { name: 'Ann' }, timestamp: at(2) },
    { ...ids, type: 'track', userId: 'ann/1', event: 'Order Completed', properties: order, timestamp: at(3) },
  ].map((message, i) => ({ messageId: `m-${i}`, ...message })); // prettier-ignore
  const response = await fetch(new URL('/v1/batch', server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  expect(await response.json()).toEqual({ success: true });
}

async function connect(key: string, mode: 'auto' | 'legacy' = 'auto'): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${key}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', server.url), { requestInit: { headers } }),
  );
  open.push(client);
  return client;
}

async function use(
  client: Client,
  name: string,
  given: Record<string, unknown>,
): Promise<{ text: string; isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content;
  return { text: first?.type === 'text' ? first.text : '', isError: isError === true };
}

const FUNNEL = { steps: [{ event: 'page_view' }, { event: 'view_item' }, { event: 'purchase' }] };
const CHANNELS = { range: { preset: 'last_7d' }, breakdown: { by: 'channel' } };

describe.each(['auto', 'legacy'] as const)('a client that negotiates %s', (mode) => {
  test.each([
    ['reportOverview', CHANNELS, '/reports/overview', CHANNELS],
    ['reportFunnel', FUNNEL, '/reports/funnel', FUNNEL],
    ['reportPaths', {}, '/reports/paths', {}],
    ['reportRevenue', {}, '/reports/revenue', {}],
    ['reportJourneyMap', {}, '/reports/journey-map', {}],
    ['reportSegments', {}, '/reports/segments', {}],
    ['reportExplain', {}, '/reports/explain', {}],
    ['reportDiff', { nodes: 'event' }, '/reports/diff', { nodes: 'event' }],
    ['listCustomers', { sort: 'value', limit: 5 }, '/customers?sort=value&limit=5', undefined],
    ['getCustomer', { id: 'ann/1' }, '/customers/ann%2F1', undefined],
    [
      'getTimeline',
      { id: 'ann/1', kinds: ['order', 'page'] },
      '/customers/ann%2F1/timeline?kinds=order,page',
      undefined,
    ],
    ['listJourneys', { outcome: 'converted' }, '/journeys?outcome=converted', undefined],
    ['getSite', {}, '', undefined],
  ])('gets of %s the bytes of REST', async (name, given, path, body) => {
    const client = await connect(keys.customers, mode);
    const { text, isError } = await use(client, name, given);
    const asked = await fetch(new URL(SITE + path, server.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${keys.customers}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(isError).toBe(false);
    expect(withoutMoment(text)).toBe(withoutMoment(await asked.text()));
    expect(text).toMatch(/^\{.*\}$/);
  });
});

/** What was computed when, and at what cost, is no part of an answer. */
function withoutMoment(text: string): string {
  return text.replace(/"meta":\{.*?\},"links"/, '"links"');
}

test('shows each key the tools it may use, and each describes what it takes', async () => {
  const { tools: few } = await (await connect(keys.reports)).listTools();
  const { tools } = await (await connect(keys.customers)).listTools();
  const names = (all: readonly { name: string }[]): string[] => all.map(({ name }) => name);
  expect(names(few)).toEqual(expect.arrayContaining(['reportOverview', 'getSavedResult']));
  expect(names(few)).not.toContain('listCustomers');
  expect(names(tools)).toEqual(
    expect.arrayContaining([...names(few), 'getTimeline', 'listJourneys']),
  );
  // Nothing that writes, streams or takes events.
  expect(
    names(tools).filter((name) => /^(create|change|delete|link|export|segment|import)/.test(name)),
  ).toEqual([]);
  const funnel = tools.find(({ name }) => name === 'reportFunnel');
  expect(funnel?.inputSchema.properties).toHaveProperty('steps');
  const timeline = tools.find(({ name }) => name === 'getTimeline');
  expect(timeline?.inputSchema.required).toEqual(['id']);
  expect(JSON.stringify(funnel?.inputSchema)).not.toContain('#/components');
  for (const { annotations } of tools) expect(annotations?.readOnlyHint).toBe(true);
});

test('hands on what the API says is wrong', async () => {
  const client = await connect(keys.customers);
  const wrong = await use(client, 'reportOverview', {
    filter: { field: 'chanel', op: 'eq', value: 'x' },
  });
  expect(wrong.isError).toBe(true);
  expect(JSON.parse(wrong.text)).toMatchObject({
    status: 422,
    errors: [{ pointer: '/filter/field', nearest: 'channel' }],
  });
  expect(await use(client, 'listCustomers', { srot: 'value' })).toMatchObject({ isError: true });
  expect(await use(client, 'getCustomer', { id: '..' })).toMatchObject({ isError: true });
  const other = await use(client, 'getSite', { site: 'another' });
  expect(JSON.parse(other.text)).toMatchObject({ status: 404 });
});

test('lets nobody in who may not read', async () => {
  const ask = (key: string): Promise<Response> =>
    fetch(new URL('/mcp', server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    }); // prettier-ignore
  expect((await ask('nonsense')).status).toBe(401);
  expect((await ask(keys.write)).status).toBe(403);
  const client = await connect(keys.reports);
  await expect(client.callTool({ name: 'listCustomers', arguments: {} })).rejects.toThrow(
    /listCustomers/,
  );
  expect((await fetch(new URL('/mcp', server.url))).status).toBe(405);
});
