import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { identityAround, identityOfSite, Reader } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import { newSite, tell, visit } from '../reports/store.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR, send } from '../support/api.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const NOW = Date.now();
const MINUTE = 60_000;

let loads = 0;

/** A batch from the network that everybody here is in; cookieless unless a visitor is named. */
async function browse(site: string, events: readonly object[], visitor?: string): Promise<void> {
  const body = JSON.stringify({
    v: 1, site, batch: 'b', sent_at: NOW, visitor: visitor ?? `page-${++loads}`, page_load: `load${++loads}`,
    context: { cookieless: visitor === undefined },
    events: events.map((event, seq) => ({ seq, at: NOW - (99 - seq) * 1_000, page: '/', ...event })),
  }); // prettier-ignore
  const headers = { 'cf-connecting-ip': '192.0.2.7', 'user-agent': BROWSER };
  expect((await send(new Request(`${HOST}/e`, { method: 'POST', headers, body }))).status).toBe(
    204,
  );
}

const named = (name: string, properties: object): object => ({ name, properties });

async function read(site: string, path: string): Promise<string> {
  return (await ask(`/v1/sites/${site}/${path}`, { key: OPERATOR })).text();
}

test('who is named in a visit without consent keeps what was said of them, and gets nobody’s visits', async () => {
  const site = await makeSite({ origins: ['*'] });
  await browse(site, [
    { name: 'page_view' },
    named('add_to_cart', { items: [{ item_id: 'of-another' }] }),
  ]);
  await browse(site, [
    { name: 'page_view', page: '/before' },
    named('identify', { user_id: 'ann', traits: { email: 'ann@shop.example' }, signature: 'x' }),
    named('alias', { user_id: 'ann', previous_id: `page-${loads}` }),
    named('alias', { user_id: 'ann' }),
    named('group', { group_id: 'acme', traits: { plan: 'gold' } }),
    named('group', { group_id: 'acme', user_id: 'ann' }),
  ]);
  await browse(site, [named('identify', { user_id: 'bob' })]);
  await browse(site, [{ name: 'page_view' }, named('identify', { user_id: 'ann' })], 'phone');

  const { results } = await env.DB.prepare(
    'select kind, a, b from edges where site = (select site from sites where id = ?1) order by kind',
  )
    .bind(site)
    .all();
  expect(results).toEqual([
    { kind: 'group', a: 'user:ann', b: 'acme' },
    { kind: 'identify', a: 'phone', b: 'ann' },
  ]);
  expect(JSON.parse(await read(site, 'customers/ann'))).toMatchObject({
    visitors: ['phone'],
    traits: { email: 'ann@shop.example' },
    sessions: 1,
    events: 2,
  });
  expect(JSON.parse(await read(site, 'accounts/acme'))).toMatchObject({
    customers: ['ann'],
    traits: { plan: 'gold' },
  });
  const { key } = await makeKey(site, 'admin');
  const body = { type: 'access', subject: { email: 'ann@shop.example' } };
  const asked = await ask(`/v1/sites/${site}/privacy`, { key, body });
  const { id } = await asked.json<{ id: string }>();
  const bundle = await (await ask(`/v1/sites/${site}/privacy/${id}/bundle`, { key })).text();
  expect(bundle).toContain('phone');
  expect(bundle).not.toMatch(/of-another|\/before|"c\./);
  // Nor does the visit name them, for whoever joins exported events.
  const rows = (await read(site, 'export/events?format=ndjson')).trim().split('\n');
  const cookieless = rows.filter((row) => row.includes('"is_cookieless":true'));
  expect(cookieless).toHaveLength(9);
  expect(cookieless.filter((row) => /"ann"|"bob"|acme/.test(row))).toEqual([]);
});

test('what a visit without consent was joined to before is joined no more, in D1 and in the lake', async () => {
  const site = newSite();
  const [network, own] = ['cAAAAAAAAAAAAAAAA', 'customer-12345678'];
  const at = NOW - 20 * 86_400_000;
  const context = { cookieless: true };
  await tell(site, {
    lines: [
      visit(network, [
        [at, 'page_view', { context }],
        [at + MINUTE, 'identify', { context, user: 'ann' }],
      ]),
      visit(own, [[at, 'page_view']]),
    ],
    edges: [
      { kind: 'identify', a: network, b: 'ann', at, source: 'page' },
      { kind: 'identify', a: network, b: 'bob', at: at + 2, source: 'page' },
      { kind: 'alias', a: `any:${network}`, b: 'user:cleo', at, source: 'page' },
      { kind: 'link', a: 'user:dora', b: `visitor:${network}`, at, source: 'api' },
      { kind: 'identify', a: own, b: 'emil', at, source: 'page' },
      { kind: 'identify', a: 'c.AAAAAAAAAAAAAAAA', b: 'emil', at, source: 'server' },
    ],
  });
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, 'former', '', 'UTC', 'EUR', '[]', '{"hot_days":5}', 0)`,
  )
    .bind(site.number)
    .run();
  const bucket = env.TEST_LAKE;
  const holds = async (): Promise<void> => {
    const reader = new Reader({ db: env.DB, lake: bucket }, site);
    const everybody = await identityOfSite(reader);
    const conflicts = [...everybody.conflicts].map((one) => JSON.stringify(one)).sort();
    expect(conflicts).toEqual([
      '{"kind":"cookieless_visitor","visitor":"c.AAAAAAAAAAAAAAAA","edges":1}',
      `{"kind":"cookieless_visitor","visitor":"${network}","edges":4}`,
    ]);
    for (const { identity, edges } of [
      { identity: everybody, edges: [] },
      await identityAround(reader, ['ann', 'emil']),
    ]) {
      expect(identity.ofVisitor(network, at + 9)).toBe(network);
      expect(identity.members('ann')).toEqual({ users: ['ann'], visitors: [] });
      expect(identity.members('emil')).toEqual({ users: ['emil'], visitors: [own] });
      // Who else was named in the network's visits is no evidence of Ann's.
      expect(edges.filter(({ b }) => b === 'bob')).toEqual([]);
    }
  };
  await holds();
  await archive({ db: env.DB, bucket, now: NOW, makeId: () => 'part' });
  const left = await env.DB.prepare('select count(*) as n from sessions where site = ?1')
    .bind(site.number)
    .first<{ n: number }>();
  expect(left?.n).toBe(0);
  await holds();
});

test('a report of people says what share of the sessions is nobody’s; one of sessions has them', async () => {
  const site = await makeSite({ origins: ['*'] });
  await browse(site, [{ name: 'page_view' }]);
  await browse(site, [{ name: 'page_view' }], 'phone');
  const range = { preset: 'today' };
  const funnelOf = async (
    unit: string,
    more: object = {},
  ): Promise<{ people: number; warnings: string[] }> => {
    const body = { range, steps: [{ event: 'page_view' }], unit, ...more };
    const response = await ask(`/v1/sites/${site}/reports/funnel`, { key: OPERATOR, body });
    const { data, meta } = await response.json<{
      data: { steps: { people: number }[] };
      meta: { warnings: string[] };
    }>();
    return { people: data.steps[0]?.people ?? -1, warnings: meta.warnings };
  };
  expect(await funnelOf('session')).toEqual({ people: 2, warnings: [] });
  // Who people are is looked up as well, among those who are somebody.
  const seen = { field: 'last_seen', op: 'gt', value: '2020-01-01' };
  const filter = { or: [seen, { did_not: { event: 'purchase' } }] };
  expect(await funnelOf('session', { filter })).toEqual({ people: 2, warnings: [] });
  const { people, warnings } = await funnelOf('customer');
  expect(people).toBe(1);
  expect(warnings).toEqual([expect.stringContaining('50 % of the sessions here are cookieless')]);
  const body = { range, segments: [{ name: 'All', filter }] };
  const response = await ask(`/v1/sites/${site}/reports/segments`, { key: OPERATOR, body });
  const { totals, meta } = await response.json<{ totals: object; meta: object }>();
  expect([totals, meta]).toMatchObject([{ people: 1 }, { warnings }]);
});
