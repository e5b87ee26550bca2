import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TimelineEntry } from '../../../worker/reports/index.ts';
import { openGateway, type Gateway } from './gateway.ts';
import { LANDING, openShop, ORDER, TRAITS, type Shop } from './shop.ts';

// Clients as their makers publish them; nothing but their host is set to something of ours.

let shop: Shop;
let gateway: Gateway;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(async () => {
  await shop.close();
});

/** Four minutes of somebody's visit, as their shop's back end tells of it. */
const start = Date.now() - 600_000;
const minute = (n: number): Date => new Date(start + n * 60_000);

const VISIT = ['page_view', 'view_item', 'identify', 'purchase'];

describe('@segment/analytics-node', () => {
  test('tells a visit whose every answer was lost once, and it counts once', async () => {
    gateway = await openGateway(shop.url, ['dropped', 'unavailable']);
    const analytics = new Analytics({ writeKey: await shop.key('server'), host: gateway.url });
    const anonymousId = 'seg-visitor';
    const userId = 'seg-ann';
    const page = { url: LANDING, title: 'Dune mug', referrer: 'https://mail.example/' };
    analytics.page({ anonymousId, name: 'Mug', properties: page, timestamp: minute(0) });
    analytics.track({
      anonymousId,
      event: 'Product Viewed',
      properties: { product_id: 'mug', name: 'Dune mug', price: 24.9, currency: 'EUR' },
      timestamp: minute(1),
    });
    analytics.identify({ anonymousId, userId, traits: TRAITS, timestamp: minute(2) });
    analytics.track({
      anonymousId,
      userId,
      event: 'Order Completed',
      properties: ORDER,
      timestamp: minute(3),
    });
    await analytics.closeAndFlush();
    await gateway.close();

    expect(gateway.bodies.length).toBeGreaterThan(2);
    await expectVisit('seg-ann', anonymousId);
  });
});

describe('@rudderstack/rudder-sdk-node', () => {
  test('tells a visit whose every answer was lost once, and it counts once', async () => {
    gateway = await openGateway(shop.url, ['dropped', 'unavailable']);
    const client = new RudderAnalytics(await shop.key('server'), { dataPlaneUrl: gateway.url });
    const anonymousId = 'rudder-visitor';
    const userId = 'rudder-ann';
    const order = { ...ORDER, order_id: 'O-2002', products: [...ORDER.products] };
    const page = { url: LANDING, title: 'Dune mug', referrer: 'https://mail.example/' };
    client.page({ anonymousId, name: 'Mug', properties: page, timestamp: minute(0) });
    client.track({
      anonymousId,
      event: 'Product Viewed',
      properties: { product_id: 'mug', name: 'Dune mug', price: 24.9, currency: 'EUR' },
      timestamp: minute(1),
    });
    client.identify({ anonymousId, userId, traits: { ...TRAITS }, timestamp: minute(2) });
    client.track({
      anonymousId,
      userId,
      event: 'Order Completed',
      properties: order,
      timestamp: minute(3),
    });
    await client.flush();
    await expectVisit('rudder-ann', anonymousId);
    await gateway.close();

    expect(gateway.bodies.length).toBeGreaterThan(2);
  });
});

async function expectVisit(user: string, visitor: string): Promise<void> {
  const entries = await shop.timeline(user, VISIT.length);
  expect(entries.map(({ name }) => name)).toEqual(VISIT);
  expect(entries.map(({ at }) => Date.parse(at))).toEqual([0, 1, 2, 3].map((n) => +minute(n)));
  expect(new Set(entries.map((entry) => entry.visitor))).toEqual(new Set([visitor]));
  expect(entries[0]).toMatchObject({
    kind: 'page',
    channel: 'Email',
    source: { source: 'news', medium: 'email', campaign: 'june' },
    object: { type: 'page' },
  } satisfies Partial<Record<keyof TimelineEntry, unknown>>);
  expect(entries[1]?.object).toMatchObject({ type: 'product', id: 'mug', name: 'Dune mug' });
  expect(entries[3]).toMatchObject({
    kind: 'order',
    actor: { customer: user, assurance: 'verified' },
  });
  expect(await shop.customer(visitor)).toMatchObject({
    id: user,
    name: TRAITS.name,
    traits: TRAITS,
    sessions: 1,
    page_views: 1,
    events: VISIT.length,
    orders: 1,
    value: [{ currency: 'EUR', amount: '49.80', minor: 4_980 }],
  });
}
