import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type StoredEvent, type World } from './world.ts';

// Shopify's own pixel manager cannot be had here. In its place: a page with an iframe that is sandboxed
// as custom pixels are (scripts and forms, no origin of its own), whose `analytics`, `browser`, `init`
// and `api` behave as https://shopify.dev/docs/api/web-pixels-api says they do.

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** The store's page: keeps the storage that the pixel may ask for, and hands it events. */
const hostPage = (): void => {
  addEventListener('message', ({ data, source }: MessageEvent<Asked>) => {
    const { ask, method, args } = data;
    if (ask === undefined) return;
    const value = localStorage[method](...(args as [string, string]));
    (source as Window).postMessage({ answer: ask, value }, '*');
  });
};
interface Asked {
  ask?: number;
  method: 'getItem' | 'setItem' | 'removeItem';
  args: string[];
}

/** The sandbox, before the merchant's code. */
const sandbox = (allowed: boolean, href: string): void => {
  const waiting = new Map<number, (value: unknown) => void>();
  const handlers: ((event: unknown) => void)[] = [];
  const consents: ((event: unknown) => void)[] = [];
  let asked = 0;
  const ask =
    (method: string) =>
    (...args: string[]): Promise<unknown> => {
      parent.postMessage({ ask: ++asked, method, args }, '*');
      return new Promise((resolve) => waiting.set(asked, resolve));
    };
  addEventListener('message', ({ data }: MessageEvent<Record<string, never>>) => {
    if (data['answer']) waiting.get(data['answer'])?.(data['value']);
    if (data['event']) for (const handle of handlers) handle(data['event']);
    if (data['consent'])
      for (const handle of consents) handle({ customerPrivacy: data['consent'] });
  });
  const [getItem, setItem, removeItem] = ['getItem', 'setItem', 'removeItem'].map(ask);
  const init = {
    customerPrivacy: { analyticsProcessingAllowed: allowed },
    context: {
      document: { location: { href }, title: 'Shop', referrer: 'https://search.example/?q=x' },
      navigator: { language: 'de-DE' },
      window: { screen: { width: 1280, height: 800 } },
    },
  };
  const browser = { localStorage: { getItem, setItem, removeItem } };
  const subscribe = (_: string, handle: (event: unknown) => void): Promise<undefined> => {
    consents.push(handle);
    return Promise.resolve(undefined);
  };
  const analytics = {
    subscribe: (name: string, handle: (event: unknown) => void): void => {
      if (name === 'all_standard_events') handlers.push(handle);
    },
  };
  const api = { analytics, browser, init, customerPrivacy: { subscribe } };
  Object.assign(window, { analytics, browser, init, api });
};

/** A store's page with the pixel in it. */
const open = async (page: Page, path: string, allowed = true): Promise<void> => {
  const code = await world.example('shopify/pixel.js');
  const href = JSON.stringify(`https://shop.example${path}`);
  const frame = `<!doctype html><script>(${sandbox.toString()})(${allowed}, ${href})</script>
    <script>${code}</script>`;
  world.pages['/store'] =
    `<!doctype html><title>Store</title><script>(${hostPage.toString()})()</script>
    <iframe sandbox="allow-scripts allow-forms" src="/sandbox"></iframe>`;
  world.pages['/sandbox'] = frame;
  await page.goto(`${world.shop.url}/store`);
};

let made = 0;
const tell = (page: Page, message: object): Promise<void> =>
  page.evaluate((data) => frames[0]?.postMessage(data, '*'), message);
const happen = (page: Page, name: string, data: object = {}, id = `sh-${++made}`): Promise<void> =>
  tell(page, { event: { id, name, timestamp: new Date().toISOString(), data } });

const variant = {
  id: '41',
  sku: 'MUG-1',
  title: 'Sand',
  price: { amount: 19.9, currencyCode: 'EUR' },
  product: { id: '7', title: 'Dune mug', vendor: 'Dune', type: 'Mugs' },
};
const cartLine = {
  quantity: 2,
  merchandise: variant,
  cost: { totalAmount: { amount: 39.8, currencyCode: 'EUR' } },
};
const checkout = {
  token: 'checkout-token',
  currencyCode: 'EUR',
  email: 'ann@example.com',
  phone: '+49 30 1234',
  shippingAddress: { address1: '7 Dune Road', firstName: 'Annabel' },
  subtotalPrice: { amount: 39.8, currencyCode: 'EUR' },
  totalPrice: { amount: 44.7, currencyCode: 'EUR' },
  totalTax: { amount: 0, currencyCode: 'EUR' },
  shippingLine: { price: { amount: 4.9, currencyCode: 'EUR' } },
  discountApplications: [{ type: 'DISCOUNT_CODE', title: 'WELCOME' }],
  order: { id: 'gid://shopify/Order/5001' },
  lineItems: [{ quantity: 2, title: 'Dune mug', variant }],
};
const visit: [name: string, data: object][] = [
  ['page_viewed', {}],
  ['product_viewed', { productVariant: variant }],
  ['collection_viewed', { collection: { id: '9', title: 'Mugs', productVariants: [variant] } }],
  ['search_submitted', { searchResult: { query: 'mug' } }],
  ['product_added_to_cart', { cartLine }],
  ['product_removed_from_cart', { cartLine: { ...cartLine, quantity: 1 } }],
  ['cart_viewed', { cart: { cost: cartLine.cost, lines: [cartLine] } }],
  ['checkout_started', { checkout }],
  ['checkout_contact_info_submitted', { checkout }],
  ['checkout_address_info_submitted', { checkout }],
  ['checkout_shipping_info_submitted', { checkout }],
  ['payment_info_submitted', { checkout }],
  ['alert_displayed', { alert: { message: 'Annabel, your card was refused' } }],
  ['checkout_completed', { checkout }],
];
const names = (events: StoredEvent[]): string[] => events.map(({ event_name: name }) => name);

