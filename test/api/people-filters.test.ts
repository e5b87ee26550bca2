import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite } from '../support/api.ts';

let site = '';
let admin = '';
let reports = '';

const TIME = new Date(Date.now() - 3_600_000).toISOString();

beforeAll(async () => {
  site = await makeSite();
  admin = (await makeKey(site, 'admin')).key;
  reports = (await makeKey(site, 'read:reports')).key;
  const server = (await makeKey(site, 'server')).key;
  const batch = [
    {
      type: 'identify',
      userId: 'ann',
      anonymousId: 'v1',
      traits: { email: 'ann@example.com', plan: 'pro' },
    },
    {
      type: 'track',
      event: 'Product Viewed',
      anonymousId: 'v1',
      properties: { product_id: 'mug' },
    },
    {
      type: 'track',
      event: 'Product Viewed',
      anonymousId: 'v2',
      properties: { product_id: 'pan' },
    },
    { type: 'group', userId: 'ann', groupId: 'acme' },
  ].map((message, i) => ({ ...message, messageId: `m${i}`, timestamp: TIME }));
  await ask('/v1/batch', { key: server, body: { batch } });
});

interface Problem {
  errors: { pointer: string; nearest?: string }[];
}

const listOf = async (list: string, query: Record<string, string>): Promise<string[]> => {
  const path = `/v1/sites/${site}/${list}?${new URLSearchParams(query).toString()}`;
  const answer = await ask(path, { key: admin });
  expect(answer.status).toBe(200);
  const { data } = await answer.json<{ data: { id: string; customer?: string }[] }>();
  return data.map(({ id, customer }) => customer ?? id).sort();
};

const report = (name: string, key: string, body: object): Promise<Response> =>
  ask(`/v1/sites/${site}/reports/${name}`, { key, body: { range: { preset: 'all' }, ...body } });

test('lists take a filter, a segment and a cell', async () => {
  const filter = { field: 'account', op: 'eq', value: 'acme' };
  const text = JSON.stringify(filter);
  expect(await listOf('customers', { filter: text })).toEqual(['ann']);
  expect(await listOf('journeys', { filter: text })).toEqual(['ann']);
  const made = await ask(`/v1/sites/${site}/segments`, {
    key: admin,
    body: { name: 'Acme', filter },
  });
  const { id } = await made.json<{ id: string }>();
  expect(await listOf('customers', { segment: id })).toEqual(['ann']);
  const not = JSON.stringify({ not: filter });
  expect(await listOf('customers', { segment: id, filter: not })).toEqual([]);
  expect(await listOf('customers', { filter: not })).toEqual(['v2']);
});

test('a cell is a segment of any report', async () => {
  const steps = [{ event: 'view_item', filter: { field: 'item.item_id', op: 'eq', value: 'pan' } }];
  const asked = await report('funnel', reports, { steps });
  const { data } = await asked.json<{ data: { steps: { cell: string; people: number }[] } }>();
  const cell = data.steps[0]?.cell ?? '';
  expect(await listOf('customers', { segment: cell })).toEqual(['v2']);
  const whole = await report('overview', reports, { segment: cell });
  expect((await whole.json<{ data: { visitors: number } }>()).data.visitors).toBe(1);
  const broken = await report('overview', reports, { segment: `${cell.slice(0, -2)}xx` });
  expect([broken.status, (await broken.json<Problem>()).errors[0]?.pointer]).toEqual([
    422,
    '/segment',
  ]);
});

test('a reports key cannot find out personal traits by asking', async () => {
  const body = (field: string): object => ({
    filter: { and: [{ field, op: 'starts_with', value: 'a' }] },
  });
  expect((await report('overview', reports, body('trait.email'))).status).toBe(403);
  expect((await report('overview', reports, body('trait.plan'))).status).toBe(200);
  expect((await report('overview', admin, body('trait.email'))).status).toBe(200);
  const step = { event: 'view_item', filter: { field: 'trait.phone', op: 'exists' } };
  expect((await report('funnel', reports, { steps: [step] })).status).toBe(403);
});

const wrong: [object, string, string?][] = [
  [{ did: { event: 'view_item', wihtin: 'P1D' } }, '/filter/did/wihtin', 'within'],
  [{ did: { event: 'view_item', within: 'P1M' } }, '/filter/did/within'],
  [{ count: { event: 'x', op: 'contains', value: 1 } }, '/filter/count/op'],
  [{ sequence: { steps: [{ event: 'x' }] } }, '/filter/sequence/steps'],
  [{ field: 'first_seen', op: 'lt', value: 'soon' }, '/filter/value'],
  [{ field: 'acount', op: 'eq', value: 'x' }, '/filter/field', 'account'],
  [{ did: { event: 'x', filter: { did: { event: 'y' } } } }, '/filter/did/filter'],
];

for (const [filter, pointer, near] of wrong) {
  test(`refuses ${JSON.stringify(filter)} at ${pointer}`, async () => {
    const answer = await report('overview', admin, { filter });
    expect(answer.status).toBe(422);
    const [error] = (await answer.json<Problem>()).errors;
    expect([error?.pointer, error?.nearest]).toEqual([pointer, near]);
    const listed = await ask(
      `/v1/sites/${site}/customers?filter=${encodeURIComponent(JSON.stringify(filter))}`,
      { key: admin },
    );
    expect((await listed.json<Problem>()).errors[0]?.pointer).toBe(pointer);
  });
}

test('a filter of a list that is no JSON is refused', async () => {
  const answer = await ask(`/v1/sites/${site}/customers?filter={`, { key: admin });
  expect([answer.status, (await answer.json<Problem>()).errors[0]?.pointer]).toEqual([
    422,
    '/filter',
  ]);
});
