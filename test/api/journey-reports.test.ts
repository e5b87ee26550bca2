import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WireBatch } from '../../schema/index.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const now = Date.now();
/** Noon, UTC, so that minutes and days are easy to tell apart. */
const NOON = Math.floor(now / DAY) * DAY - 12 * (DAY / 24);

let site = '';
let key = '';
let people = '';

interface Done {
  name: string;
  at: number;
  page?: string;
  properties?: WireBatch['events'][0]['properties'];
}

let loads = 0;

/** What a page sends of one visitor. */
async function visit(visitor: string, done: readonly Done[]): Promise<void> {
  const load = `${visitor}-${++loads}`;
  const batch: WireBatch = {
    v: 1,
    site,
    batch: load,
    sent_at: now,
    visitor,
    page_load: load,
    events: done.map(({ page = '/', properties, ...event }, seq) => ({
      ...event,
      ...(properties && { properties }),
      seq,
      page: `https://shop.example${page}`,
    })),
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

/** What the shop's server says, for itself to vouch. */
async function track(server: string, event: string, properties: object): Promise<void> {
  const message = { event, userId: 'bert', properties, messageId: `m-${event}-${site}` };
  const timestamp = new Date(NOON + 30 * MINUTE).toISOString();
  const response = await exports.default.fetch(`${HOST}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${server}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...message, timestamp, sentAt: new Date(now).toISOString() }),
  });
  expect(response.status).toBe(200);
}

const at = (days: number, minutes: number): number => NOON - days * DAY + minutes * MINUTE;
const view = (page: string, time: number): Done => ({ name: 'page_view', at: time, page });

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'read:reports'));
  people = (await makeKey(site, 'read:customers')).key;
  const lamp = { item_id: 'l', item_name: 'Lamp', price: 19.9, quantity: 1 };
  const order = { transaction_id: `O-${site}`, currency: 'EUR', value: 19.9, items: [lamp] };
  await visit('anna', [
    view('/', at(3, 0)),
    view('/p/lamp', at(3, 1)),
    view('/p/desk', at(3, 2)),
    { name: 'purchase', at: at(3, 3), page: '/thanks', properties: order },
  ]);
  await visit('anna', [view('/', at(2, 0))]);
  await visit('ben', [view('/', at(3, 0)), view('/blog', at(3, 1))]);
  await visit('ben', [view('/blog', at(1, 0))]);
  const { key: server } = await makeKey(site, 'server');
  const second = { order_id: `P-${site}`, currency: 'EUR', revenue: 5 };
  await track(server, 'Order Completed', second);
  await track(server, 'Order Refunded', { order_id: `O-${site}`, revenue: 10, currency: 'EUR' });
});

interface Reported {
  query: Record<string, unknown>;
  data: Record<string, unknown>;
  totals: Record<string, unknown>;
  links: { people: string | null };
}

async function report(name: string, body: unknown): Promise<Reported> {
  const response = await ask(`/v1/sites/${site}/reports/${name}`, { key, body });
  expect(response.status).toBe(200);
  return response.json();
}

/** The customers that a cell opens. */
async function opened(cell: string | null): Promise<string[]> {
  const response = await ask(`/v1/sites/${site}/customers?cell=${cell}`, { key: people });
  expect(response.status).toBe(200);
  const { data } = await response.json<{ data: { id: string }[] }>();
  return data.map(({ id }) => id).sort();
}

interface Celled {
  people: number;
  cell: string;
}

const week = { range: { preset: 'last_7d' } };

describe('the paths report', () => {
  const groups = [{ name: 'Products', pattern: '/p/*' }];

  test('shows the way from a session’s start, and opens its people', async () => {
    const { data, totals, query } = await report('paths', { ...week, groups, unit: 'session' });
    const paths = data['paths'] as (Celled & { nodes: string[] })[];
    expect(paths.map(({ nodes, people: count }) => [count, ...nodes.slice(1)])).toEqual([
      [1, '/', '(exit)'],
      [1, '/', '/blog', '(exit)'],
      [1, '/', 'Products', '(exit)'],
      [1, '/blog', '(exit)'],
    ]);
    expect(totals).toMatchObject({ people: 4, converted: 1, conversion: { value: 0.25 } });
    expect(query).toMatchObject({ start: { session: 'start' }, direction: 'forward', steps: 5 });
    expect(await opened(paths[2]?.cell ?? '')).toEqual(['anna']);
    const edges = data['edges'] as (Celled & { step: number; to: string })[];
    const toHome = edges.find(({ step, to }) => step === 0 && to === '/');
    expect(toHome?.people).toBe(3);
    expect(await opened(toHome?.cell ?? '')).toEqual(['anna', 'ben']);
  });

  test('looks back from an order, and from a page', async () => {
    const back = { ...week, groups, direction: 'backward' };
    const { data, links } = await report('paths', { ...back, start: { event: 'purchase' } });
    const steps = data['steps'] as { nodes: { node: string; people: number }[] }[];
    // The order that only the server tells of has nothing before it but what its user did.
    expect(steps[0]?.nodes[0]).toMatchObject({ node: 'purchase', people: 2 });
    expect(steps[1]?.nodes.map(({ node }) => node)).toEqual(['Products', '(entry)']);
    const found = await ask(links.people ?? '', { key: people });
    expect((await found.json<{ data: unknown[] }>()).data.length).toBe(2);
    const page = await report('paths', { ...back, start: { page: '/blog' } });
    expect(page.totals).toMatchObject({ people: 1 });
  });

  test('points at what is wrong with a start', async () => {
    const body = { start: { pgae: '/' } };
    const response = await ask(`/v1/sites/${site}/reports/paths`, { key, body });
    expect(response.status).toBe(422);
    const { errors } = await response.json<{ errors: { pointer: string }[] }>();
    expect(errors.every(({ pointer }) => pointer.startsWith('/start'))).toBe(true);
  });
});

describe('the retention report', () => {
  test('shows who came back, and opens them', async () => {
    const body = { range: { preset: 'last_7d' }, period: 'day', periods: 3 };
    const { data, totals } = await report('retention', body);
    const cohorts = data['cohorts'] as {
      people: number;
      cells: { returned: { n: number; value: number | null }; cell: string }[];
    }[];
    const cohort = cohorts.find(({ people: count }) => count === 2);
    const shown = cohort?.cells.map(({ returned }) => [returned.n, returned.value]);
    expect(shown?.slice(0, 3)).toEqual([
      [2, 1],
      [1, 0.5],
      [1, 0.5],
    ]);
    expect(await opened(cohort?.cells[1]?.cell ?? '')).toEqual(['anna']);
    expect(await opened(cohort?.cells[0]?.cell ?? '')).toEqual(['anna', 'ben']);
    expect(totals['people']).toBeGreaterThanOrEqual(2);
  });

  test('takes every kind of cohort, clock and period', async () => {
    for (const cohort of ['first_ever', 'first_in_range', 'recurring']) {
      for (const clock of ['calendar', 'rolling']) {
        const body = {
          cohort,
          clock,
          kind: 'unbounded',
          period: 'month',
          start: { event: 'purchase' },
        };
        expect((await report('retention', body)).query).toMatchObject({ cohort, clock });
      }
    }
  });

  test('refuses a table that nobody reads, but not an empty century', async () => {
    const asked = { period: 'day', periods: 60 };
    const empty = { range: { from: '1980-01-01', to: '2020-01-01' }, ...asked };
    expect((await report('retention', empty)).totals).toEqual({ people: 0, cohorts: 0 });
    await report('retention', { range: { preset: 'all' }, ...asked });
    const body = { range: { preset: 'last_90d' }, ...asked };
    const response = await ask(`/v1/sites/${site}/reports/retention`, { key, body });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/range' }] });
  });
});

describe('the lifecycle report', () => {
  test('shows new and returning people day by day, and opens them', async () => {
    const { data } = await report('lifecycle', { ...week, period: 'day' });
    const days = data['periods'] as {
      at: string;
      new: number;
      returning: number;
      dormant: number | null;
      cells: Record<string, string>;
    }[];
    const first = days.findIndex((day) => Date.parse(day.at) === at(3, 0) - DAY / 2);
    expect(days[first]).toMatchObject({ new: 2, returning: 0 });
    expect(days[first + 1]).toMatchObject({ active: 1, new: 0, returning: 1, dormant: 1 });
    expect(await opened(days[first + 1]?.cells['dormant'] ?? '')).toEqual(['ben']);
    expect(days.at(-1)).toMatchObject({ dormant: null, in_progress: true });
    const sticky = data['stickiness'] as (Celled & { periods: number })[];
    for (const one of sticky) expect((await opened(one.cell)).length).toBe(one.people);
  });
});

describe('the revenue report', () => {
  test('adds up orders and refunds, the server’s apart from the page’s', async () => {
    const { data, totals } = await report('revenue', {
      ...week,
      breakdown: { by: 'product', limit: 5 },
    });
    expect(totals).toMatchObject({
      orders: 2,
      customers: 2,
      revenue: [{ currency: 'EUR', amount: '24.90' }],
      refunds: [{ currency: 'EUR', amount: '10.00' }],
      net: [{ currency: 'EUR', amount: '14.90' }],
      verified: { orders: 1, revenue: [{ amount: '5.00' }] },
      asserted: { orders: 1, revenue: [{ amount: '19.90' }] },
    });
    const rows = data['rows'] as (Celled & { key: string; quantity: number })[];
    expect(rows.map((row) => [row.key, row.quantity])).toEqual([
      ['Lamp', 1],
      ['(not itemised)', 0],
    ]);
    expect(await opened(rows[0]?.cell ?? '')).toEqual(['anna']);
    const series = data['series'] as { orders: number; cell: string }[];
    const day = series.find(({ orders }) => orders > 0);
    expect((await opened(day?.cell ?? '')).length).toBe(1);
  });

  test('shows what the overview shows', async () => {
    const whole = await report('overview', { ...week, breakdown: { by: 'channel' } });
    const { data, totals } = await report('revenue', { ...week, breakdown: { by: 'channel' } });
    expect(totals['revenue']).toEqual(whole.totals['revenue']);
    expect(totals['orders']).toEqual(whole.totals['orders']);
    const sums = (rows: unknown): unknown =>
      new Map(
        (rows as { key: string; orders: number; revenue: unknown }[])
          .filter(({ orders }) => orders > 0)
          .map(({ key: name, orders, revenue }) => [name, [orders, revenue]]),
      );
    expect(sums(data['rows'])).toEqual(sums(whole.data['rows']));
  });

  test('takes every breakdown and refuses others', async () => {
    for (const by of ['country', 'device', 'campaign', 'landing_page', 'item.item_id']) {
      await report('revenue', { ...week, breakdown: { by } });
    }
    const body = { ...week, breakdown: { by: 'chanel' } };
    const response = await ask(`/v1/sites/${site}/reports/revenue`, { key, body });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [{ pointer: '/breakdown/by', nearest: 'channel' }],
    });
  });
});
