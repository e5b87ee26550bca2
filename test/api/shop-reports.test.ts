import { exports } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import type { Properties, WireBatch } from '../../schema/index.ts';
import type { CellAttribution } from '../../worker/api/answers/attribution.ts';
import type { CellCarts } from '../../worker/api/answers/carts.ts';
import type { CellFriction } from '../../worker/api/answers/friction.ts';
import type { CellJourneyMap, CellMapStage } from '../../worker/api/answers/journey-map.ts';
import type { CellSearchTerms } from '../../worker/api/answers/search-terms.ts';
import type { CellSegments } from '../../worker/api/answers/segments.ts';
import type { CellStages } from '../../worker/api/answers/stages.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

const now = Date.now();
const MINUTE = 60_000;
const at = (minutes: number): number => now - 24 * 60 * MINUTE + minutes * MINUTE;
const lamp = { items: [{ item_id: 'lamp', price: 20 }], currency: 'EUR' };
const range = { preset: 'last_7d' };

let site = '';
let reader = '';
let admin = '';
let key = '';

type Seed = [minutes: number, name: string, properties?: Properties];

async function visit(visitor: string, seeds: readonly Seed[]): Promise<void> {
  const batch: WireBatch = {
    v: 1,
    site,
    batch: `b-${visitor}`,
    sent_at: now,
    visitor,
    page_load: `p-${visitor}`,
    events: seeds.map(([minutes, name, properties], seq) => ({
      seq,
      at: at(minutes),
      name,
      page: 'https://shop.example/p/lamp',
      ...(properties && { properties }),
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

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'read:reports'));
  ({ key: reader } = await makeKey(site, 'read:customers'));
  ({ key: admin } = await makeKey(site, 'admin'));
  await visit('buys', [
    [0, 'page_view'],
    [1, 'search', { search_term: 'Lamp' }],
    [2, 'add_to_cart', lamp],
    [3, 'purchase', { transaction_id: `O-${site}`, value: 20, ...lamp }],
  ]);
  await visit('leaves', [
    [0, 'page_view'],
    [1, 'search', { search_term: 'desk' }],
    [2, 'search', { search_term: 'lamp' }],
    [3, 'add_to_cart', lamp],
  ]);
});

interface Reported<Data> {
  data: Data;
  query: object;
  totals: object;
  meta: { warnings: string[] };
}

async function report<Data>(name: string, body: unknown): Promise<Reported<Data>> {
  const response = await ask(`/v1/sites/${site}/reports/${name}`, { key, body });
  expect(response.status).toBe(200);
  return response.json();
}

async function people(cell: string | null | undefined): Promise<string[]> {
  const path = `/v1/sites/${site}/customers?cell=${encodeURIComponent(cell ?? '')}`;
  const response = await ask(path, { key: reader });
  const { data } = await response.json<{ data: { id: string }[] }>();
  return data.map(({ id }) => id);
}

test('the carts report tells what became of carts, and opens whose they are', async () => {
  const { data, query } = await report<CellCarts>('carts', { range });
  expect(query).toMatchObject({ idle: 'PT60M', breakdown: { by: 'event', limit: 10 } });
  expect(data).toMatchObject({
    carts: 2,
    value: [{ currency: 'EUR', minor: 4_000 }],
    abandonment: { n: 1, of: 2 },
    recovery: { n: 0, of: 1 },
    rows: [{ key: 'add_to_cart', carts: 1 }],
  });
  const stateOf = (state: string): CellCarts['states'][number] | undefined =>
    data.states.find((one) => one.state === state);
  expect(stateOf('ordered')?.revenue).toMatchObject([{ minor: 2_000 }]);
  expect(await people(stateOf('ordered')?.cell)).toEqual(['buys']);
  expect(await people(stateOf('abandoned')?.cell)).toEqual(['leaves']);
  expect(await people(data.rows[0]?.cell)).toEqual(['leaves']);
  const byPage = await report<CellCarts>('carts', { range, breakdown: { by: 'exit_page' } });
  expect(byPage.data.rows.map((row) => row.key)).toEqual(['/p/lamp']);
});

test('the search terms report tells what came of searches, and opens who made them', async () => {
  const { data } = await report<CellSearchTerms>('search-terms', { range, limit: 1 });
  expect(data).toMatchObject({ searches: 3, terms: 2, refined: { n: 1 }, conversion: { n: 1 } });
  expect(data.rows).toMatchObject([
    { key: 'lamp', searches: 2, followed: { n: 2 } },
    { key: '(other)', searches: 1, refined: { n: 1 } },
  ]);
  expect(await people(data.rows[0]?.cell)).toEqual(['buys', 'leaves']);
  expect(await people(data.rows[1]?.cell)).toEqual(['leaves']);
});

test('the stages report tells who is where, and opens who went there', async () => {
  const { data } = await report<CellStages>('stages', { range });
  const filled = data.stages.filter((one) => one.people > 0);
  expect(filled).toMatchObject([
    { stage: 'intent', reasons: [{ reason: 'Added a product to the cart' }] },
    { stage: 'purchase', people: 1, entered: 1 },
  ]);
  expect(await people(filled[0]?.cell)).toEqual(['leaves']);
  expect(await people(filled[0]?.reasons[0]?.cell)).toEqual(['leaves']);
  const [awareness, consideration] = data.stages;
  expect(await people(consideration?.cells.entered)).toEqual(['buys', 'leaves']);
  expect(await people(awareness?.cells.conversion)).toEqual(['buys', 'leaves']);
  expect(await people(filled[0]?.cells.conversion)).toEqual(['buys']);
  expect(await people(filled[0]?.cells.drop_off)).toEqual([]);
  const ways = data.flow.filter(({ to }) => to === 'consideration' || to === 'purchase');
  expect(ways).toMatchObject([
    { from: 'awareness', to: 'consideration', moves: 2, people: 2 },
    { from: 'intent', to: 'purchase', moves: 1, people: 1 },
  ]);
  expect(await people(ways[0]?.cell)).toEqual(['buys', 'leaves']);
});

test('the journey map tells what people met with in each stage, and opens who did', async () => {
  const { data, query, totals } = await report<CellJourneyMap>('journey-map', { range });
  expect(query).toMatchObject({ unit: 'customer', limit: 5 });
  expect(totals).toEqual({ people: 2, active: 2, sessions: 2, contacts: 0, conversions: 1 });
  const stages = await report<CellStages>('stages', { range });
  const stageOf = (name: string): CellMapStage | undefined =>
    data.stages.find(({ stage }) => stage === name);
  for (const { cell, cells: _, reasons, ...figures } of stages.data.stages) {
    expect(stageOf(figures.stage)).toMatchObject(figures);
    const told = reasons.map(({ cell: __, ...reason }) => reason);
    expect(stageOf(figures.stage)?.reasons).toEqual(told);
    if (figures.people > 0) {
      expect(await people(stageOf(figures.stage)?.cells.people)).toEqual(await people(cell));
    }
  }
  expect(data.flow.length).toBe(stages.data.flow.length);
  const [consideration, purchase] = [stageOf('consideration'), stageOf('purchase')];
  expect(consideration).toMatchObject({
    active: 2,
    sessions: 2,
    channels: [{ key: 'Direct', online: true, touches: 2, people: 2 }],
    actions: [{ key: 'search', events: 3, touches: 2 }],
    questions: [
      { key: 'lamp', kind: 'search', asked: 2, people: 2 },
      { key: 'desk', asked: 1, people: 1 },
    ],
    sentiment: { stated: { mean: null, n: 0, ci95: null, cell: null } },
  });
  expect(await people(consideration?.questions[1]?.cell)).toEqual(['leaves']);
  expect(await people(consideration?.actions[0]?.cell)).toEqual(['buys', 'leaves']);
  expect(purchase?.good_moments).toMatchObject([
    { key: 'praise', moments: 0, cell: null },
    { key: 'conversion', moments: 1, people: 1 },
    { key: 'quick_success', moments: 0 },
  ]);
  expect(await people(purchase?.good_moments[1]?.cell)).toEqual(['buys']);
  expect(await people(purchase?.cells.active)).toEqual(['buys']);
  expect(await people(stageOf('awareness')?.pages[0]?.cell)).toEqual(['buys', 'leaves']);
});

test('the segments report compares saved segments and others, and opens who is in several', async () => {
  const shop = await makeSite({ time_zone: 'UTC' });
  const { key: both } = await makeKey(shop, 'admin');
  const path = `/v1/sites/${shop}/reports/segments`;
  const bare = await ask(path, { key: both, body: {} });
  expect(await bare.json()).toMatchObject({
    query: { segments: [], limit: 20 },
    data: { everybody: { people: 0, cells: { people: null } }, rows: [], intersections: [] },
  });
  const filter = { field: 'event', op: 'eq', value: 'purchase' };
  const made = await ask(`/v1/sites/${site}/segments`, {
    key: admin,
    body: { name: 'Buyers', filter },
  });
  const { id } = await made.json<{ id: string }>();
  const looking = { field: 'event', op: 'eq', value: 'search' };
  const inCart = (await report<CellStages>('stages', { range })).data.stages[2]?.cell;
  const named = [{ segment: id }, { name: 'Searchers', filter: looking }, { segment: inCart }];
  const { data, query, totals } = await report<CellSegments>('segments', {
    range,
    segments: named,
  });
  expect(query).toMatchObject({
    segments: [
      { id, name: 'Buyers', filter },
      { name: 'Searchers' },
      { name: 'Segment 3', filter: { cell: { report: 'stages' } } },
    ],
  });
  expect(totals).toEqual({ people: 2 });
  expect(data.rows).toMatchObject([
    { key: 'Buyers', segment: id, people: 1, orders: 1, share: { n: 1, of: 2 } },
    { key: 'Searchers', segment: null, people: 2, sessions: 2, conversion: { n: 1, of: 2 } },
    { people: 1, orders: 0, cells: { converted: null, buyers: null } },
  ]);
  expect(await people(data.rows[0]?.cells.people)).toEqual(['buys']);
  expect(await people(data.rows[2]?.cells.customers)).toEqual(['leaves']);
  expect(data.intersections).toMatchObject([
    { key: 'Buyers + Searchers', segments: [1, 2], people: 1 },
    { key: 'Searchers + Segment 3', segments: [2, 3], people: 1 },
  ]);
  expect(await people(data.intersections[1]?.cell)).toEqual(['leaves']);
  expect(data.pairs).toMatchObject([
    { a: 1, b: 2, people: 1, of_a: { value: 1 }, of_b: { value: 0.5 } },
    { a: 1, b: 3, people: 0, cell: null },
    { a: 2, b: 3, people: 1 },
  ]);
  expect(await people(data.pairs[0]?.cell)).toEqual(['buys']);
  const { query: own } = await report<CellSegments>('segments', { range });
  expect(own).toMatchObject({ segments: [{ id, name: 'Buyers' }] });
  const mail = { field: 'trait.email', op: 'ends_with', value: '@example.com' };
  const prying = { range, segments: [{ name: 'Theirs', filter: mail }] };
  const forbidden = await ask(`/v1/sites/${site}/reports/segments`, { key, body: prying });
  expect(forbidden.status).toBe(403);
  const unknown = { range, segments: [{ segment: 'seg_none' }] };
  const refused = await ask(`/v1/sites/${site}/reports/segments`, { key, body: unknown });
  expect([refused.status, await refused.json()]).toMatchObject([
    422,
    { errors: [{ pointer: '/segments/0/segment' }] },
  ]);
});

test('the attribution report shares orders by every usual model, and opens who made them', async () => {
  const { data, query, meta } = await report<CellAttribution>('attribution', { range });
  expect(meta.warnings).toEqual([
    expect.stringContaining('what markov credit rests on conversions alone'),
  ]);
  expect(query).toMatchObject({
    conversion: { event: 'purchase' },
    touch: { by: 'channel', limit: 20 },
    lookback: 'P30D',
    bootstrap: 200,
  });
  expect(data).toMatchObject({
    conversions: 1,
    value: [{ currency: 'EUR', minor: 2_000 }],
    journeys: { converted: 1, lapsed: 0, in_progress: 1 },
  });
  const [row] = data.rows;
  expect(Object.keys(row?.models ?? {})).toEqual([
    'first', 'last', 'last_non_direct', 'linear', 'u_shaped', 'time_decay', 'markov', 'shapley',
  ]); // prettier-ignore
  for (const credit of Object.values(row?.models ?? {})) {
    expect(credit).toMatchObject({ conversions: 1, value: [{ amount: '20.00' }] });
    expect(credit.ci95?.[0]).toBe(0);
  }
  expect(await people(row?.cell)).toEqual(['buys']);
  const asked = {
    range,
    models: ['last', 'shapley'],
    bootstrap: 0,
    conversion: { event: 'search' },
  };
  const { data: searches } = await report<CellAttribution>('attribution', asked);
  expect(searches).toMatchObject({ conversions: 3, customers: 2, value: [], bootstrap: 0 });
  const rates = await report<CellAttribution>('attribution', { range, models: ['shapley_rate'] });
  expect(rates.query).toMatchObject({ touch: { by: 'channel', limit: 11 } });
  expect(searches.rows[0]?.models).toEqual({
    last: { conversions: 3, value: [], ci95: null },
    shapley: { conversions: 3, value: [], ci95: null },
  });
});

test.each([
  [{ models: ['last', 'lst'] }, '/models/1', 'last'],
  [{ models: ['last', 'last'] }, '/models', undefined],
  [{ models: [] }, '/models', undefined],
  [{ lookback: 'PT1H' }, '/lookback', undefined],
  [{ lookback: '30 days' }, '/lookback', undefined],
  [{ bootstrap: 1_001 }, '/bootstrap', undefined],
  [{ touch: { by: 'channle' } }, '/touch/by', 'channel'],
  [{ touch: { by: 'channel', limit: 51 } }, '/touch/limit', undefined],
  [{ touch: { by: 'channel', limit: 12 }, models: ['shapley_rate'] }, '/touch/limit', undefined],
  [{ unit: 'session' }, '/unit', undefined],
])('the attribution report refuses %j and says where', async (wrong, pointer, nearest) => {
  const path = `/v1/sites/${site}/reports/attribution`;
  const response = await ask(path, { key, body: { range, ...wrong } });
  expect(response.status).toBe(422);
  const { errors } = await response.json<{ errors: { pointer: string; nearest?: string }[] }>();
  expect(errors.map((one) => [one.pointer, one.nearest])).toEqual([[pointer, nearest]]);
});

test('the friction report compares those who met with it, and opens who they are', async () => {
  const shop = await makeSite({ time_zone: 'UTC' });
  const { key: server } = await makeKey(shop, 'server');
  const { key: both } = await makeKey(shop, 'read:customers');
  const track = (who: string, minutes: number, event: string, properties = {}): object => {
    const timestamp = new Date(at(minutes - 9 * 24 * 60)).toISOString();
    return {
      type: 'track',
      anonymousId: who,
      messageId: `${who}-${event}`,
      timestamp,
      event,
      properties,
    };
  };
  const batch = Array.from({ length: 80 }, (_, i) => [
    track(`w${i}`, 0, 'begin_checkout'),
    ...(i % 2 === 0 ? [track(`w${i}`, 1, 'rage_click', { selector: '#pay' })] : []),
    ...(i % 4 === 1 || i === 0 ? [track(`w${i}`, 2, 'purchase', { order_id: `F${i}`, revenue: 50, currency: 'EUR' })] : []),
  ]).flat(); // prettier-ignore
  const sent = await ask('/v1/batch', { key: server, body: { batch } });
  expect(sent.status).toBe(200);
  const body = {
    range: { preset: 'last_28d' },
    steps: [{ event: 'begin_checkout' }],
    by: 'target',
  };
  const response = await ask(`/v1/sites/${shop}/reports/friction`, { key: both, body });
  const { data, query, totals } = await response.json<{
    data: CellFriction;
    query: object;
    totals: object;
  }>();
  expect(query).toMatchObject({
    window: 'P7D',
    exposure: 'PT30M',
    limit: 20,
    conversion: { event: 'purchase' },
  });
  expect(totals).toEqual({ tested: 1, stand: 1 });
  expect(data.steps).toMatchObject([{ people: 80, converted: { n: 21, of: 80 } }]);
  expect(data.rows).toMatchObject([
    {
      signal: 'rage_click',
      key: '#pay',
      exposed: 40,
      converted: { exposed: { n: 1 }, others: { n: 20 } },
    },
  ]);
  const [row] = data.rows;
  expect(row?.difference.value).toBeCloseTo(1 / 40 - 20 / 40, 9);
  expect(row?.missing.value).toMatchObject([{ currency: 'EUR', minor: 19 * 5_000 }]);
  const open = async (cell: string | null | undefined): Promise<number> => {
    const path = `/v1/sites/${shop}/customers?limit=100&cell=${encodeURIComponent(cell ?? '')}`;
    return (await (await ask(path, { key: both })).json<{ data: unknown[] }>()).data.length;
  };
  expect([await open(row?.cells.exposed), await open(row?.cells.missing)]).toEqual([40, 39]);
  const bare = await ask(`/v1/sites/${shop}/reports/friction`, { key: both, body: {} });
  const usual = await bare.json<{ query: { steps: object[] } }>();
  expect(usual.query.steps).toEqual(
    ['view_item', 'add_to_cart', 'begin_checkout'].map((event) => ({ event })),
  );
  const table = await ask(`/v1/sites/${shop}/reports/friction`, {
    key: both,
    body,
    headers: { accept: 'text/csv' },
  });
  expect((await table.text()).split('\r\n')[0]).toMatch(
    /^step,nth,signal,key,exposed,compared,converted\.exposed\.value.*missing\.value_at_least\.EUR$/,
  );
});

test('they stand as tables too, and refuse what they do not know', async () => {
  const table = async (name: string): Promise<string> => {
    const path = `/v1/sites/${site}/reports/${name}`;
    const response = await ask(path, { key, body: { range }, headers: { accept: 'text/csv' } });
    return response.text();
  };
  const rows = async (name: string): Promise<string> => (await table(name)).split(/\r?\n/)[0] ?? '';
  expect(await rows('carts')).toMatch(/^key,carts,customers/);
  expect(await rows('search-terms')).toMatch(/^key,searches/);
  expect(await rows('attribution')).toMatch(
    /^touch,participation,customers,models\.first\.conversions,models\.first\.value\.EUR,models\.first\.ci95\.low/,
  );
  expect(await rows('stages')).toMatch(/^stage,people,before/);
  expect(await rows('segments')).toMatch(/^nth,key,segment,/);
  const map = await table('journey-map');
  expect(map).toMatch(/^stage,people,before.*,list,.*part\.key,/);
  expect(map).toMatch(/^consideration,.*,questions,.*,lamp,.*,search,2,/m);
  const wrong = { range, breakdown: { by: 'chanel' } };
  const refused = await ask(`/v1/sites/${site}/reports/carts`, { key, body: wrong });
  expect(refused.status).toBe(422);
});
