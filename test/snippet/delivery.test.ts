import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchProfile } from '../support/node/browser.ts';
import {
  flush,
  flushUntil,
  type Lab,
  noted,
  looked,
  openLab,
  shopPage,
} from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

/** Tracks `made` with n = from ... from + count - 1 in one task, each with so much ballast. */
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
/** Waits until the page has read the answers: in the database is what it fills itself. */
const answered = (page: Page): Promise<void> =>
  expect
    .poll(
      () =>
        page.evaluate(
          () =>
            new Promise<number>((done) => {
              const opening = indexedDB.open('sojourn-shop');
              opening.onsuccess = () => {
                const reading = opening.result.transaction('sojourn-shop');
                const all = reading.objectStore('sojourn-shop').count();
                all.onsuccess = () => {
                  opening.result.close();
                  done(all.result);
                };
              };
            }),
        ),
      { timeout: 60_000 },
    )
    .toBeLessThan(2);
const arrived = (): unknown[] =>
  lab.collector.named('made').map(({ properties }) => properties?.['n']);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test('halves a batch that is refused until only the event at fault is left out', async () => {
  const { page } = await lab.open();
  lab.collector.answer = ({ batch }, response) => {
    if (!batch.events.some(({ properties }) => properties?.['n'] === 7)) return false;
    response.writeHead(413).end();
    return true;
  };
  await lab.visit(page, '/a');
  await make(page, 20);
  await flush(page);
  await flush(page);
  await lab.collector.untilNamed('made', 19);
  expect(arrived()).toEqual(numbers(20).filter((n) => n !== 7));
  await noted(page, 'http_413');
  await page.evaluate(() => window.sojourn?.track?.('after'));
  await flush(page);
  expect(lab.collector.lost()).toEqual({ http_413: 1 });
});

test('sends an event of 20 KB alone and reports one of 40 KB as lost', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    const text = 'x'.repeat(10_000);
    window.sojourn?.track?.('long', { a: text, b: text });
    window.sojourn?.track?.('longer', { a: text, b: text, c: text, d: text });
    window.sojourn?.track?.('short');
  });
  await flush(page);
  await lab.collector.untilNamed('short');
  expect(lab.collector.names()).toEqual(['page_view', 'long', 'short']);
  expect(lab.collector.lost()).toEqual({ event_too_large: 1 });
});

test('tells of an event given up on a page that was killed before it could say so', async () => {
  const context = await lab.browser.newContext();
  const { page } = await lab.open(context);
  await lab.visit(page, '/a');
  await flush(page);
  await page.evaluate(() => {
    const text = 'x'.repeat(10_000);
    window.sojourn?.track?.('longer', { a: text, b: text, c: text, d: text });
  });
  const crashed = page.waitForEvent('crash');
  void page.goto('chrome://crash').catch(() => {});
  await crashed;
  const { page: next } = await lab.open(context);
  await lab.visit(next, '/b');
  await flush(next);
  await lab.visit(next, '/c');
  await flush(next);
  await lab.collector.untilNamed('page_view', 3);
  expect(lab.collector.lost()).toEqual({ event_too_large: 1 });
});

test('delivers after an outage of the collector on the same page', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/a');
  await lab.collector.stop();
  await make(page, 5);
  await flush(page);
  await lab.collector.start();
  await lab.collector.untilNamed('made', 5);
  expect(arrived()).toEqual(numbers(5));
  expect(complaints).toEqual([]);
});

test('sends again what the collector stored when nobody read its answer', async () => {
  const context = await lab.browser.newContext();
  const { page } = await lab.open(context);
  await lab.visit(page, '/a');
  await flush(page);
  const sentAtFirst = lab.collector.attempts.length;
  lab.collector.answer = ({ batch }, response) => {
    if (lab.collector.attempts.length > sentAtFirst + 1) return false;
    lab.collector.stored.push(batch);
    response.destroy();
    return true;
  };
  await make(page, 2);
  await flush(page);
  await lab.collector.until('the second attempt', () => {
    return lab.collector.attempts.length >= sentAtFirst + 2;
  });
  const [one, two] = lab.collector.attempts.slice(sentAtFirst).map(({ batch }) => batch);
  expect(two?.batch).toBe(one?.batch);
  expect(arrived()).toEqual([0, 1]);
});

