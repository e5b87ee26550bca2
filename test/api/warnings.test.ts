import { createExecutionContext, env } from 'cloudflare:test';
import { beforeAll, expect, test } from 'vitest';
import { unseenOf } from '../../worker/api/warnings/unseen.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import worker from '../../worker/index.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';
import { newSite, visit } from '../reports/store.ts';
import { FOUR, fourDatabases, shardsOf, spread, tellTo } from '../shards/several.ts';

const NOW = Date.now();
const DAY = 86_400_000;

interface Report {
  data: { steps: { people: number }[] };
  meta: { warnings: string[]; cost: { rows_read: number } };
}

let site = '';
let key = '';
let reports = '';

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  key = (await makeKey(site, 'admin')).key;
  reports = (await makeKey(site, 'read:reports')).key;
  const server = (await makeKey(site, 'server')).key;
  const timestamp = new Date(NOW - DAY).toISOString();
  // What is compared lies after it; a contact stays where it is when sessions are archived.
  const first = new Date(NOW - 100 * DAY).toISOString();
  const batch = [
    { type: 'track', userId: 'u-bob', messageId: 'm0', timestamp: first, event: 'showroom_visit' },
    { type: 'page', anonymousId: 'ann', messageId: 'm1', timestamp, properties: { path: '/checkout' }, context: { campaign: { source: 'news', medium: 'email', name: 'autumn-kiln' } } },
    { type: 'group', userId: 'u-ann', messageId: 'm6', timestamp, groupId: 'acme' },
    { type: 'track', anonymousId: 'ann', messageId: 'm2', timestamp, event: 'configure_bike', properties: { coupon: 'SUMMER', email: 'ann@example.com' } },
    { type: 'track', anonymousId: 'ann', messageId: 'm3', timestamp, event: 'add_to_cart', properties: { item_id: 'bike' } },
    { type: 'track', anonymousId: 'ann', messageId: 'm4', timestamp, event: 'Order Completed', properties: { order_id: 'o', revenue: 9 } },
    { type: 'track', userId: 'u-ann', messageId: 'm5', timestamp, event: 'showroom_visit' },
  ]; // prettier-ignore
  await ask('/v1/batch', { key: server, body: { batch } });
});

async function reportOf(name: string, body: object, by = key): Promise<Report> {
  const response = await ask(`/v1/sites/${site}/reports/${name}`, { key: by, body });
  expect(response.status).toBe(200);
  return response.json<Report>();
}

const funnelOf = async (...events: string[]): Promise<Report> =>
  reportOf('funnel', { steps: events.map((event) => ({ event })) });

test('a step that nobody ever took says so, and which was probably meant', async () => {
  const { data, meta } = await funnelOf('configure_bkie', 'purchase');
  expect(data.steps[0]?.people).toBe(0);
  expect(meta.warnings).toEqual([
    'No event "configure_bkie" was found lately; did you mean "configure_bike"?',
  ]);
});

test('a name of Segment’s is told by the one it is stored under', async () => {
  const { meta } = await funnelOf('add_to_crat', 'Order Completed', 'qqqqqqqqqqqq');
  expect(meta.warnings).toEqual([
    'No event "add_to_crat" was found lately; did you mean "add_to_cart"?',
    'No event "Order Completed" was found lately; did you mean "purchase"?',
    'No event "qqqqqqqqqqqq" was found lately.',
  ]);
});

test('what the site has had is no reason for a warning, whoever it was and wherever it is named', async () => {
  const filter = {
    and: [
      { field: 'landing_page', op: 'eq', value: '/checkout' },
      { field: 'prop.coupon', op: 'in', value: ['SUMMER'] },
      { did: { event: 'configure_bike' } },
    ],
  };
  const { meta } = await reportOf('funnel', {
    steps: [
      { event: 'configure_bike' },
      { any: [{ event: 'purchase' }, { event: 'showroom_visit' }] },
    ],
    exclude: [{ event: 'refund' }],
    filter,
  });
  expect(meta.warnings).toEqual([]);
  for (const name of [
    'overview',
    'paths',
    'retention',
    'lifecycle',
    'attribution',
    'revenue',
    'friction',
    'explain',
    'diff',
    'carts',
    'search-terms',
    'stages',
    'journey-map',
    'segments',
  ])
    expect([name, (await reportOf(name, withoutNeed(name))).meta.warnings]).toEqual([name, []]);
});

