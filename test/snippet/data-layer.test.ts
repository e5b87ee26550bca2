import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { flush, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const items = [{ item_id: 'SKU-1', price: 19.9, quantity: 1 }];

test('takes gtag and Tag Manager shapes, pushed before and after it loads, once each', async () => {
  const { page, complaints } = await lab.open();
  lab.pages['/ga'] = `<!doctype html><script>
    window.dataLayer = [{ 'gtm.start': 1, event: 'gtm.js' }];
    function gtag() { dataLayer.push(arguments); }
    gtag('js', new Date());
    gtag('config', 'G-1');
    gtag('event', 'page_view', {});
    gtag('event', 'view_item', { currency: 'EUR', items: ${JSON.stringify(items)} });
    gtag('event', 'own_event', { a: 1 });
  </script>${lab.tag()}`;
  await lab.visit(page, '/ga');
  await page.evaluate((of) => {
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    dataLayer.push({ event: 'add_to_cart', ecommerce: { currency: 'EUR', items: of } });
    dataLayer.push(['event', 'begin_checkout', { currency: 'EUR', items: of }], null, 7, 'x');
    dataLayer.push({ ecommerce: null }, { event: 'gtm.click' });
  }, items);
  await flush(page);
  expect(lab.collector.names()).toEqual([
    'page_view',
    'view_item',
    'add_to_cart',
    'begin_checkout',
  ]);
  for (const name of ['view_item', 'add_to_cart', 'begin_checkout']) {
    expect(lab.collector.named(name)[0]?.properties).toEqual({ currency: 'EUR', items });
  }
  expect(
    await page.evaluate(() => (window as unknown as { dataLayer: unknown[] }).dataLayer.length),
  ).toBe(13);
  expect(complaints).toEqual([]);
});

test('leaves the layer alone where the tag says so', async () => {
  const { page } = await lab.open();
  lab.pages['/off'] =
    `<!doctype html><script>dataLayer = []</script>${lab.tag('data-datalayer="off"')}`;
  await lab.visit(page, '/off');
  await page.evaluate(() =>
    (window as unknown as { dataLayer: unknown[] }).dataLayer.push({ event: 'purchase' }),
  );
  await page.evaluate(() => window.sojourn?.track?.('after'));
  await flush(page);
  expect(lab.collector.names()).toEqual(['page_view', 'after']);
});
