import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite } from '../support/api.ts';

let site = '';
let key = '';

const START = Date.now() - 10 * 86_400_000;
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

beforeAll(async () => {
  site = await makeSite();
  key = (await makeKey(site, 'admin')).key;
  const server = (await makeKey(site, 'server')).key;
  const batch = [
    { type: 'page', anonymousId: 'v1', properties: { path: '/' }, timestamp: at(0) },
    { type: 'identify', userId: 'ann', anonymousId: 'v1', timestamp: at(1) },
    {
      type: 'group',
      userId: 'ann',
      groupId: 'acme',
      traits: { name: 'Acme', plan: 'team' },
      timestamp: at(2),
    },
    { type: 'track', userId: 'bob', event: 'Support Call', timestamp: at(3) },
    { type: 'group', userId: 'bob', groupId: 'acme', traits: { plan: 'solo' }, timestamp: at(1) },
    { type: 'group', userId: 'bob', groupId: 'bits', timestamp: at(4) },
    {
      type: 'track',
      anonymousId: 'v1',
      event: 'Order Completed',
      properties: { order_id: 'O-1', revenue: 25, currency: 'EUR' },
      timestamp: at(5),
    },
    { type: 'page', anonymousId: 'v9', properties: { path: '/' }, timestamp: at(6) },
    // A server that tells again every night who belongs where.
    { type: 'group', userId: 'ann', groupId: 'acme', traits: { seats: 5 }, timestamp: at(1_440) },
    { type: 'group', userId: 'carl', groupId: 'acme', timestamp: at(1_440) },
  ].map((message, i) => ({ ...message, messageId: `m${i}` }));
  await ask('/v1/batch', { key: server, body: { batch } });
});

const read = async <T>(path: string): Promise<T> => {
  const answer = await ask(`/v1/sites/${site}/accounts${path}`, { key });
  expect(answer.status).toBe(200);
  return answer.json<T>();
};

interface List {
  data: { id: string; name: string; actor: { customer: string } }[];
  next_cursor: string | null;
}

test('reads an account with what all its customers amount to', async () => {
  expect(await read('/acme')).toEqual({
    id: 'acme',
    name: 'Acme',
    traits: { name: 'Acme', plan: 'team', seats: 5 },
    customers: ['ann', 'bob', 'carl'],
    first_seen: at(0),
    last_seen: at(5),
    sessions: 1,
    orders: 1,
    value: [{ currency: 'EUR', amount: '25.00', minor: 2_500 }],
  });
});

test('lists accounts by id, page by page, or by part of the id', async () => {
  const first = await read<List>('?limit=1');
  expect(first.data.map(({ id }) => id)).toEqual(['acme']);
  const second = await read<List>(`?limit=1&cursor=${first.next_cursor ?? ''}`);
  expect([second.data.map(({ id }) => id), second.next_cursor]).toEqual([['bits'], null]);
  expect((await read<List>('?q=IT')).data.map(({ id }) => id)).toEqual(['bits']);
});

test('tells what its customers did in one order, however the pages fall', async () => {
  const whole = await read<List>('/acme/timeline');
  const told = whole.data.map(({ name, actor }) => `${actor.customer} ${name}`);
  expect(told).toEqual(['ann page_view', 'ann identify', 'bob Support Call', 'ann purchase']);
  const paged: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: List = await read(
      `/acme/timeline?limit=2&order=desc${cursor && `&cursor=${cursor}`}`,
    );
    paged.push(...more.data.map(({ name, actor }) => `${actor.customer} ${name}`));
    cursor = more.next_cursor;
  }
  expect(paged).toEqual(told.toReversed());
});

test('takes nobody for active of whom a server only says where they belong', async () => {
  const list = await ask(`/v1/sites/${site}/customers?sort=last_seen`, { key });
  const { data } = await list.json<{ data: { id: string; last_seen: string }[] }>();
  expect(data.map(({ id, last_seen }) => [id, last_seen])).toEqual([
    ['v9', at(6)],
    ['ann', at(5)],
    ['bob', at(3)],
  ]);
});

test('takes what pages and imports say of an account as well', async () => {
  const page = {
    v: 1, site, batch: 'b1', sent_at: Date.now(), visitor: 'v1', page_load: 'p1',
    events: [{
      seq: 0, at: Date.now(), name: 'group', page: 'https://shop.example/',
      properties: { group_id: 'gold', user_id: 'ann', traits: { name: 'Gold' } },
    }],
  }; // prettier-ignore
  const headers = { origin: 'https://shop.example', 'user-agent': 'Mozilla/5.0 Firefox/145.0' };
  const sent = await ask('/e', { method: 'POST', headers, body: page });
  expect(sent.status).toBe(204);
  const line = { at: at(2), name: 'group', user: 'dora', properties: { group_id: 'gold' } };
  const imported = await ask(`/v1/sites/${site}/imports`, {
    key,
    headers: { 'content-type': 'application/x-ndjson' },
    body: { ...line, properties: { ...line.properties, traits: { vat: 'X' } } },
  });
  expect(imported.status).toBe(200);
  expect(await read('/gold')).toMatchObject({
    traits: { name: 'Gold', vat: 'X' },
    customers: ['ann', 'dora'],
    first_seen: at(0),
  });
});

test('knows no account that nobody belongs to', async () => {
  expect((await ask(`/v1/sites/${site}/accounts/nobody`, { key })).status).toBe(404);
  expect((await ask(`/v1/sites/${site}/accounts/nobody/timeline`, { key })).status).toBe(404);
});
