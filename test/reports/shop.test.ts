import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReadSite } from '../../worker/history/index.ts';
import {
  customerBy,
  identityOf,
  journeyBy,
  listCustomers,
  listJourneys,
  overview,
  timelineOf,
  type Page,
  type Place,
  type ReportContext,
  type TimelineEntry,
  type TimelineQuery,
} from '../../worker/reports/index.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T09:00:00Z');
const MINUTE = 60_000;

/** The walk that the product is for: a search, a mail two days later, an order, a second device. */
async function annaShops(site: ReadSite): Promise<void> {
  const search = { source: 'google', medium: 'organic' };
  const mail = { source: 'newsletter', medium: 'email', campaign: 'autumn' };
  const item = { items: [{ item_id: 'lamp', item_name: 'Lamp' }] };
  const order = { transaction_id: 'o-1', currency: 'EUR', value: 49.9, ...item };
  const back = MONDAY + 2 * DAY;
  await tell(site, {
    lines: [
      visit('laptop', [
        [
          MONDAY,
          'page_view',
          { page: '/blog/light', source: search, props: { title: 'On light' } },
        ],
        [MONDAY + MINUTE, 'view_item', { page: '/p/desk' }],
        [MONDAY + 2 * MINUTE, 'view_item', { page: '/p/lamp', props: item }],
        [MONDAY + 3 * MINUTE, 'add_to_cart', { page: '/p/lamp', props: item }],
      ]),
      visit('laptop', [
        [back, 'page_view', { page: '/cart', source: mail }],
        [back + MINUTE, 'identify', { user: 'anna', page: '/sign-in' }],
        [back + 2 * MINUTE, 'begin_checkout', { page: '/checkout', props: item }],
        [back + 3 * MINUTE, 'purchase', { page: '/thanks', props: order }],
        [back + 4 * MINUTE, 'page_view', { page: '/' }],
      ]),
      // The thank-you page again, a week later: no second order.
      visit('laptop', [[back + 7 * DAY, 'purchase', { page: '/thanks', props: order }]]),
      visit('phone', [
        [MONDAY + DAY, 'page_view', { page: '/p/lamp' }],
        [MONDAY + DAY + MINUTE, 'identify', { user: 'anna' }],
      ]),
      contact('anna', [[back + DAY, 'Call Received', { context: { by: 'server' } }]]),
      visit('stranger', [[MONDAY, 'page_view', { page: '/' }]]),
      visit('robot', [[MONDAY, 'page_view', { context: { bot: 'isbot' } }]]),
    ],
    edges: [
      identify('laptop', 'anna', back + MINUTE),
      identify('phone', 'anna', MONDAY + DAY + MINUTE),
    ],
    traits: [{ user: 'anna', at: back, traits: { name: 'Anna Lind', email: 'anna@example.com' } }],
  });
}