/** Here no journey is over yet, of which reports would warn that need such. */
function withoutNeed(name: string): object {
  if (name === 'diff') return { window: 'PT1M' };
  return name === 'attribution' ? { models: ['last'] } : {};
}

test('knows pages and values of properties, in every report that takes a filter', async () => {
  const filter = {
    or: [
      { field: 'page', op: 'eq', value: '/chekout' },
      { field: 'prop.coupon', op: 'in', value: ['SUMER', 'SUMMER'] },
      { not: { did: { event: 'configure_bik' } } },
    ],
  };
  for (const name of ['overview', 'attribution', 'revenue', 'retention', 'paths']) {
    const asked = { ...withoutNeed(name), filter, compare: 'previous' };
    const { meta } = await reportOf(name, asked);
    expect(meta.warnings).toEqual([
      'No page "/chekout" was found lately; did you mean "/checkout"?',
      'Nothing was found lately that has "SUMER" as prop.coupon; did you mean "SUMMER"?',
      'No event "configure_bik" was found lately; did you mean "configure_bike"?',
    ]);
  }
});

test('knows facts of sessions, countries, accounts and names of properties', async () => {
  const conditions = [
    ['campaign', 'eq', 'autumn-kilm'],
    ['country', 'in', ['Germany', 'de', 'FR']],
    ['account', 'eq', 'acmee'],
    ['prop.cuopon', 'exists', true],
    ['prop.coupon', 'gte', 5],
    ['campaign', 'eq', 'autumn-kiln'],
    ['account', 'eq', 'acme'],
  ] as const;
  const filter = { or: conditions.map(([field, op, value]) => ({ field, op, value })) };
  const { meta } = await reportOf('overview', { filter });
  expect(meta.warnings).toEqual([
    'Nothing was found lately that has "autumn-kilm" as campaign; did you mean "autumn-kiln"?',
    'No property "prop.cuopon" was found lately; did you mean "prop.coupon"?',
    'Nothing was found lately that has "Germany" as country; did you mean "DE"?',
    'Nothing was found lately that has "de" as country; did you mean "DE"?',
    'Nobody belongs to an account "acmee".',
  ]);
});

test('names nobody to whom reads no persons', async () => {
  const filter = { field: 'prop.note', op: 'eq', value: 'ann@exampel.com' };
  const { meta } = await reportOf('overview', { filter }, reports);
  expect(meta.warnings).toEqual([
    'Nothing was found lately that has "ann@exampel.com" as prop.note.',
  ]);
  const asked = { field: 'prop.email', value: 'ann@exampel.com' };
  const number = await env.DB.prepare('select site from sites where id = ?1')
    .bind(site)
    .first<number>('site');
  const { unseen } = await unseenOf({ db: env.DB }, number ?? 0, [asked]);
  expect(unseen).toEqual([{ ...asked, nearest: undefined }]);
});

test('costs nothing for names that the report has just read', async () => {
  const number = await env.DB.prepare('select site from sites where id = ?1')
    .bind(site)
    .first<number>('site');
  const asked = ['configure_bike', 'purchase'].map((value) => ({ field: 'event', value }));
  expect(await unseenOf({ db: env.DB }, number ?? 0, asked)).toEqual({ unseen: [], rowsRead: 0 });
});

test('looks into all databases of a spread site', async () => {
  const several = await fourDatabases();
  const own = newSite();
  await spread(shardsOf(several, own), FOUR, NOW);
  const names = Array.from({ length: 12 }, (_, i) => `own_event_${i}`);
  const lines = names.map((name) => visit(`visitor of ${name}`, [[NOW, name]]));
  await tellTo(several, { ...own, spread: true }, { lines });
  const asked = [...names, 'own_evnet_7'].map((value) => ({ field: 'event', value }));
  const { unseen } = await unseenOf(several, own.number, asked);
  expect(unseen.map(({ value, nearest }) => [value, nearest])).toEqual([
    ['own_evnet_7', 'own_event_7'],
  ]);
});

