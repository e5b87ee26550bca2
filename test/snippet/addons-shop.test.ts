import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { decimalOf, productOf } from '../../snippet/addons/json-ld.ts';
import { addonRuns } from '../support/node/addon.ts';
import { flush, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const place = { href: 'https://shop.example/p/mug?variant=2', pathname: '/p/mug' };
const viewed = (...nodes: unknown[]): unknown =>
  productOf(
    nodes.map((node) => JSON.stringify(node)),
    place,
  );
const mug = { '@type': 'Product', sku: 'MUG', name: 'Dune mug' };
const offers = { '@type': 'Offer', price: '19.90', priceCurrency: 'EUR' };
const seen = {
  currency: 'EUR',
  value: '19.90',
  items: [{ item_id: 'MUG', item_name: 'Dune mug', price: '19.90' }],
};

test('products: is found wherever sites put it', () => {
  const product = { ...mug, offers };
  for (const node of [
    product,
    [{ '@type': 'Organization', name: 'Shop' }, product],
    { '@context': 'https://schema.org', '@graph': [{ '@type': 'WebSite' }, product] },
    { '@graph': [{ '@type': 'ItemPage', mainEntity: product }] },
    { '@type': 'WebPage', mainEntity: product },
    { ...product, '@type': ['Product', 'Car'] },
    { ...product, '@type': 'http://schema.org/Product' },
    { ...product, offers: [offers, { ...offers, price: 25 }] },
    { ...product, offers: { '@type': 'AggregateOffer', lowPrice: '19.90', priceCurrency: 'eur' } },
    { ...product, offers: { '@type': 'AggregateOffer', offers: [offers] } },
    { ...product, offers: { priceSpecification: [{ ...offers }] } },
  ]) {
    expect(viewed(node), JSON.stringify(node)).toEqual(seen);
  }
  expect(viewed({ '@type': 'BreadcrumbList' }, product)).toEqual(seen);
});

test('products: says what the item is, and leaves out what it does not know', () => {
  const brand = { '@type': 'Brand', name: 'Dune' };
  const node = { ...mug, brand, category: 'Kitchen > Mugs', gtin13: '40' };
  expect(viewed(node)).toEqual({
    items: [
      {
        item_id: 'MUG',
        item_name: 'Dune mug',
        item_brand: 'Dune',
        item_category: 'Kitchen',
        item_category2: 'Mugs',
      },
    ],
  });
});

test('products: a list of products, a related one, or none, is no view', () => {
  const other = { ...mug, sku: 'CUP' };
  const list = { '@type': 'ItemList', itemListElement: [{ item: mug }, { item: other }] };
  expect(viewed(list)).toBeUndefined();
  expect(viewed(mug, other)).toBeUndefined();
  expect(viewed({ '@type': 'WebPage', isRelatedTo: mug })).toBeUndefined();
  expect(viewed({ '@type': 'Product' })).toBeUndefined();
  expect(productOf(['{ broken', 'null', '7', '[null]'], place)).toBeUndefined();
  // Unless the address says which.
  const here = { ...mug, url: 'https://shop.example/p/mug' };
  expect(viewed(other, here)).toMatchObject({ items: [{ item_id: 'MUG' }] });
});

test('products: of a group, the variant that is shown', () => {
  const variant = (n: number, price: string): object => ({
    ...mug,
    sku: `MUG-${n}`,
    name: `Dune mug ${n}`,
    offers: { ...offers, price, url: `https://shop.example/p/mug?variant=${n}` },
  });
  const hasVariant = [variant(1, '18.00'), variant(2, '21.50')];
  const group = { '@type': 'ProductGroup', productGroupID: 'MUG', name: 'Dune mug', hasVariant };
  expect(viewed(group)).toEqual({
    currency: 'EUR',
    value: '21.50',
    items: [
      { item_id: 'MUG-2', item_name: 'Dune mug', item_variant: 'Dune mug 2', price: '21.50' },
    ],
  });
  const elsewhere = { href: 'https://shop.example/p/mug', pathname: '/p/mug' };
  expect(productOf([JSON.stringify(group)], elsewhere)).toMatchObject({
    value: '18.00',
    items: [{ item_id: 'MUG' }],
  });
});

test.each([
  [19.9, '19.9'],
  ['19.90', '19.90'],
  ['1,299.00', '1299.00'],
  ['1.299,00 €', '1299.00'],
  ['€ 19,90', '19.90'],
  ['1,299', '1299'],
  ['1.299.000', '1299000'],
  ['$1,299,000.50', '1299000.50'],
  ['12.500', '12.500'],
  ['19,-', '19'],
  ['', undefined],
  ['free', undefined],
  [null, undefined],
  [Number.NaN, undefined],
])('products: reads the price %j as %j', (text, price) => {
  expect(decimalOf(text)).toBe(price);
});

/** Hands over all there is, and tells the items of events by name. */
const itemsOf = async (page: Page, name: string, count: number): Promise<unknown[]> => {
  await flush(page);
  const events = await lab.collector.untilNamed(name, count);
  return events.map(({ properties }) => ((properties?.['items'] ?? []) as unknown[])[0]);
};

const describe = (sku: string): string =>
  `<script type="application/ld+json">${JSON.stringify({ ...mug, sku, offers })}</script>`;

/** Leaves the page, which ends what waits, and comes to the next. */
const leave = async (page: Page, path: string): Promise<void> => {
  await lab.visit(page, path);
  await addonRuns(page, lab.collector.url, 'products');
};

test('products: each page counts once, and not where the site says it itself', async () => {
  const tag = lab.tag('data-addons="products"');
  const gtag = `<script>dataLayer = []; (function () { dataLayer.push(arguments) })(
    'event', 'view_item', { currency: 'EUR', items: [{ item_id: 'BY-GTAG' }] })</script>`;
  const late = `<script>setTimeout(() => (window.dataLayer = window.dataLayer || []).push({
    event: 'view_item', ecommerce: { items: [{ item_id: 'BY-MANAGER' }] } }))</script>`;
  const stub = `<script>sojourn = { q: [['track', Date.now(), 'view_item', { items: [{ item_id: 'BY-STUB' }] }]] }</script>`;
  lab.pages['/described'] = `<!doctype html>${tag}${describe('ONE')}`;
  lab.pages['/gtag'] = `<!doctype html>${gtag}${tag}${describe('TWO')}`;
  lab.pages['/manager'] = `<!doctype html>${tag}${describe('THREE')}${late}`;
  lab.pages['/stub'] = `<!doctype html>${stub}${tag}${describe('FOUR')}`;
  // By its own script: on a slow machine a call from here comes after what the add-on waits.
  const call = `<script>addEventListener('DOMContentLoaded', () =>
    sojourn.track('view_item', { items: [{ item_id: 'BY-CALL' }] }))</script>`;
  lab.pages['/calls'] = `<!doctype html>${tag}${describe('FIVE')}${call}`;
  const { page } = await lab.open();
  for (const path of ['/described', '/gtag', '/manager', '/stub', '/calls', '/described'])
    await leave(page, path);
  // Its own is the last, told as it is left.
  await page.goto('about:blank');
  const items = (await itemsOf(page, 'view_item', 6)) as { item_id: string }[];
  expect(items.map(({ item_id }) => item_id)).toEqual([
    'ONE',
    'BY-GTAG',
    'BY-MANAGER',
    'BY-STUB',
    'BY-CALL',
    'ONE',
  ]);
});

test('products: follows a router, and believes no description that was left behind', async () => {
  lab.pages['/p'] =
    `<!doctype html>${lab.tag('data-addons="products"')}<main>${describe('ONE')}</main>`;
  const { page } = await lab.open();
  await page.clock.install();
  await leave(page, '/p');
  const move = async (path: string, html?: string): Promise<void> => {
    // Longer than the add-on waits for what the site says itself.
    await page.clock.runFor(1_000);
    await page.evaluate(
      ([to, inner]) => {
        history.pushState(null, '', to);
        const main = document.querySelector('main');
        if (main && inner !== undefined) main.innerHTML = inner;
      },
      [path, html] as const,
    );
  };
  await move('/list');
  await move('/q', describe('TWO'));
  await move('/list');
  const items = (await itemsOf(page, 'view_item', 2)) as { item_id: string }[];
  expect(items.map(({ item_id }) => item_id)).toEqual(['ONE', 'TWO']);
});

/** WooCommerce's blocks, and a plugin that tells the data layer: as they are documented. */
const blocks = `<script>
  const handlers = {};
  window.wp = { hooks: { addAction: (hook, _, handle) => { handlers[hook] = handle; } } };
  const happen = (action, facts) => handlers['experimental__woocommerce_blocks-' + action](facts);
  const tell = (event, id) => (window.dataLayer = window.dataLayer || [])
    .push({ event, ecommerce: { items: [{ item_id: id }] } });
</script>`;
const stored = {
  id: 31,
  sku: 'MUG-1',
  name: 'Dune &#8211; mug &amp; cup',
  prices: { price: '1990', currency_minor_unit: 2, currency_code: 'EUR' },
};

test('woocommerce: blocks tell of the cart and the checkout; a plugin’s word goes first', async () => {
  lab.pages['/blocks'] = `<!doctype html>${blocks}${lab.tag('data-addons="woocommerce"')}
    <button class="wp-block-button__link" data-product_id="9" data-product_sku="CUP">Add</button>
    <a data-product_id="31" data-product_sku="MUG-1">Add</a>`;
  const { page } = await lab.open();
  await lab.visit(page, '/blocks');
  await addonRuns(page, lab.collector.url, 'woocommerce');
  const happen = (code: string): Promise<unknown> => page.evaluate(code);
  const product = JSON.stringify(stored);
  await page.click('a');
  await happen(`happen('cart-add-item', { product: ${product}, quantity: 3 });
    document.body.dispatchEvent(new Event('wc-blocks_added_to_cart', { bubbles: true }))`);
  await page.click('button');
  await happen(
    `document.body.dispatchEvent(new Event('wc-blocks_added_to_cart', { bubbles: true }))`,
  );
  await happen(`happen('cart-remove-item', { product: ${product}, quantity: 1 });
    tell('remove_from_cart', 'BY-PLUGIN')`);
  await happen(`happen('checkout-render-checkout-form', { storeCart: { cartItems: [
    { ...${product}, quantity: 2 }] } })`);
  // What waits for a plugin's word is decided as the page is left.
  await lab.visit(page, '/blocks');
  const added = await itemsOf(page, 'add_to_cart', 2);
  const mug = { item_id: 'MUG-1', item_name: 'Dune – mug & cup', price: '19.90' };
  expect(added).toEqual([
    { ...mug, quantity: 3 },
    { item_id: 'CUP', quantity: 1 },
  ]);
  expect(await itemsOf(page, 'begin_checkout', 1)).toEqual([{ ...mug, quantity: 2 }]);
  expect(await itemsOf(page, 'remove_from_cart', 1)).toEqual([{ item_id: 'BY-PLUGIN' }]);
  const [first] = lab.collector.named('add_to_cart');
  expect(first?.properties).toMatchObject({ currency: 'EUR' });
});
