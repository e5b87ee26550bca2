import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite, OPERATOR } from '../support/api.ts';

const now = Date.now();
let site = '';
let server = '';

beforeAll(async () => {
  site = await makeSite({ origins: ['*'] });
  server = (await makeKey(site, 'server')).key;
});

interface Told {
  title: string;
  retold: boolean;
  at: string;
}

/** What somebody's timeline says of orders. */
async function ordersOf(customer: string): Promise<Told[]> {
  const response = await ask(`/v1/sites/${site}/customers/${customer}/timeline?kinds=order`, {
    key: OPERATOR,
  });
  expect(response.status).toBe(200);
  const { data } = await response.json<{ data: Told[] }>();
  return data.map(({ title, retold, at }) => ({ title, retold, at }));
}

async function tell(user: string, order: string | undefined, at: number): Promise<void> {
  const properties = { revenue: 20, ...(order !== undefined && { order_id: order }) };
  const body = {
    userId: user, event: 'Order Completed', messageId: `${user} ${order ?? ''} ${at}`,
    timestamp: new Date(at).toISOString(), properties,
  }; // prettier-ignore
  expect((await ask('/v1/track', { key: server, body })).status).toBe(200);
}

test('an order is told once on a timeline, and what tells it again says so', async () => {
  const times = [now - 60_000, now - 50_000, now - 40_000];
  // The last to come is the first.
  for (const at of times.toReversed()) await tell('ann', 'W-1', at);
  await tell('ann', 'W-2', now - 30_000);
  const [first, second, third, fourth] = await ordersOf('ann');
  expect(first).toMatchObject({ title: 'Bought order W-1', retold: false });
  expect(first?.at).toBe(new Date(now - 60_000).toISOString());
  for (const one of [second, third])
    expect(one).toMatchObject({ title: 'Order W-1 was told again', retold: true });
  expect(fourth).toMatchObject({ title: 'Bought order W-2', retold: false });
});

test('purchases without an id are orders of their own', async () => {
  await tell('bob', undefined, now - 20_000);
  await tell('bob', undefined, now - 10_000);
  expect((await ordersOf('bob')).map(({ retold }) => retold)).toEqual([false, false]);
});

test('whoever opens another’s thank-you page has bought nothing', async () => {
  await tell('cat', 'W-3', now - 20_000);
  await tell('dan', 'W-3', now - 10_000);
  expect((await ordersOf('cat')).map(({ retold }) => retold)).toEqual([false]);
  expect((await ordersOf('dan')).map(({ retold }) => retold)).toEqual([true]);
});