test('leaves nothing behind when the whole browser is closed and opened again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-profile-'));
  try {
    const before = await launchProfile(folder);
    const page = await before.newPage();
    await lab.visit(page, '/a');
    lab.collector.answer = (_, response) => {
      response.writeHead(503).end();
      return true;
    };
    await make(page, 3);
    await flush(page);
    await before.close();
    lab.collector.answer = () => false;
    const after = await launchProfile(folder);
    await lab.visit(await after.newPage(), '/b');
    await lab.collector.untilNamed('made', 3);
    expect(arrived()).toEqual(numbers(3));
    await after.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('lets two tabs share one queue', async () => {
  const context = await lab.browser.newContext();
  const { page: one } = await lab.open(context);
  const { page: two } = await lab.open(context);
  await lab.visit(one, '/one');
  await lab.visit(two, '/two');
  await lab.collector.stop();
  await make(one, 100, 0, 400);
  await make(two, 100, 100, 400);
  await Promise.all([flush(one), flush(two)]);
  await lab.collector.start();
  await lab.collector.untilNamed('made', 200);
  expect(arrived().toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers(200));
  const ids = lab.collector.stored.map(({ batch }) => batch);
  expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(2);
});

test('two tabs and a queue that is full: what one of them gave up the other does not give up again', async () => {
  const context = await lab.browser.newContext();
  const { page: one } = await lab.open(context);
  const { page: two } = await lab.open(context);
  await lab.visit(one, '/one');
  await lab.visit(two, '/two');
  await flush(one);
  await flush(two);
  await lab.collector.stop();
  await make(one, 3);
  await flush(one);
  // As many as the queue holds, later than that and before what follows.
  await two.evaluate(
    () =>
      new Promise<void>((done) => {
        const opening = indexedDB.open('sojourn-shop');
        opening.onsuccess = () => {
          const writing = opening.result.transaction('sojourn-shop', 'readwrite');
          const all = writing.objectStore('sojourn-shop');
          const begun = Date.now();
          for (let n = 0; n < 500; n++) {
            const head = `"v":1,"site":"shop","batch":"filler${n}","visitor":"somebody","page_load":"filler${n}"`;
            const event = `{"seq":0,"at":${begun},"name":"filler"}`;
            all.put([head, event], `${begun}filler${n}`);
          }
          writing.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      }),
  );
  await flush(two);
  await flush(one);
  for (const page of [one, two]) await noted(page, '"lost"');
  await lab.collector.start();
  for (const page of [one, two]) await page.evaluate(() => dispatchEvent(new Event('online')));
  await answered(one);
  await make(one, 1, 3);
  await flush(one);
  // A tab of another process sees a little later what one of them has noted, and that it was told.
  const record = (): string | null => localStorage.getItem('sojourn-shop');
  await expect
    .poll(async () => (await two.evaluate(record)) === (await one.evaluate(record)))
    .toBe(true);
  await make(two, 1, 4);
  await flushUntil(two, () => arrived().length === 2);
  expect(new Set(arrived())).toEqual(new Set([3, 4]));
  // Where one drops a batch of its own making, it may be a filler that is one too many.
  const { queue = 0, ...others } = lab.collector.lost();
  expect(queue).toBeGreaterThanOrEqual(3);
  expect(queue + lab.collector.named('filler').length).toBe(503);
  expect(others).toEqual({});
});

test('tells of a loss with what is new to the collector, not with what another tab has sent already', async () => {
  const context = await lab.browser.newContext();
  const { page: one } = await lab.open(context);
  const { page: two } = await lab.open(context);
  await lab.visit(one, '/one');
  await lab.visit(two, '/two');
  await flush(one);
  await flush(two);
  await make(one, 1);
  await flush(two);
  await lab.collector.untilNamed('made');
  lab.collector.answer = ({ batch }, response) => {
    if (batch.events.every(({ name }) => name !== 'refused')) return false;
    response.writeHead(403).end();
    return true;
  };
  await two.evaluate(() => window.sojourn?.track?.('refused'));
  await flush(two);
  await noted(one, 'http_403');
  await flush(one);
  await make(one, 1, 1);
  await flush(one);
  await lab.collector.untilNamed('made', 2);
  expect(lab.collector.lost()).toEqual({ http_403: 1 });
});

test('reports once what is dropped while an older batch is on its way', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  lab.collector.answer = async ({ batch }, response) => {
    const [first] = batch.events;
    if (first?.name === 'page_view') await held;
    if (first?.name !== 'made') return false;
    response.writeHead(403).end();
    return true;
  };
  const flushed = flush(page);
  const attempts = (): number => lab.collector.attempts.length;
  await expect.poll(attempts, { timeout: 60_000 }).toBe(1);
  // The second batch is in the list that the first was taken from, and goes out as the page hides.
  await make(page, 1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(attempts, { timeout: 60_000 }).toBe(2);
  release();
  await flushed;
  await flush(page);
  await page.evaluate(() => window.sojourn?.track?.('after'));
  await flush(page);
  await lab.collector.untilNamed('after');
  expect(lab.collector.attempts.length).toBe(3);
  // What was made, and how long the page had been looked at.
  expect(lab.collector.lost()['http_403']).toBeLessThanOrEqual(2);
});

test('a visit of ten pages, each left at once, leaves nothing to the next: at most 12 requests', async () => {
  const context = await lab.browser.newContext();
  // Nobody stays for a second: what would wait for one never happens.
  await context.addInitScript(() => {
    const own = setTimeout;
    window.setTimeout = ((run: () => void, ms?: number) =>
      (ms ?? 0) < 1_000 ? own(run, ms) : 0) as typeof setTimeout;
  });
  const { page } = await lab.open(context);
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

test('hands a page that navigates within the site over to the next: one request a view', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/0');
  for (let n = 1; n < 10; n++) {
    await looked(page);
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
  expect(lab.collector.named('engagement').length).toBeGreaterThan(8);
});

test('a page that stores nothing sends what it made before the next of the site comes', async () => {
  const { page } = await lab.open();
  const html = shopPage(lab.tag('data-storage="none"'));
  Object.assign(lab.pages, { '/first': html, '/second': html });
  await lab.visit(page, '/first');
  await make(page, 1);
  await page.click('#next');
  await page.waitForURL('**/second');
  await lab.collector.untilNamed('made');
  expect(lab.collector.named('page_view')[0]?.page).toMatchObject({ url: '/first' });
});

test('a page that came back sends as it ends, though it was left for another a moment before', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.click('#next');
  await page.waitForURL('**/second');
  await page.goBack({ waitUntil: 'commit' });
  expect(await page.evaluate(() => 'same' in window)).toBe(true);
  await make(page, 1);
  await page.goto('about:blank');
  await lab.collector.untilNamed('made');
});

test('what was given up does not stay in localStorage, which a killed browser forgets', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    const ballast = Array.from({ length: 4 }, () => 'x'.repeat(10_000));
    for (const n of [1, 2]) window.sojourn?.track?.('too large', { n, ballast });
  });
  const kept = (): unknown => JSON.parse(localStorage.getItem('sojourn-shop') ?? '{}');
  expect(await page.evaluate(kept)).not.toHaveProperty('lost');
  const lost = (): number => lab.collector.lost()['event_too_large'] ?? 0;
  await lab.collector.until('the loss is told', () => lost() > 0);
  expect(lost()).toBe(2);
});
