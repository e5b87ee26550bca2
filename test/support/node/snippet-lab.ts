import type { Browser, BrowserContext, Page } from 'playwright-core';
import { bundled } from './bundled.ts';
// With it comes the type of the page's `window.sojourn`.
export type { Sojourn } from '../../../snippet/config.ts';
import { complaintsOf, launchBrowser } from './browser.ts';
import { type Site, servePages } from './pages.ts';
import { RecordingCollector } from './recording-collector.ts';

/** A browser, a site whose pages wear the tag, and a collector that keeps what it is sent. */
export interface Lab {
  browser: Browser;
  collector: RecordingCollector;
  site: Site;
  /** HTML of pages by path; all others are a shop's. The collector moves after each test. */
  pages: Record<string, string>;
  /** The tag, with further attributes. */
  tag(attributes?: string): string;
  /** A page of its own visitor, with what it complained about. */
  open(context?: BrowserContext): Promise<{ page: Page; complaints: string[] }>;
  /** Runs a path: navigates there and waits for its view. */
  visit(page: Page, path: string): Promise<void>;
  /** Ends all pages, then forgets what arrived: before each test. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export const openLab = async (): Promise<Lab> => {
  const collector = new RecordingCollector();
  collector.files = await bundled();
  await collector.start();
  const pages: Record<string, string> = {};
  const site = await servePages({
    '*': (request, response) => {
      const path = (request.url ?? '/').replace(/[?#].*/, '');
      const html = pages[path] ?? shopPage(tag());
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    },
  });
  const browser = await launchBrowser();
  const tag = (attributes = ''): string =>
    `<script defer src="${collector.url}/s.js" data-site="shop" ${attributes}></script>`;

  return {
    browser,
    collector,
    site,
    pages,
    tag,
    async open(context) {
      const page = await (context ?? (await browser.newContext())).newPage();
      return { page, complaints: complaintsOf(page) };
    },
    async visit(page, path) {
      await page.goto(site.url + path);
      await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
    },
    async clear() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      const { faults } = collector;
      // Pages send their last batch as they close, which may arrive during the next test.
      await collector.move();
      if (faults.length > 0) throw new Error(`breaks the contract: ${faults.join(', ')}`);
    },
    async close() {
      await browser.close();
      await site.stop();
      await collector.stop();
    },
  };
};

/** A page with one of everything that can be clicked. */
export const shopPage = (tag: string, more = ''): string => `<!doctype html>
<html lang="en"><head><title>Blue shirt</title>${tag}</head><body>
<a id="next" href="/second">Second page</a>
<a id="out" href="https://elsewhere.example/path?token=abc">Elsewhere</a>
<a id="mail" href="mailto:ann@shop.example">Write us</a>
<a id="file" href="/catalogue.pdf">Catalogue</a>
<form id="form"><input id="field" name="email" value="ann@shop.example"><button id="dead" type="button">Does nothing</button></form>
<article data-sojourn-item_id="SKU-1" data-sojourn-item_name="Blue shirt" data-sojourn-price="19.90">
<button id="buy" data-sojourn-event="add_to_cart" data-sojourn-currency="EUR" data-sojourn-quantity="2"
 onclick="this.dataset.done = 1"><b>Add</b> to   cart</button></article>
<div style="height:3000px"></div>${more}</body></html>`;

/** Everything made on the page so far is handed over when this settles. */
export const flush = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await window.sojourn?.flush?.();
  });

/** The page has been looked at long enough to tell how long: less than 0.1 s since the tag runs is not told. */
export const looked = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => {
    const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return load && load.loadEventEnd > 0 && performance.now() > load.loadEventEnd + 200;
  });
};

/** In pages that load from now on, timers run out so many times sooner: pauses are waited out. */
export const hurry = (page: Page, times: number): Promise<unknown> =>
  page.addInitScript((sooner) => {
    const own = setTimeout;
    window.setTimeout = ((run: () => void, ms = 0) => own(run, ms / sooner)) as typeof setTimeout;
  }, times);

/** Waits until it is noted that events were given up for that reason: whoever is next tells of it. */
export const noted = (page: Page, reason: string): Promise<unknown> =>
  page.waitForFunction((why) => localStorage.getItem('sojourn-shop')?.includes(why), reason, {
    timeout: 60_000,
  });

/** The page's script makes an event of that name. */
export const track = (page: Page, name: string): Promise<void> =>
  page.evaluate((of) => window.sojourn?.track?.(of), name);

/** The same again and again, until it holds: for what a page does in its own time. */
export const flushUntil = async (page: Page, holds: () => boolean): Promise<void> => {
  for (let n = 0; n < 100 && !holds(); n++) {
    await flush(page);
    await page.waitForTimeout(100);
  }
};

/** Clicks in one task: on a loaded machine those of the mouse are too far apart for a rage click. */
export const clickFast = (page: Page, selector: string, times: number): Promise<void> =>
  page.locator(selector).evaluate((element, count) => {
    for (let n = 0; n < count; n++) (element as HTMLElement).click();
  }, times);
