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
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
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

test('repeats calls made before it had loaded, with their times', async () => {
  const { page } = await lab.open();
  await page.addInitScript(() => {
    window.sojourn = { q: [['track', 1_790_000_000_000, 'early', { n: 1 }]] };
  });
  await lab.visit(page, '/0');
  await flush(page);
  const [early] = await lab.collector.untilNamed('early');
  expect(early?.at).toBe(1_790_000_000_000);
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

test('seals at 16 KB and sends one batch at a time', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  await make(page, 60, 0, 1_000);
  await flush(page);
  await lab.collector.untilNamed('made', 60);
  expect(arrived()).toEqual(numbers(60));
  expect(lab.collector.mostAtOnce).toBe(1);
  expect(lab.collector.attempts.length).toBeGreaterThan(3);
  for (const { bytes } of lab.collector.attempts) expect(bytes).toBeLessThanOrEqual(16_384);
});

test('delivers after an outage that outlived the tab, what it made as it went included, once', async () => {
  const context = await lab.browser.newContext();
  const { page } = await lab.open(context);
  await lab.visit(page, '/0');
  await lab.collector.stop();
  await page.evaluate(() => {
    addEventListener('pagehide', () => window.sojourn?.track?.('made', { n: 5 }));
  });
  await make(page, 5);
  // Within the site: its process has run the handler before the next page begins.
  lab.pages['/plain'] = 'plain';
  await page.goto(`${lab.site.url}/plain`);
  await page.close();
  await lab.collector.start();
  const { page: next } = await lab.open(context);
  await lab.visit(next, '/1');
  await flush(next);
  await lab.collector.untilNamed('made', 6);
  expect(arrived()).toEqual(numbers(6));
  await answered(next);
  const batches = lab.collector.stored.map(({ batch }) => batch);
  expect(new Set(batches).size).toBe(batches.length);
});

test('keeps what was made when the renderer is killed', async () => {
  const context = await lab.browser.newContext();
  const { page } = await lab.open(context);
  await lab.visit(page, '/0');
  await make(page, 7);
  const crashed = page.waitForEvent('crash');
  void page.goto('chrome://crash').catch(() => {});
  await crashed;
  const { page: next } = await lab.open(context);
  await lab.visit(next, '/1');
  await lab.collector.untilNamed('made', 7);
  expect(arrived()).toEqual(numbers(7));
});

test('sends again what failed, as it was, and what a captive portal answered', async () => {
  const { page, complaints } = await lab.open();
  lab.collector.answer = (_, response) => {
    const { length } = lab.collector.attempts;
    if (length === 1) response.writeHead(503).end();
    else if (length === 2) response.writeHead(200).end('<html>Please sign in</html>');
    return length < 3;
  };
  await lab.visit(page, '/0');
  await make(page, 2);
  await flush(page);
  // The network is back: no pause is waited for.
  for (let n = 0; n < 2; n++) {
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await flush(page);
  }
  await lab.collector.untilNamed('made', 2);
  const [one, two, three] = lab.collector.attempts.map(({ batch }) => batch);
  expect([two?.batch, three?.batch]).toEqual([one?.batch, one?.batch]);
  expect(three?.events).toEqual(one?.events);
  expect(complaints).toEqual([]);
});

test('leaves a collector in peace that says how long', async () => {
  const { page } = await lab.open();
  lab.collector.answer = (_, response) => {
    response.writeHead(429, { 'retry-after': '3000' }).end();
    return true;
  };
  await lab.visit(page, '/0');
  await flush(page);
  await make(page, 3);
  await flush(page);
  await flush(page);
  expect(lab.collector.attempts.length).toBe(1);
});

test('drops what can never succeed, tells of it, and of an event too large', async () => {
  const { page } = await lab.open();
  lab.collector.answer = (_, response) => {
    if (lab.collector.attempts.length > 1) return false;
    response.writeHead(403).end();
    return true;
  };
  await lab.visit(page, '/0');
  await make(page, 4);
  await flush(page);
  await make(page, 1, 4, 40_000);
  await make(page, 1, 5);
  await flush(page);
  await lab.collector.untilNamed('made');
  expect(arrived()).toEqual([5]);
  expect(lab.collector.lost()).toEqual({ http_403: 5, event_too_large: 1 });
});

test('hands over as the page is hidden', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  await make(page, 1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await lab.collector.untilNamed('made');
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
