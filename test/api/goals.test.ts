import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite } from '../support/api.ts';

let site = '';
let key = '';

const START = Date.now() - 86_400_000;
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

const goals = [
  { id: 'signed-up', name: 'Signed up', page: '/welcome*' },
  {
    id: 'long-film',
    name: 'Saw most of a film',
    event: 'video_progress',
    filter: { field: 'prop.percent', op: 'gte', value: 75 },
  },
];

beforeAll(async () => {
  site = await makeSite();
  key = (await makeKey(site, 'admin')).key;
  const server = (await makeKey(site, 'server')).key;
  const view = (visitor: string, path: string, minute: number): object => ({
    type: 'page',
    anonymousId: visitor,
    properties: { path, url: `https://shop.example${path}` },
    timestamp: at(minute),
  });
  const film = (visitor: string, percent: number, minute: number): object => ({
    type: 'track',
    anonymousId: visitor,
    event: 'video_progress',
    properties: { percent },
    timestamp: at(minute),
  });
  const search = { type: 'track', event: 'Products Searched', properties: { query: 'film' } };
  const batch = [
    view('v1', '/', 0),
    { ...search, anonymousId: 'v1', timestamp: at(1) },
    view('v1', '/welcome/ann', 2),
    view('v2', '/', 0),
    film('v2', 20, 1),
    film('v2', 80, 2),
    { ...search, anonymousId: 'v2', timestamp: at(3) },
    view('v3', '/', 0),
    film('v3', 74, 1),
  ].map((message, i) => ({ ...message, messageId: `m${i}` }));
  await ask('/v1/batch', { key: server, body: { batch } });
});

interface Problem {
  errors: { pointer: string; nearest?: string }[];
}

const set = (settings: object): Promise<Response> =>
  ask(`/v1/sites/${site}`, { method: 'PATCH', key, body: { settings } });

const report = async <Data>(name: string, body: object = {}): Promise<Data> => {
  const path = `/v1/sites/${site}/reports/${name}`;
  const answer = await ask(path, { key, body: { range: { preset: 'last_7d' }, ...body } });
  expect(answer.status).toBe(200);
  return (await answer.json<{ data: Data }>()).data;
};

test('a goal converts in every report alike once it is a conversion, also what happened before', async () => {
  expect((await set({ goals })).status).toBe(200);
  type Overview = { conversion: { n: number; of: number } };
  expect((await report<Overview>('overview')).conversion.n).toBe(0);
  expect((await set({ conversions: ['goal:signed-up', 'goal:long-film'] })).status).toBe(200);
  expect((await report<Overview>('overview')).conversion).toMatchObject({ n: 2, of: 3 });

  const funnel = await report<{ steps: { people: number }[] }>('funnel');
  expect(funnel.steps.map(({ people }) => people)).toEqual([3, 2]);

  const terms = await report<{ rows: object[] }>('search-terms');
  // Who searched after the goal did not reach it by that search.
  expect(terms.rows).toMatchObject([{ key: 'film', conversion: { n: 1, of: 2 } }]);

  const listed = await ask(`/v1/sites/${site}/journeys?outcome=converted`, { key });
  const { data } = await listed.json<{ data: { customer: string; conversion: string }[] }>();
  expect(data.map(({ customer, conversion }) => `${customer} ${conversion}`).sort()).toEqual([
    'v1 page_view',
    'v2 video_progress',
  ]);
});

const wrong: [object, string, string?][] = [
  [{ conversions: ['goal:signed-in'] }, '/settings/conversions/0', 'goal:signed-up'],
  [{ goals: [] }, '/settings/conversions/0'],
  [{ goals: [{ id: 'x', name: 'X' }] }, '/settings/goals/0'],
  [{ goals: [{ id: 'x', name: 'X', event: 'purchase' }] }, '/settings/goals/0'],
  [{ goals: [{ id: 'x', name: 'X', page: '/a*b' }] }, '/settings/goals/0/page'],
  [{ goals: [goals[0], goals[0]] }, '/settings/goals'],
  [
    { goals: [{ id: 'x', name: 'X', event: 'a', filter: { did: { event: 'b' } } }] },
    '/settings/goals/0/filter',
  ],
];

for (const [settings, pointer, near] of wrong) {
  test(`refuses ${JSON.stringify(settings).slice(0, 80)} at ${pointer}`, async () => {
    const answer = await set(settings);
    expect(answer.status).toBe(422);
    const [error] = (await answer.json<Problem>()).errors;
    expect([error?.pointer, error?.nearest]).toEqual([pointer, near]);
  });
}
