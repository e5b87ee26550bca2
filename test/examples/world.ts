import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { callApi } from '../../worker/cli/client.ts';
import { startServer } from '../../worker/cli/server.ts';
import { addonRuns } from '../support/node/addon.ts';
import { complaintsOf, launchBrowser } from '../support/node/browser.ts';
import { servePages, type Site } from '../support/node/pages.ts';

/** An event as it is stored and exported. */
export interface StoredEvent {
  event_name: string;
  page: string | null;
  visitor_id: string;
  source: string | null;
  referrer: string | null;
  host: string | null;
  language: string | null;
  screen: string | null;
  properties: Record<string, unknown> | null;
}

/** The real collector with a site `shop`, a browser, and a web server for the examples' pages. */
export interface World {
  collector: string;
  shop: Site;
  /** Answers of the web server by path, `*` for all other paths. */
  pages: Record<string, string>;
  page(): Promise<{ page: Page; complaints: string[] }>;
  /** Waits until an add-on runs on a page. */
  addonRuns(page: Page, name: string): Promise<void>;
  /** A file of examples/ that names this collector. */
  example(name: string): Promise<string>;
  /** Events of the site, oldest first, once there are as many of a name. */
  events(name: string, count?: number): Promise<StoredEvent[]>;
  /** A new site `shop`-like by another id, so that tests do not count each other's. */
  site(id: string, changes?: object): Promise<void>;
  close(): Promise<void>;
}

const key = 'op_for_tests_of_examples';
/** Headless Chromium calls itself that, and is rightly taken for a bot. */
const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

export const openWorld = async (): Promise<World> => {
  const bindings = { SOJOURN_ADMIN_KEY: key };
  const server = await startServer({ host: '127.0.0.1', port: 0, bindings });
  const client = { url: server.url.origin, key };
  const pages: Record<string, string> = {};
  const shop = await servePages(
    new Proxy({}, { get: (_, path) => pages[String(path)] ?? pages['*'] }),
  );
  const browser = await launchBrowser(`--user-agent=${agent}`);
  let site = '';

  const read = async (): Promise<StoredEvent[]> => {
    const path = `/v1/sites/${site}/export/events?format=ndjson`;
    const response = await fetch(client.url + path, {
      headers: { authorization: `Bearer ${key}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    // A line an event.
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as StoredEvent);
  };
  return {
    collector: client.url,
    shop,
    pages,
    async page() {
      const page = await (await browser.newContext()).newPage();
      return { page, complaints: complaintsOf(page) };
    },
    addonRuns: (page, name) => addonRuns(page, client.url, name),
    async example(name) {
      const text = await readFile(join(import.meta.dirname, '../../examples', name), 'utf8');
      return text
        .replaceAll('https://collector.example', client.url)
        .replaceAll('data-site="shop"', `data-site="${site}"`)
        .replaceAll("site: 'shop'", `site: '${site}'`)
        .replaceAll("dataset.site = 'shop'", `dataset.site = '${site}'`);
    },
    async events(name, count = 1) {
      const end = Date.now() + 90_000;
      for (;;) {
        const events = await read();
        const found = events.filter((event) => event.event_name === name).length;
        if (found >= count) return events;
        const names = events.map((event) => event.event_name).join(' ');
        if (Date.now() > end) throw new Error(`never came: ${count} ${name}; stored: ${names}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async site(id, changes = {}) {
      site = id;
      const usual = { id, name: id, time_zone: 'UTC', currency: 'EUR', origins: [shop.url] };
      await callApi(client, 'POST', '/v1/sites', { ...usual, ...changes });
    },
    async close() {
      await browser.close();
      await shop.stop();
      await server.close();
    },
  };
};

/** Everything made on the page so far is handed over when this settles. */
export const flush = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await window.sojourn?.flush?.();
  });
