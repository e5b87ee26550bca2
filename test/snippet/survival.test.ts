import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { killProfile, launchProfile } from '../support/node/browser.ts';
import { flush, flushUntil, type Lab, looked, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const make = (page: Page, count: number, from = 0): Promise<void> =>
  page.evaluate(
    ([many, first]) => {
      for (let n = first ?? 0; n < (first ?? 0) + (many ?? 0); n++) {
        window.sojourn?.track?.('made', { n });
      }
    },
    [count, from],
  );
const arrived = (): unknown[] =>
  lab.collector.named('made').map(({ properties }) => properties?.['n']);

/** Waits until so many strings of batches lie in the database: written, not sent. */
const written = (page: Page, count: number): Promise<void> =>
  expect
    .poll(
      () =>
        page.evaluate(
          () =>
            new Promise<number>((done) => {
              const opening = indexedDB.open('sojourn-shop');
              opening.onsuccess = () => {
                const reading = opening.result.transaction('sojourn-shop');
                const all = reading.objectStore('sojourn-shop').getAll();
                all.onsuccess = () => {
                  opening.result.close();
                  done((all.result as string[][]).flat().length);
                };
              };
            }),
        ),
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(count);

test('SIGKILL of the browser between write and send: every event arrives exactly once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-profile-'));
  try {
    const before = await launchProfile(folder);
    const page = await before.newPage();
    await lab.visit(page, '/a');
    await make(page, 5);
    // Its head, the view and five events.
    await written(page, 7);
    expect(lab.collector.attempts).toEqual([]);
    const closed = before.waitForEvent('close');
    killProfile(folder);
    await closed;
    const after = await launchProfile(folder);
    await lab.visit(await after.newPage(), '/b');
    await lab.collector.untilNamed('made', 5);
    expect(arrived()).toEqual([0, 1, 2, 3, 4]);
    const sent = lab.collector.attempts.flatMap(({ batch }) => batch.events);
    expect(sent.filter(({ name }) => name === 'made').length).toBe(5);
    await after.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a tab dies holding the lock: another takes over within 10 s, what was on its way included', async () => {
  const context = await lab.browser.newContext();
  const { page: one } = await lab.open(context);
  const { page: two } = await lab.open(context);
  await lab.visit(one, '/one');
  await lab.visit(two, '/two');
  await flush(two);
  const hung: ServerResponse[] = [];
  lab.collector.answer = ({ batch }, response) => {
    if (batch.events.some(({ name }) => name === 'made')) hung.push(response);
    return hung.includes(response);
  };
  await make(one, 3);
  void flush(one).catch(() => {});
  await lab.collector.until('the request that hangs', () => hung.length > 0);
  const crashed = one.waitForEvent('crash');
  void one.goto('chrome://crash').catch(() => {});
  await crashed;
  lab.collector.answer = () => false;
  // It may be the other tab's, which had found what was made in the queue they share.
  for (const response of hung) response.destroy();
  await make(two, 1, 3);
  await flushUntil(two, () => arrived().length === 4);
  expect(arrived().toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 1, 2, 3]);
});

/** Another tab's transaction begins, and goes on until `release` is called in it. */
const holdDatabase = async (page: Page): Promise<void> => {
  await page.goto(`${lab.site.url}/holds`);
  await page.evaluate(
    () =>
      new Promise<void>((begun) => {
        const opening = indexedDB.open('sojourn-shop');
        opening.onsuccess = () => {
          const all = opening.result
            .transaction('sojourn-shop', 'readwrite')
            .objectStore('sojourn-shop');
          const goOn = (): void => {
            begun();
            if (!('released' in window)) all.count().onsuccess = goOn;
          };
          all.count().onsuccess = goOn;
        };
      }),
  );
};
const release = (page: Page): Promise<unknown> =>
  page.evaluate(() => Object.assign(window, { released: true }));

