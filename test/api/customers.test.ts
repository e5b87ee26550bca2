import { exports } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import type { WireEvent } from '../../schema/index.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

interface Listed<Row> {
  data: Row[];
  next_cursor: string | null;
}

const now = Date.now();
const DAY = 86_400_000;
const MINUTE = 60_000;
let site = '';
let key = '';

type Sent = Pick<WireEvent, 'name' | 'at' | 'properties'> & { page?: WireEvent['page'] };

/** What a page sends of one visitor. */
async function visit(visitor: string, load: string, events: Sent[]): Promise<void> {
  const response = await exports.default.fetch(`${HOST}/e`, {
    method: 'POST',
    headers: {
      origin: 'https://shop.example',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    body: JSON.stringify({
      v: 1,
      site,
      batch: `b-${load}`,
      sent_at: now,
      visitor,
      page_load: load,
      events: events.map((event, seq) => ({ page: 'https://shop.example/p/mug', ...event, seq })),
    }),
  });
  expect(response.status).toBe(204);
}

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'read:customers'));
  const first = now - 3 * DAY;
  await visit('v-ann', 'p-1', [
    {
      name: 'page_view',
      at: first,
      page: { url: 'https://shop.example/', referrer: 'https://www.google.com/' },
    },
    { name: 'view_item', at: first + MINUTE },
  ]);
  const second = now - DAY;
  await visit('v-ann', 'p-2', [
    {
      name: 'page_view',
      at: second,
      page: 'https://shop.example/?utm_source=news&utm_medium=email',
    },
    {
      name: 'identify',
      at: second + MINUTE,
      properties: { user_id: 'ann', traits: { name: 'Ann' } },
    },
    {
      name: 'purchase',
      at: second + 2 * MINUTE,
      properties: { transaction_id: `O-${site}`, currency: 'EUR', value: 49.8 },
    },
  ]);
  for (let i = 0; i < 5; i++) {
    await visit(`v-${i}`, `p-other-${i}`, [{ name: 'page_view', at: now - i * MINUTE }]);
  }
});

async function read<Row>(path: string): Promise<Listed<Row>> {
  const response = await ask(`/v1/sites/${site}${path}`, { key });
  expect(response.status).toBe(200);
  return response.json();
}

test('lists every customer once over all pages', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: Listed<{ id: string }> = await read(`/customers?limit=2${next}`);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null && seen.length < 20);
  expect(seen).toHaveLength(6);
  expect(new Set(seen).size).toBe(6);
});

test('finds a customer by a trait and by any member id', async () => {
  const { data } = await read<{ id: string; orders: number }>('/customers?q=ann');
  expect(data).toMatchObject([{ name: 'Ann', orders: 1, sessions: 2 }]);
  const ids = await Promise.all(
    ['ann', 'v-ann', data[0]?.id ?? ''].map(async (id) => {
      const response = await ask(`/v1/sites/${site}/customers/${encodeURIComponent(id)}`, { key });
      return (await response.json<{ id: string }>()).id;
    }),
  );
  expect(new Set(ids).size).toBe(1);
});

test('shows a timeline in order, by pages as in one piece', async () => {
  const whole = await read<{ id: string; name: string; channel: string }>(
    '/customers/ann/timeline',
  );
  expect(whole.data.map(({ name }) => name)).toEqual([
    'page_view',
    'view_item',
    'page_view',
    'identify',
    'purchase',
  ]);
  expect(new Set(whole.data.map(({ channel }) => channel))).toEqual(
    new Set(['Organic Search', 'Email']),
  );
  const first = await read<{ id: string }>('/customers/ann/timeline?limit=3');
  const rest = await read<{ id: string }>(`/customers/ann/timeline?cursor=${first.next_cursor}`);
  expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(whole.data.map(({ id }) => id));
});

test('cuts a timeline by kind and by day', async () => {
  const orders = await read<{ name: string }>('/customers/ann/timeline?kinds=order,cart');
  expect(orders.data.map(({ name }) => name)).toEqual(['purchase']);
  const day = new Date(now - 3 * DAY).toISOString().slice(0, 10);
  const early = await read<{ at: string }>(`/customers/ann/timeline?to=${day}&order=desc`);
  expect(early.data.length).toBeGreaterThan(0);
  expect(early.data.every(({ at }) => at.startsWith(day))).toBe(true);
});

test('refuses a kind it does not know and names the nearest', async () => {
  const response = await ask(`/v1/sites/${site}/customers/ann/timeline?kinds=page,ordr`, { key });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    errors: [{ pointer: '/kinds/1', nearest: 'order' }],
  });
});

test('lists a converted journey with its touches and its value', async () => {
  const { data } = await read<{ id: string }>('/journeys?outcome=converted&channel=Email');
  expect(data).toMatchObject([
    { outcome: 'converted', value: '49.80', currency: 'EUR', sessions: 2 },
  ]);
  const response = await ask(`/v1/sites/${site}/journeys/${data[0]?.id}`, { key });
  expect(await response.json()).toEqual(data[0]);
});

test('tells why ids are one customer', async () => {
  const response = await ask(`/v1/sites/${site}/customers/ann/identity`, { key });
  expect(await response.json()).toMatchObject({
    edges: [{ kind: 'identify', a: 'v-ann', b: 'ann', source: 'page' }],
  });
});

test.each(['/customers/nobody', '/customers/nobody/timeline', '/journeys/j_x', '/journeys/%00'])(
  'answers 404 where there is nobody: %s',
  async (path) => {
    expect((await ask(`/v1/sites/${site}${path}`, { key })).status).toBe(404);
  },
);

test('gives customers as CSV under the columns of their schema', async () => {
  const response = await ask(`/v1/sites/${site}/customers?limit=2`, {
    key,
    headers: { accept: 'text/csv' },
  });
  const [head, row] = (await response.text()).split('\r\n');
  expect(head).toContain('id,name,users,visitors,identified,first_seen,last_seen,sessions,orders');
  expect(head).toContain('stage.name,stage.reason');
  expect(row?.length).toBeGreaterThan(0);
});
