import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { flush, type Lab, openLab, shopPage } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const wear = (attributes = ''): void => {
  const tag = lab.tag(attributes).replace('/s.js', '/s/lite.js');
  for (let n = 0; n < 10; n++) lab.pages[`/${n}`] = shopPage(tag);
};
beforeEach(() => wear());

const make = (page: Page, count: number, from = 0, ballast = 0): Promise<void> =>
  page.evaluate(
    ([many, first, extra]) => {
      const padding = 'x'.repeat(extra ?? 0);
      for (let n = first ?? 0; n < (first ?? 0) + (many ?? 0); n++) {
        window.sojourn?.track?.('made', { n, padding });
      }
    },
    [count, from, ballast],
  );
const arrived = (): unknown[] =>
  lab.collector.named('made').map(({ properties }) => properties?.['n']);
const keys = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(localStorage));
/** Waits until the page has read all answers. */
const answered = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => Object.keys(localStorage).filter((key) => key.includes('/')).length < 2,
  );

test('records loads, pushState and going back, tracks on the page shown, one visitor, no complaint', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/0?utm_source=mail&secret=1');
  await page.evaluate(() => {
    history.pushState({}, '', '/one');
    document.title = 'One';
    window.sojourn?.track?.('made', { n: 0 });
    history.replaceState({}, '', '/corrected');
  });
  await flush(page);
  await page.goBack();
  await flush(page);
  await lab.visit(page, '/1');
  await page.goto('about:blank');
  const views = await lab.collector.untilNamed('page_view', 4);
  expect(views.map((view) => (view.page as { url: string }).url)).toEqual([
    '/0?utm_source=mail',
    '/one',
    '/0?utm_source=mail',
    '/1',
  ]);
  expect(views.map((view) => (view.page as { title: string }).title)[1]).toBe('One');
  expect(lab.collector.named('made').map((made) => made.page)).toEqual(['/one']);
  expect(new Set(lab.collector.events().map(({ visitor }) => visitor)).size).toBe(1);
  expect(complaints).toEqual([]);
});

test('keeps its visitor under the name of s.js, so that a site can change from one to the other', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  await flush(page);
  await lab.visit(page, '/with-s.js');
  await flush(page);
  await lab.visit(page, '/1');
  await flush(page);
  await lab.collector.untilNamed('page_view', 3);
  expect(new Set(lab.collector.events().map(({ visitor }) => visitor)).size).toBe(1);
});

test('a tag that is there twice counts once, s.js beside it included', async () => {
  const { page } = await lab.open();
  const lite = lab.tag().replace('/s.js', '/s/lite.js');
  lab.pages['/0'] = shopPage(lite + lite + lab.tag());
  await lab.visit(page, '/0');
  await flush(page);
  await make(page, 1);
  await flush(page);
  await lab.collector.untilNamed('made');
  expect(lab.collector.names()).toEqual(['page_view', 'made']);
});

test('a visit of ten pages costs at most 12 requests', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  for (let n = 1; n < 10; n++) {
    await page.evaluate((to) => {
      location.href = to;
    }, `/${n}`);
    await page.waitForURL(`**/${n}`);
    await lab.collector.untilNamed('page_view', n);
    await answered(page);
  }
  await page.goto('about:blank');
  await lab.collector.untilNamed('page_view', 10);
  expect(lab.collector.attempts.length).toBeLessThanOrEqual(12);
});

test('data-consent="required": nothing is stored or sent before it is granted, all is erased with it', async () => {
  wear('data-consent="required"');
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  await make(page, 2);
  await flush(page);
  expect(await keys(page)).toEqual([]);
  expect(lab.collector.attempts).toEqual([]);
  await page.evaluate(() => window.sojourn?.consent?.('granted'));
  await lab.collector.untilNamed('made', 2);
  // It is remembered.
  await lab.visit(page, '/1');
  await flush(page);
  await lab.collector.untilNamed('page_view', 2);
  expect(await keys(page)).toEqual(['sojourn-shop']);
  await make(page, 1, 2);
  await page.evaluate(() => window.sojourn?.consent?.('denied'));
  await make(page, 1, 3);
  await flush(page);
  expect(await keys(page)).toEqual([]);
  expect(arrived()).toEqual([0, 1]);
});

test('Global Privacy Control: nothing is kept, what was is erased, and the batch says so', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });
  });
  await lab.visit(page, '/1');
  expect(await keys(page)).toEqual([]);
  await make(page, 1);
  await flush(page);
  await lab.collector.untilNamed('made');
  expect(lab.collector.stored.at(-1)?.context?.cookieless).toBe(true);
  expect(await keys(page)).toEqual([]);
});

test.each([
  [
    'may not be read',
    `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })`,
  ],
  [
    'is full',
    `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    Object.defineProperty(window, 'localStorage', { value: new Proxy({}, { set() { throw new DOMException('full', 'QuotaExceededError'); } }) })`,
  ],
  [
    'holds what others wrote',
    `localStorage['sojourn-shop'] = '{"visitor":7}'; localStorage['sojourn-shop/'] = 'nonsense'; localStorage['sojourn-shop2/1'] = 'theirs'`,
  ],
])('works where localStorage %s', async (_, hostility) => {
  const { page, complaints } = await lab.open();
  await page.addInitScript(hostility);
  await lab.visit(page, '/0');
  await make(page, 3);
  await flush(page);
  await lab.collector.untilNamed('made', 3);
  expect(lab.collector.names()).toEqual(['page_view', 'made', 'made', 'made']);
  expect(complaints).toEqual([]);
});

test('leaves out properties that are no JSON, and never throws', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/0');
  await page.evaluate(() => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    window.sojourn?.track?.('circle', circle);
    window.sojourn?.track?.(Symbol('named') as unknown as string, { big: 1n });
  });
  await flush(page);
  await lab.collector.untilNamed('circle');
  expect(lab.collector.names()).toEqual(['page_view', 'circle', 'Symbol(named)']);
  expect(complaints).toEqual([]);
});