test('a short name, which is no symbol, is no slip because it is old', async () => {
  const own = newSite();
  const visits = Array.from({ length: 310 }, (_, i) =>
    visit(`v${i}`, [[NOW - 5 * DAY + i * 1_000, 'page_view', { page: '/' }]]),
  );
  await tellTo({ db: env.DB }, own, {
    lines: [visit('first', [[NOW - 10 * DAY, 'vote']]), ...visits],
  });
  const asked = ['vote', 'vtoe'].map((value) => ({ field: 'event', value }));
  const { unseen } = await unseenOf({ db: env.DB }, own.number, asked);
  expect(unseen.map(({ value }) => value)).toEqual(['vtoe']);
});

test('a step that somebody took is there, though nothing else tells of it', async () => {
  const own = await makeSite({ time_zone: 'UTC' });
  const number =
    (await env.DB.prepare('select site from sites where id = ?1')
      .bind(own)
      .first<number>('site')) ?? 0;
  const lines = [
    visit('v', [
      [NOW - 10 * DAY, 'page_view', { page: '/' }],
      [NOW - 10 * DAY + 1, 'vote_cast'],
    ]),
  ];
  const databases = { db: env.DB, lake: env.TEST_LAKE };
  await tellTo(databases, { ...newSite(), number }, { lines });
  const makeId = (): string => 'warned';
  await env.DB.prepare(`update sites set settings = '{"hot_days":5}' where site = ?1`)
    .bind(number)
    .run();
  await archive({ ...databases, bucket: env.TEST_LAKE, now: NOW, makeId });
  // As an erasure may leave it: the session has its texts in the file.
  await env.DB.prepare('delete from symbols where site = ?1').bind(number).run();
  const of = async (event: string): Promise<Report> => {
    const request = new Request(`${HOST}/v1/sites/${own}/reports/funnel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
      body: JSON.stringify({ steps: [{ event: 'page_view' }, { event }] }),
    });
    const bound = { ...env, LAKE: env.TEST_LAKE };
    return (await worker.fetch(request, bound, createExecutionContext())).json<Report>();
  };
  const { data, meta } = await of('vote_cast');
  expect(data.steps[1]?.people).toBe(1);
  expect(meta.warnings).toEqual([]);
  expect((await of('vote_csat')).meta.warnings).toEqual(['No event "vote_csat" was found lately.']);
});

test('a conversion or a trigger on what the site has not had is taken, and says so', async () => {
  const settings = { conversions: ['purchse', 'configure_bike'] };
  const change = async (body: object): Promise<{ warnings?: string[] }> =>
    (await ask(`/v1/sites/${site}`, { key, method: 'PATCH', body })).json();
  expect((await change({ settings })).warnings).toEqual([
    'No event "purchse" was found lately; did you mean "purchase"?',
  ]);
  expect((await change({ settings: { conversions: ['purchase'] } })).warnings).toBeUndefined();
  const body = { name: 'Sold', event: 'Order Completed', url: 'https://hooks.example.com/sold' };
  const made = await ask(`/v1/sites/${site}/triggers`, { key, body });
  expect(made.status).toBe(201);
  const { id, warnings } = await made.json<{ id: string; warnings?: string[] }>();
  expect(warnings).toEqual([
    'No event "Order Completed" was found lately; did you mean "purchase"?',
  ]);
  const path = `/v1/sites/${site}/triggers/${id}`;
  const mended = await ask(path, { key, method: 'PATCH', body: { event: 'purchase' } });
  expect(await mended.json()).not.toHaveProperty('warnings');
});

test('a breakdown by page says that it is the page a session began with', async () => {
  const by = { breakdown: { by: 'page' } };
  const said = [expect.stringContaining('as "landing_page" does')];
  expect((await reportOf('overview', by)).meta.warnings).toEqual(said);
  expect((await reportOf('overview', { breakdown: { by: 'landing_page' } })).meta.warnings).toEqual(
    [],
  );
  const touch = { models: ['last'], touch: { by: 'page' } };
  expect((await reportOf('attribution', touch)).meta.warnings).toEqual(said);
  expect((await reportOf('friction', { by: 'page' })).meta.warnings).toEqual([]);
});
