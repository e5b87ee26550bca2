import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flush, openWorld, type World } from '../examples/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A site whose own host leads `/s/*` to the collector: its other pages are answered here. */
const openSite = async (id: string, attributes = ''): Promise<Page> => {
  await world.site(id, { origins: [world.collector] });
  const { page } = await world.page();
  const tag = `<script defer src="/s/own.js" data-site="${id}" ${attributes}></script>`;
  await page
    .context()
    .route(`${world.collector}/deep/page*`, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Page</title>${tag}` }),
    );
  return page;
};

const visit = async (page: Page): Promise<void> => {
  await page.goto(`${world.collector}/deep/page`);
  await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
};

const cookieOf = async (page: Page): Promise<string | undefined> =>
  (await page.context().cookies()).find(({ name }) => name.startsWith('sojourn-'))?.value;

/** What Safari does after seven days: everything that scripts stored is gone, cookies stay. */
const deleteStorage = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  });

const visitorsOf = async (count: number): Promise<string[]> =>
  (await world.events('page_view', count))
    .filter(({ event_name: name }) => name === 'page_view')
    .map(({ visitor_id: visitor }) => visitor);

test('finds its visitor again when all that scripts stored was deleted', async () => {
  const page = await openSite('returning');
  await visit(page);
  await flush(page);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'sojourn-returning', path: '/', sameSite: 'Lax' });
  const days = ((cookie?.expires ?? 0) * 1_000 - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(390);
  expect(days).toBeLessThan(400);
  await page.goto('about:blank');
  await page.goto(`${world.collector}/health`);
  await deleteStorage(page);
  await visit(page);
  await flush(page);
  const [first, second] = await visitorsOf(2);
  expect(first).toBe(cookie?.value);
  expect(second).toBe(first);
});

test('makes a new visitor at sign-out, and is that one ever after', async () => {
  const page = await openSite('leaving');
  await visit(page);
  await flush(page);
  const before = await cookieOf(page);
  await page.evaluate(() => window.sojourn?.reset?.());
  expect(await cookieOf(page)).toBeUndefined();
  await page.evaluate(() => window.sojourn?.page?.());
  await flush(page);
  const after = await cookieOf(page);
  expect(after).toMatch(/^\w{16}$/);
  expect(after).not.toBe(before);
  await deleteStorage(page);
  await visit(page);
  await flush(page);
  expect(await visitorsOf(3)).toEqual([before, after, after]);
});

test('keeps no cookie without consent, and none after it was withdrawn', async () => {
  const page = await openSite('asking', 'data-consent="required"');
  await visit(page);
  await flush(page);
  expect(await cookieOf(page)).toBeUndefined();
  await page.evaluate(() => window.sojourn?.consent?.('granted'));
  await flush(page);
  expect(await cookieOf(page)).toMatch(/^\w{16}$/);
  await page.evaluate(() => window.sojourn?.consent?.('denied'));
  expect(await cookieOf(page)).toBeUndefined();
  await visit(page);
  await flush(page);
  expect(await cookieOf(page)).toBeUndefined();
});

test('keeps none where nothing may be stored, and deletes one that is there', async () => {
  const page = await openSite('quiet', 'data-storage="none"');
  const [name, value] = ['sojourn-quiet', 'AbCdEfGhIjKlMn_0'];
  await page.context().addCookies([{ name, value, url: world.collector }]);
  await visit(page);
  await flush(page);
  await world.events('page_view');
  expect(await cookieOf(page)).toBeUndefined();
});
