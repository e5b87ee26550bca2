import { env } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { isWithin, toNetwork } from '../../worker/collect/staff.ts';
import { EXAMPLE_BATCH } from '../../worker/api/batch-schema.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR, send } from '../support/api.ts';

const ORIGIN = 'https://shop.example';
const OFFICE = '198.51.100.7';

const within = (network: string, address: string): boolean => {
  const found = toNetwork(network);
  if (found === undefined) throw new Error(`${network} is no network`);
  return isWithin([found], address);
};

test('tells whether an address lies in a network, of either kind', () => {
  const inside: [string, string][] = [
    ['192.0.2.0/24', '192.0.2.255'],
    ['192.0.2.128/25', '192.0.2.128'],
    ['192.0.2.7', '192.0.2.7'],
    ['0.0.0.0/0', '8.8.8.8'],
    ['192.0.2.0/24', '::ffff:192.0.2.9'],
    ['2001:db8::/32', '2001:db8:ffff::1'],
    ['2001:DB8:0:1::/64', '2001:db8:0:1:9::'],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1'],
  ];
  const outside: [string, string][] = [
    ['192.0.2.0/24', '192.0.3.0'],
    ['192.0.2.128/25', '192.0.2.127'],
    ['0.0.0.0/0', '2001:db8::1'],
    ['2001:db8::/32', '2001:db9::1'],
    ['::/0', '192.0.2.1'],
    ['192.0.2.0/24', ''],
    ['192.0.2.0/24', 'unknown'],
  ];
  for (const [network, address] of inside) expect(within(network, address), address).toBe(true);
  for (const [network, address] of outside) expect(within(network, address), address).toBe(false);
});

test('refuses what is no network when a site is changed, and shows what is', async () => {
  const site = await makeSite();
  const change = (networks: unknown): Promise<Response> =>
    ask(`/v1/sites/${site}`, {
      method: 'PATCH',
      key: OPERATOR,
      body: { settings: { staff_networks: networks } },
    });
  for (const text of ['192.0.2.0/33', '1/8', '010.0.0.1', '::/129', 'office', '::ffff:1.2.3.4']) {
    const refused = await change(['192.0.2.0/24', text]);
    expect(refused.status, text).toBe(422);
    expect(await refused.json()).toMatchObject({
      errors: [{ pointer: '/settings/staff_networks/1' }],
    });
  }
  expect((await change(['192.0.2.1', '2001:db8::/32'])).status).toBe(200);
  const body = await (await ask(`/v1/sites/${site}`, { key: OPERATOR })).json();
  expect(body).toMatchObject({ settings: { staff_networks: ['192.0.2.1', '2001:db8::/32'] } });
});

test('answers staff as if taken, stores nothing of it and keeps the books', async () => {
  const site = await makeSite({ settings: { staff_networks: ['198.51.100.0/24'] } });
  const { key } = await makeKey(site, 'write');
  const { key: server } = await makeKey(site, 'server');
  let load = 0;
  const collect = async (address: string, change: object = {}): Promise<number> => {
    const now = Date.now();
    const events = [0, 1].map((seq) => ({ seq, at: now, name: 'page_view', page: '/' }));
    const mine = { site, sent_at: now, events, page_load: `load-${++load}` };
    const body = JSON.stringify({ ...EXAMPLE_BATCH, ...mine, ...change });
    const headers = { origin: ORIGIN, 'cf-connecting-ip': address };
    return (await send(new Request(`${HOST}/e`, { method: 'POST', body, headers }))).status;
  };
  const track = (key: string, messageId: string): Promise<Response> =>
    ask('/v1/track', {
      key,
      body: { event: 'Seen', userId: 'ann', messageId },
      headers: { 'cf-connecting-ip': OFFICE },
    });
  expect(await collect(OFFICE)).toBe(204);
  expect(await collect(OFFICE, { context: { cookieless: true } })).toBe(204);
  expect(await collect('203.0.113.7', { visitor: 'sojourn_is_staff' })).toBe(204);
  expect((await track(key, 'm-1')).status).toBe(200);
  // A server sends for others, whatever network it stands in.
  expect((await track(server, 'm-2')).status).toBe(200);
  expect(await collect('203.0.113.7')).toBe(204);
  const ledger = await ask(`/v1/sites/${site}/ledger`, { key: OPERATOR });
  expect(await ledger.json()).toMatchObject({
    totals: { staff: 7, stored: 3, quarantined: {}, accounted: 10 },
  });
  expect(/198\.51\.100\.7|203\.0\.113/.test(await everythingStored())).toBe(false);
});

/** All rows of all tables as text. */
async function everythingStored(): Promise<string> {
  const tables = await env.DB.prepare(
    "select name from sqlite_schema where type = 'table' and name not like '\\_cf%' escape '\\'",
  ).all<{ name: string }>();
  const reads = tables.results.map(({ name }) => env.DB.prepare(`select * from "${name}"`).all());
  return JSON.stringify((await Promise.all(reads)).map(({ results }) => results));
}