describe('one customer of a shop', () => {
  const site = newSite();
  const context: ReportContext = { db: env.DB, site, now: MONDAY + 10 * DAY };

  beforeAll(() => annaShops(site));

  test('goes by every id it has ever had', async () => {
    const ids = ['anna', 'laptop', 'phone', 'user:anna', 'visitor:phone'];
    const found = await Promise.all(ids.map((id) => customerBy(context, id)));
    expect(found.map((answer) => answer?.data.id)).toEqual(ids.map(() => 'anna'));
    expect(await customerBy(context, 'nobody')).toBeUndefined();
  });

  test('has its facts', async () => {
    const answer = await customerBy(context, 'anna');
    expect(answer?.data).toMatchObject({
      name: 'Anna Lind',
      users: ['anna'],
      visitors: ['laptop', 'phone'],
      first_seen: '2026-11-02T09:00:00.000Z',
      last_seen: '2026-11-11T09:00:00.000Z',
      sessions: 4,
      touchpoints: 1,
      orders: 1,
      value: [{ currency: 'EUR', amount: '49.90', minor: 4_990 }],
      channel: 'Organic Search',
      stage: { name: 'retention', reason: 'Came back after the first order' },
      word: 'occasional',
      traits: { email: 'anna@example.com' },
      most_active: null,
      journeys: { open: 1, converted: 1, lapsed: 0 },
    });
    expect(answer?.rowsRead).toBeGreaterThan(0);
  });

  test('has every step once, in order, across devices and channels', async () => {
    const answer = await timelineOf(context, 'phone', { limit: 100 });
    const entries = answer?.data.data ?? [];
    expect(entries.map(({ name, visitor, channel }) => [name, visitor, channel])).toEqual([
      ['page_view', 'laptop', 'Organic Search'],
      ['view_item', 'laptop', 'Organic Search'],
      ['view_item', 'laptop', 'Organic Search'],
      ['add_to_cart', 'laptop', 'Organic Search'],
      ['page_view', 'phone', 'Direct'],
      ['identify', 'phone', 'Direct'],
      ['page_view', 'laptop', 'Email'],
      ['identify', 'laptop', 'Email'],
      ['begin_checkout', 'laptop', 'Email'],
      ['purchase', 'laptop', 'Email'],
      ['page_view', 'laptop', 'Email'],
      ['Call Received', null, 'Call'],
      ['purchase', 'laptop', 'Direct'],
    ]);
    const stages = entries.map(({ stage }) => stage);
    expect(stages.slice(0, 5)).toEqual([
      'awareness',
      'consideration',
      'consideration',
      'intent',
      'intent',
    ]);
    expect(stages.slice(8)).toEqual(['intent', 'purchase', 'purchase', 'purchase', 'retention']);
    expect(entries.at(3)).toMatchObject({
      at: '2026-11-02T09:03:00.000Z',
      kind: 'cart',
      title: 'Added Lamp to the cart',
      object: { type: 'product', id: 'lamp', name: 'Lamp' },
      source: { source: 'google', medium: 'organic' },
      actor: { customer: 'anna', assurance: 'asserted' },
    });
    expect(new Set(entries.slice(0, 11).map(({ journey }) => journey)).size).toBe(1);
    expect(new Set(entries.map(({ session }) => session)).size).toBe(5);
  });

  test('pages through a timeline and narrows it', async () => {
    const seen: TimelineEntry[] = [];
    let after: Place | undefined;
    do {
      const query: TimelineQuery = { limit: 3, order: 'desc', ...(after && { after }) };
      const page: Page<TimelineEntry> | undefined = (await timelineOf(context, 'anna', query))
        ?.data;
      seen.push(...(page?.data ?? []));
      after = page?.next;
    } while (after);
    const whole = (await timelineOf(context, 'anna', { limit: 100 }))?.data.data ?? [];
    expect(seen).toEqual(whole.toReversed());
    const query = { kinds: ['order', 'call'], from: MONDAY + DAY, to: MONDAY + 5 * DAY, limit: 9 };
    const some = (await timelineOf(context, 'anna', query))?.data.data ?? [];
    expect(some.map(({ name }) => name)).toEqual(['purchase', 'Call Received']);
  });

  test('has one converted journey with its value', async () => {
    const { data } = await listJourneys(context, { outcome: 'converted', limit: 10 });
    expect(data.data).toMatchObject([
      {
        customer: 'anna',
        customer_name: 'Anna Lind',
        opened_at: '2026-11-02T09:00:00.000Z',
        closed_at: '2026-11-04T09:03:00.000Z',
        outcome: 'converted',
        sessions: 3,
        touches: [{ channel: 'Organic Search' }, { channel: 'Direct' }, { channel: 'Email' }],
        value: '49.90',
        currency: 'EUR',
        order: 'o-1',
        seconds_to_convert: 2 * 86_400 + 180,
        stage: 'purchase',
      },
    ]);
    const id = data.data[0]?.id ?? '';
    expect((await journeyBy(context, id))?.data).toEqual(data.data[0]);
    const all = await listJourneys(context, { limit: 10 });
    expect(all.data.data.map(({ customer, outcome }) => [customer, outcome])).toEqual([
      ['anna', 'open'],
      ['anna', 'converted'],
      ['stranger', 'open'],
    ]);
  });

  test('is found by name, mail, device and order', async () => {
    const found = async (q: string): Promise<string[]> => {
      const { data } = await listCustomers(context, { q, sort: 'last_seen', limit: 5 });
      return data.data.map(({ id }) => id);
    };
    for (const q of ['LIND', 'anna@', 'phone', 'o-1', 'anna'])
      expect(await found(q)).toEqual(['anna']);
    expect(await found('stranger')).toEqual(['stranger']);
    expect(await found("nobody'%_")).toEqual([]);
  });

  test('is shown with the evidence of who it is', async () => {
    const answer = await identityOf(context, 'phone');
    expect(answer?.data.edges).toMatchObject([
      { kind: 'identify', a: 'phone', b: 'anna', at: '2026-11-03T09:01:00.000Z' },
      { kind: 'identify', a: 'laptop', b: 'anna' },
    ]);
  });

  test('is counted in the overview, robots are not', async () => {
    const range = { from: MONDAY - DAY, to: MONDAY + 5 * DAY };
    const { data, stitchedShare } = await overview(context, {
      range,
      breakdown: { by: 'channel', limit: 2 },
    });
    expect(data).toMatchObject({
      visitors: 3,
      customers: 2,
      sessions: 4,
      engaged_sessions: 3,
      page_views: 5,
      events: 13,
      orders: 1,
      revenue: [{ currency: 'EUR', amount: '49.90' }],
      conversion: { value: 0.5, n: 1, of: 2 },
      new_customers: 2,
      returning_customers: 0,
    });
    expect(stitchedShare).toBe(0.5);
    expect(data.rows?.map(({ key, sessions, orders }) => [key, sessions, orders])).toEqual([
      ['Direct', 2, 0],
      ['Email', 1, 1],
      ['(other)', 1, 0],
    ]);
    expect(data.series.map(({ day, sessions }) => [day, sessions])).toEqual([
      ['2026-11-01', 0],
      ['2026-11-02', 2],
      ['2026-11-03', 1],
      ['2026-11-04', 1],
      ['2026-11-05', 0],
      ['2026-11-06', 0],
      ['2026-11-07', 0],
    ]);
    const later = await overview(context, { range: { from: MONDAY + DAY, to: range.to } });
    expect(later.data).toMatchObject({ customers: 1, new_customers: 0, returning_customers: 1 });
  });
});
