import { fileURLToPath } from 'node:url';
import type { AnalyticsBrowser } from '@segment/analytics-next';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../support/node/browser.ts';
import { servePages, type Site } from '../../support/node/pages.ts';
import { until } from '../world.ts';
import { openGateway, type Gateway, type Loss } from './gateway.ts';
import { openShop, ORDER, TRAITS, type Shop } from './shop.ts';

// Segment's own browser library from its package, on a page of another origin than the Worker's.

declare global {
  interface Window {
    analytics: AnalyticsBrowser;
  }
}

/** A person's: headless Chromium calls itself that, and is rightly taken for a bot. */
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

const VISIT = ['page_view', 'view_item', 'identify', 'purchase'];

/** Of three of its answers; each is asked for once more. */
const LOSSES: Loss[] = ['unavailable', 'dropped', 'unavailable'];

let shop: Shop;
let gateway: Gateway;
let browser: Browser;
let site: Site;
let library = '';

beforeAll(async () => {
  const entry = `export { AnalyticsBrowser } from '@segment/analytics-next';`;
  const [opened, bundled] = await Promise.all([
    openShop(),
    build({
      stdin: { contents: entry, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'segment',
      logLevel: 'error',
    }),
  ]);
  shop = opened;
  library = bundled.outputFiles[0]?.text ?? '';
  browser = await launchBrowser(`--user-agent=${CHROME}`);
});

afterAll(async () => {
  await browser.close();
  await shop.close();
});

test('tells a visit whose answers were lost once, and it counts once', async () => {
  gateway = await openGateway(shop.url, LOSSES);
  site = await servePages({
    '/segment.js': library,
    '*': `<!doctype html><title>Dune mug</title><script src="/segment.js"></script>
<script>window.analytics = ${loading(await shop.key('write'), gateway.url)};</script>`,
  });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}/mug?utm_source=news&utm_medium=email&utm_campaign=june`);
  const visitor = await walk(page);
  const sent = await until(
    async () => gateway.bodies.map(({ messageId }) => messageId),
    (ids) => ids.length >= VISIT.length + LOSSES.length,
  );
  expect(sent).toHaveLength(VISIT.length + LOSSES.length);
  expect(new Set(sent).size).toBe(VISIT.length);
  const entries = await shop.timeline('next-ann', VISIT.length);

  expect(entries.map(({ name }) => name)).toEqual(VISIT);
  expect(entries[0]).toMatchObject({
    kind: 'page',
    channel: 'Email',
    visitor,
    source: { source: 'news', medium: 'email', campaign: 'june' },
    actor: { browser: 'Chrome', os: 'Linux', device: 'desktop', assurance: 'asserted' },
  });
  expect(await shop.customer(visitor)).toMatchObject({
    id: 'next-ann',
    name: TRAITS.name,
    traits: TRAITS,
    sessions: 1,
    events: VISIT.length,
    orders: 1,
    value: [{ currency: 'EUR', amount: '49.80', minor: 4_980 }],
  });
  await site.stop();
  await gateway.close();
});

/** What its documentation says to write, with its two hosts changed. */
function loading(writeKey: string, url: string): string {
  const integrations = { 'Segment.io': { apiHost: `${new URL(url).host}/v1`, protocol: 'http' } };
  const settings = JSON.stringify({ writeKey, cdnURL: url });
  return `segment.AnalyticsBrowser.load(${settings}, ${JSON.stringify({ integrations })})`;
}

/** Looks, signs in, orders; returns the visitor's id. */
function walk(page: Page): Promise<string> {
  return page.evaluate(
    async ({ order, traits }) => {
      const { analytics } = window;
      await analytics.page();
      const { product_id, name, price } = order.products[0];
      await analytics.track('Product Viewed', { product_id, name, price, currency: 'EUR' });
      await analytics.identify('next-ann', traits);
      await analytics.track('Order Completed', order);
      const user = await analytics.user();
      return user.anonymousId() ?? '';
    },
    { order: ORDER, traits: TRAITS },
  );
}
