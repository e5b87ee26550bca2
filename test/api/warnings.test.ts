import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { unseenOf } from '../../worker/api/warnings/unseen.ts';
import { ask, makeKey, makeSite } from '../support/api.ts';
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
  const batch = [
    { type: 'page', anonymousId: 'ann', messageId: 'm1', timestamp, properties: { path: '/checkout' } },
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
    'No event "configure_bkie" was found on this site; did you mean "configure_bike"?',
  ]);
});

test('a name of Segment’s is told by the one it is stored under', async () => {
  const { meta } = await funnelOf('add_to_crat', 'Order Completed', 'qqqqqqqqqqqq');
  expect(meta.warnings).toEqual([
    'No event "add_to_crat" was found on this site; did you mean "add_to_cart"?',
    'No event "Order Completed" was found on this site; did you mean "purchase"?',
    'No event "qqqqqqqqqqqq" was found on this site.',
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
    'revenue',
    'carts',
    'search-terms',
    'stages',
  ])
    expect([name, (await reportOf(name, {})).meta.warnings]).toEqual([name, []]);
});

test('knows pages and values of properties, in every report that takes a filter', async () => {
  const filter = {
    or: [
      { field: 'page', op: 'eq', value: '/chekout' },
      { field: 'prop.coupon', op: 'in', value: ['SUMER', 'SUMMER'] },
      { not: { did: { event: 'configure_bik' } } },
    ],
  };
  for (const name of ['overview', 'revenue', 'retention', 'paths']) {
    const { meta } = await reportOf(name, { filter, compare: 'previous' });
    expect(meta.warnings).toEqual([
      'No page "/chekout" was found lately; did you mean "/checkout"?',
      'Nothing was found lately that has "SUMER" as prop.coupon; did you mean "SUMMER"?',
      'No event "configure_bik" was found on this site; did you mean "configure_bike"?',
    ]);
  }
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
