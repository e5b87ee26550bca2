import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flush, type Lab, noted, openLab, shopPage } from '../support/node/snippet-lab.ts';

// What delivery promises of the core and of the lite script alike, though they keep it differently.

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
const arrived = (): unknown[] =>
  lab.collector.named('made').map(({ properties }) => properties?.['n']);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe.each(['/s.js', '/s/lite.js'])('%s', (script) => {
  beforeEach(() => {
    const html = shopPage(lab.tag().replace('/s.js', script));
    for (const path of ['/a', '/b']) lab.pages[path] = html;
  });

  test('seals batches of at most 16 KB, sends one at a time and no preflight', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await make(page, 60, 0, 1_000);
    await flush(page);
    await lab.collector.untilNamed('made', 60);
    expect(arrived()).toEqual(numbers(60));
    expect(lab.collector.mostAtOnce).toBe(1);
    expect(lab.collector.attempts.length).toBeGreaterThan(3);
    for (const { bytes, headers } of lab.collector.attempts) {
      expect(bytes).toBeLessThanOrEqual(16_384);
      expect(headers['content-type']).toBe('text/plain;charset=UTF-8');
    }
  });

  test('sends again what failed, as it was, and what a captive portal answered', async () => {
    const { page, complaints } = await lab.open();
    lab.collector.answer = (_, response) => {
      const { length } = lab.collector.attempts;
      if (length === 1) response.writeHead(503).end();
      else if (length === 2) response.writeHead(200).end('<html>Please sign in</html>');
      return length < 3;
    };
    await lab.visit(page, '/a');
    await make(page, 2);
    await flush(page);
    // The network is back: the lite script waits for no pause.
    for (let n = 0; n < 2; n++) {
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await flush(page);
    }
    await lab.collector.untilNamed('made', 2);
    const [one, two, three] = lab.collector.attempts.map(({ batch }) => batch);
    expect([two?.batch, three?.batch]).toEqual([one?.batch, one?.batch]);
    expect(three?.events).toEqual(one?.events);
    expect(three?.sent_at).toBeGreaterThan(one?.sent_at ?? 0);
    expect(complaints).toEqual([]);
  });

  test('leaves a collector in peace that says how long', async () => {
    const { page } = await lab.open();
    lab.collector.answer = (_, response) => {
      response.writeHead(429, { 'retry-after': '3000' }).end();
      return true;
    };
    await lab.visit(page, '/a');
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
    await lab.visit(page, '/a');
    await make(page, 4);
    await flush(page);
    await noted(page, 'http_403');
    // Of a text alone, s.js keeps 16 KB.
    await page.evaluate(() => {
      const text = 'x'.repeat(10_000);
      window.sojourn?.track?.('longer', { a: text, b: text, c: text, d: text });
    });
    await make(page, 1, 5);
    await flush(page);
    await lab.collector.untilNamed('made');
    expect(arrived()).toEqual([5]);
    expect(lab.collector.lost()).toEqual({ http_403: 5, event_too_large: 1 });
  });

  test('delivers after an outage that outlived the tab, what it made as it went included, once', async () => {
    const context = await lab.browser.newContext();
    const { page } = await lab.open(context);
    await lab.visit(page, '/a');
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
    await lab.visit(next, '/b');
    await flush(next);
    await lab.collector.untilNamed('made', 6);
    expect(arrived()).toEqual(numbers(6));
    const batches = lab.collector.stored.map(({ batch }) => batch);
    expect(new Set(batches).size).toBe(batches.length);
  });

  test('keeps what was made when the renderer is killed', async () => {
    const context = await lab.browser.newContext();
    const { page } = await lab.open(context);
    await lab.visit(page, '/a');
    await make(page, 7);
    const crashed = page.waitForEvent('crash');
    void page.goto('chrome://crash').catch(() => {});
    await crashed;
    const { page: next } = await lab.open(context);
    await lab.visit(next, '/b');
    await lab.collector.untilNamed('made', 7);
    expect(arrived()).toEqual(numbers(7));
  });

  test('hands over as the page is hidden', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await make(page, 1);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await lab.collector.untilNamed('made');
  });

  test('repeats calls made before it had loaded, with their times', async () => {
    const { page } = await lab.open();
    await page.addInitScript(() => {
      window.sojourn = { q: [['track', 1_790_000_000_000, 'early', { n: 1 }]] };
    });
    await lab.visit(page, '/a');
    await flush(page);
    const [early] = await lab.collector.untilNamed('early');
    expect(early?.at).toBe(1_790_000_000_000);
  });
});
