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
    traits: { name: 'Acme', plan: 'team' },
    customers: ['ann', 'bob'],
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
  expect(told).toEqual([
    'ann page_view',
    'ann identify',
    'bob group',
    'ann group',
    'bob Support Call',
    'bob group',
    'ann purchase',
  ]);
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

test('knows no account that nobody belongs to', async () => {
  expect((await ask(`/v1/sites/${site}/accounts/nobody`, { key })).status).toBe(404);
  expect((await ask(`/v1/sites/${site}/accounts/nobody/timeline`, { key })).status).toBe(404);
});