test('a page left while another tab holds the database: what it made last comes with the next one', async () => {
  const context = await lab.browser.newContext();
  lab.pages['/holds'] = '<!doctype html><title>Holds the database</title>';
  const { page: other } = await lab.open(context);
  const { page, complaints } = await lab.open(context);
  await lab.visit(page, '/a');
  await make(page, 1);
  await looked(page);
  await flush(page);
  await holdDatabase(other);
  await make(page, 2, 1);
  await page.evaluate(() => {
    location.href = '/b';
  });
  await page.waitForURL('**/b');
  await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
  // Its connection ends with it, and what waits there for its turn.
  await page.waitForFunction(() => performance.now() > 500);
  await release(other);
  await flushUntil(page, () => arrived().length === 3);
  expect(arrived()).toEqual([0, 1, 2]);
  expect(lab.collector.named('engagement').map(({ page: of }) => of)).toEqual(['/a']);
  expect(complaints).toEqual([]);
});

test('900 events that neither the database nor the collector took: the next page has them, and the user', async () => {
  const context = await lab.browser.newContext();
  lab.pages['/holds'] = '<!doctype html><title>Holds the database</title>';
  const { page: other } = await lab.open(context);
  const { page } = await lab.open(context);
  await lab.visit(page, '/a');
  await flush(page);
  await page.evaluate(() => window.sojourn?.identify?.('ada'));
  await flush(page);
  await holdDatabase(other);
  lab.collector.answer = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await make(page, 900);
  await page.evaluate(() => {
    location.href = '/b';
  });
  await page.waitForURL('**/b');
  await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
  await page.evaluate(() => window.sojourn?.identify?.('ada'));
  lab.collector.answer = () => false;
  await release(other);
  await flushUntil(page, () => arrived().length === 900);
  expect(arrived()).toEqual(Array.from({ length: 900 }, (_, n) => n));
  expect(lab.collector.named('identify')).toHaveLength(1);
});

/** The device sleeps: the clock goes on, `performance.now()` does not. */
const sleep = (page: Page, ms: number): Promise<void> =>
  page.evaluate((slept) => {
    const now = Date.now;
    Date.now = () => now() + slept;
  }, ms);

const hours = 3_600_000;

test('sleep of 8 h, then a click: it opens the next session, no duration is negative or a night', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.waitForTimeout(200);
  await sleep(page, 8 * hours);
  await page.click('#buy');
  await page.goto('about:blank');
  const [engagement] = await lab.collector.untilNamed('engagement');
  const [view] = lab.collector.named('page_view');
  const [click] = lab.collector.named('click');
  expect((click?.at ?? 0) - (view?.at ?? 0)).toBeGreaterThan(8 * hours);
  const { visible_ms } = engagement?.properties ?? {};
  expect(visible_ms).toBeGreaterThan(100);
  expect(visible_ms).toBeLessThan(60_000);
});

test('sleep of 8 h, then the tab is closed: no session of its own', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.waitForTimeout(200);
  await sleep(page, 8 * hours);
  await page.goto('about:blank');
  const [engagement] = await lab.collector.untilNamed('engagement');
  const [view] = lab.collector.named('page_view');
  expect((engagement?.at ?? 0) - (view?.at ?? 0)).toBeLessThan(330_000);
});

test('time-zone change during a visit: times go on, both offsets are sent', async () => {
  const { page } = await lab.open();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Tokyo' });
  await lab.visit(page, '/a');
  await make(page, 1);
  await flush(page);
  await session.send('Emulation.setTimezoneOverride', { timezoneId: 'Pacific/Honolulu' });
  await make(page, 1, 1);
  await flush(page);
  const [first, second] = await lab.collector.untilNamed('made', 2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(20_000);
  expect(second?.visitor).toBe(first?.visitor);
  expect(lab.collector.stored.map(({ context }) => context?.utc_offset)).toEqual([540, -600]);
});
