import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { ReadSite } from '../../worker/history/index.ts';
import {
  funnel,
  listCustomers,
  listJourneys,
  overview,
  peopleBehind,
  type Filter,
} from '../../worker/reports/index.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 9, 10, 12);
const now = NOON + 20 * DAY;
const at = (day: number, minute = 0): number => NOON + day * DAY + minute * 60_000;

/** Ann buys on two devices, Ben fills a cart, Cem only calls, dora (a visitor) reads. */
async function shop(): Promise<ReadSite> {
  const site = newSite();
  const order = { props: { transaction_id: 'O-1', value: 50, currency: 'EUR' } };
  await tell(site, {
    lines: [
      visit('a1', [
        [at(0), 'page_view', { page: '/' }],
        [at(0, 1), 'view_item', { props: { item_id: 'mug' } }],
      ]),
      visit('a2', [
        [at(9), 'add_to_cart', { props: { item_id: 'mug' } }],
        [at(9, 5), 'purchase', order],
      ]),
      visit('b1', [
        [at(2), 'add_to_cart', { props: { item_id: 'pan' } }],
        [at(2, 1), 'view_item', { props: { item_id: 'pan' } }],
        [at(12), 'view_item', { props: { item_id: 'mug' } }],
      ]),
      visit('dora', [[at(15), 'page_view', { page: '/blog' }]]),
      contact('cem', [[at(5), 'support_call']]),
    ],
    edges: [
      identify('a1', 'ann', at(0, 1)),
      identify('a2', 'ann', at(9)),
      identify('b1', 'ben', at(2)),
      { kind: 'group', a: 'user:ann', b: 'acme', at: at(1), source: 'server' },
      { kind: 'group', a: 'visitor:b1', b: 'bits', at: at(3), source: 'page' },
    ],
    traits: [
      { user: 'ann', at: at(0), traits: { plan: 'pro', email: 'ann@example.com' } },
      { user: 'ben', at: at(2), traits: { plan: 'free' } },
      { user: 'cem', at: at(5), traits: { plan: 'free' } },
    ],
  });
  return site;
}

/** Customers that a list shows. */
async function listed(site: ReadSite, filter: Filter): Promise<string[]> {
  const query = { sort: 'last_seen', limit: 100, filter } as const;
  const { data } = await listCustomers({ db: env.DB, site, now, peopleBehind }, query);
  return data.data.map(({ id }) => id).sort();
}

const cases: [string, Filter, string[]][] = [
  ['did', { did: { event: 'view_item' } }, ['ann', 'ben']],
  ['did within', { did: { event: 'view_item', within: 'P9D' } }, ['ben']],
  [
    'did within, beside what reaches back farther',
    { and: [{ did: { event: 'view_item', within: 'P9D' } }, { did: { event: 'view_item' } }] },
    ['ben'],
  ],
  [
    'did with a filter of the event',
    { did: { event: 'view_item', filter: { field: 'prop.item_id', op: 'eq', value: 'pan' } } },
    ['ben'],
  ],
  ['did, off the site', { did: { event: 'support_call' } }, ['cem']],
  ['did_not', { did_not: { event: 'view_item' } }, ['cem', 'dora']],
  ['not did', { not: { did: { event: 'view_item' } } }, ['cem', 'dora']],
  ['count', { count: { event: 'view_item', op: 'gte', value: 2 } }, ['ben']],
  ['count of nothing', { count: { event: 'view_item', op: 'eq', value: 0 } }, ['cem', 'dora']],
  [
    'sequence over devices',
    { sequence: { steps: [{ event: 'view_item' }, { event: 'add_to_cart' }] } },
    ['ann'],
  ],
  [
    'sequence in a window',
    { sequence: { steps: [{ event: 'view_item' }, { event: 'add_to_cart' }], window: 'P2D' } },
    [],
  ],
  ['trait', { field: 'trait.plan', op: 'eq', value: 'free' }, ['ben', 'cem']],
  ['trait that is not so', { field: 'trait.plan', op: 'neq', value: 'free' }, ['ann', 'dora']],
  ['trait that is there', { field: 'trait.email', op: 'exists' }, ['ann']],
  ['orders', { field: 'orders', op: 'eq', value: 0 }, ['ben', 'cem', 'dora']],
  ['value', { field: 'value', op: 'gte', value: 50 }, ['ann']],
  ['account of a user', { field: 'account', op: 'eq', value: 'acme' }, ['ann']],
  ['account of a device', { field: 'account', op: 'exists' }, ['ann', 'ben']],
  ['first_seen', { field: 'first_seen', op: 'lt', value: '2026-10-12' }, ['ann']],
  ['last_seen', { field: 'last_seen', op: 'gte', value: '2026-10-22T12:00:00Z' }, ['ben', 'dora']],
  ['stage', { field: 'stage', op: 'in', value: ['intent', 'awareness'] }, ['ben', 'cem', 'dora']],
  [
    'a person and a session',
    { and: [{ did: { event: 'purchase' } }, { field: 'page', op: 'eq', value: '/' }] },
    ['ann'],
  ],
  [
    'no person and session in one',
    { and: [{ did_not: { event: 'purchase' } }, { field: 'page', op: 'eq', value: '/' }] },
    [],
  ],
];

const site = await shop();

for (const [name, filter, people] of cases) {
  test(`lists customers by ${name}`, async () => {
    expect(await listed(site, filter)).toEqual(people);
  });
}

test('looks at what was known at the end of the range', async () => {
  const context = { db: env.DB, site, now, peopleBehind };
  const filter: Filter = { field: 'orders', op: 'gt', value: 0 };
  const visitors = async (to: number): Promise<number> => {
    const { data } = await overview(context, { range: { from: at(-1), to }, filter });
    return data.visitors;
  };
  expect(await visitors(at(5))).toBe(0);
  expect(await visitors(at(10))).toBe(2);
});

test('the people of a cell are a condition as well', async () => {
  const context = { db: env.DB, site, now, peopleBehind };
  const steps = [{ event: 'view_item' }, { event: 'add_to_cart' }];
  const query = { range: { from: at(-1), to: at(11) }, steps };
  const cell = { report: 'funnel', query, step: 2 } as const;
  expect(await peopleBehind(context, cell)).toEqual(['ann']);
  expect(await listed(site, { cell })).toEqual(['ann']);
  const narrowed = await funnel(context, { ...query, filter: { not: { cell } } });
  expect(narrowed.data.steps.map(({ people }) => people)).toEqual([1, 0]);
});

test('lists journeys of such people alone', async () => {
  const filter: Filter = { field: 'account', op: 'eq', value: 'acme' };
  const context = { db: env.DB, site, now, peopleBehind };
  const { data } = await listJourneys(context, { limit: 10, filter });
  expect(data.data.map(({ customer, outcome }) => [customer, outcome])).toEqual([
    ['ann', 'converted'],
  ]);
});

test('every page of a filtered list by value', async () => {
  const filter: Filter = { did_not: { event: 'support_call' } };
  const found: string[] = [];
  let after: { at: number; id: string } | undefined;
  do {
    const query = { sort: 'value', limit: 1, filter, ...(after && { after }) } as const;
    const { data } = await listCustomers({ db: env.DB, site, now, peopleBehind }, query);
    found.push(...data.data.map(({ id }) => id));
    after = data.next;
  } while (after !== undefined);
  expect(found).toEqual(['ann', 'dora', 'ben']);
});