test('shopify: a visit by its customer events, in GA4’s words, and nothing of the person', async () => {
  await world.site('shopify', { settings: { opaque_origins: true }, origins: [world.shop.url] });
  const { page, complaints } = await world.page();
  await open(page, '/products/mug?utm_source=mail&token=secret');
  for (const [name, data] of visit) await happen(page, name, data);
  const expected = [
    'page_view', 'view_item', 'view_item_list', 'view_search_results', 'add_to_cart',
    'remove_from_cart', 'view_cart', 'begin_checkout', 'add_contact_info', 'add_address_info',
    'add_shipping_info', 'add_payment_info', 'purchase',
  ]; // prettier-ignore
  // Each goes by itself, so the last may arrive first.
  for (const name of expected) await world.events(name);
  const events = await world.events('purchase');
  expect(names(events)).toEqual(expected);
  const items = [
    {
      item_id: 'MUG-1',
      item_name: 'Dune mug',
      item_brand: 'Dune',
      item_category: 'Mugs',
      item_variant: 'Sand',
      price: 19.9,
      quantity: 2,
    },
  ];
  expect(events.at(-1)?.properties).toEqual({
    currency: 'EUR',
    value: 39.8,
    shipping: 4.9,
    tax: 0,
    coupon: 'WELCOME',
    transaction_id: '5001',
    items,
  });
  expect(events[4]?.properties).toEqual({ currency: 'EUR', value: 39.8, items });
  expect(events[0]).toMatchObject({
    page: '/products/mug',
    source: 'mail',
    host: 'shop.example',
    language: 'de-DE',
    screen: '1280x800',
    referrer: 'search.example/',
  });
  expect(JSON.stringify(events)).not.toMatch(/Annabel|ann@|Dune Road|\+49|token|secret/);
  expect(complaints).toEqual([]);
});

test('shopify: one visitor over pages, who is the tag’s of the theme as well', async () => {
  await world.site('shopify-visitor', { settings: { opaque_origins: true } });
  const { page } = await world.page();
  await open(page, '/');
  await happen(page, 'page_viewed', {}, 'once');
  await happen(page, 'page_viewed', {}, 'once');
  await world.events('page_view');
  await open(page, '/cart');
  await happen(page, 'page_viewed');
  const events = await world.events('page_view', 2);
  const kept = await page.evaluate(
    () =>
      (JSON.parse(String(localStorage['sojourn-shopify-visitor'])) as { visitor: string }).visitor,
  );
  expect(events.map(({ visitor_id: visitor }) => visitor)).toEqual([kept, kept]);
  await page.evaluate(() => {
    localStorage['sojourn-shopify-visitor'] = JSON.stringify({ visitor: 'AbCdEfGhIjKlMn_0' });
  });
  await happen(page, 'cart_viewed');
  expect((await world.events('view_cart')).at(-1)?.visitor_id).toBe('AbCdEfGhIjKlMn_0');
});

test('shopify: waits for consent, and forgets everything where it is denied', async () => {
  await world.site('shopify-consent', { settings: { opaque_origins: true } });
  const { page } = await world.page();
  await open(page, '/', false);
  await happen(page, 'page_viewed');
  await happen(page, 'cart_viewed');
  const stored = (): Promise<string[]> => page.evaluate(() => Object.keys(localStorage));
  expect(await stored()).toEqual([]);
  await tell(page, { consent: { analyticsProcessingAllowed: true } });
  expect(names(await world.events('view_cart'))).toEqual(['page_view', 'view_cart']);
  await tell(page, { consent: { analyticsProcessingAllowed: false } });
  await page.waitForFunction(() => localStorage.length === 0);
  await happen(page, 'search_submitted', { searchResult: { query: 'mug' } });
  await tell(page, { consent: { analyticsProcessingAllowed: true } });
  await happen(page, 'page_viewed');
  const events = await world.events('page_view', 2);
  // What happened in between waited for a consent as well.
  expect(names(events)).toEqual(['page_view', 'view_cart', 'view_search_results', 'page_view']);
  expect(events.at(-1)?.visitor_id).not.toBe(events[0]?.visitor_id);
});

test('shopify: what the collector could not take is sent by the next page', async () => {
  await world.site('shopify-outage', { settings: { opaque_origins: true } });
  const { page } = await world.page();
  const refuse = `${world.collector}/e`;
  await page.context().route(refuse, (route) => route.fulfill({ status: 503 }));
  await open(page, '/');
  await happen(page, 'checkout_completed', { checkout });
  await page.waitForFunction(() => 'sojourn-shopify-outage-pixel' in localStorage);
  await page.goto('about:blank');
  await page.context().unroute(refuse);
  await open(page, '/thanks');
  expect(names(await world.events('purchase'))).toEqual(['purchase']);
  await page.waitForFunction(() => !('sojourn-shopify-outage-pixel' in localStorage));
});
