import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addonRuns } from '../support/node/addon.ts';
import { flush, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
/** The same site at another of its hosts: pages under `/other` are asked for there. */
let other = '';

beforeAll(async () => {
  lab = await openLab();
  other = lab.site.url.replace('127.0.0.1', 'localhost');
});
beforeEach(() => {
  const tag = lab.tag('data-addons="domains" data-domains="127.0.0.1 localhost"');
  lab.pages['/shop'] = `<!doctype html>${tag}
    <a id="link" href="${other}/other?color=blue#top">Pay</a>
    <a id="new" target="_blank" href="${other}/other">Pay in a new tab</a>
    <a id="same" target="_blank" href="/shop?same">Stay</a>
    <a id="foreign" target="_blank" href="https://elsewhere.example/">Elsewhere</a>
    <form id="get" action="${other}/other"><input name="color" value="red"><button>Pay</button></form>
    <form id="post" method="post" action="${other}/other?n=1"><button>Pay</button></form>`;
  lab.pages['/other'] = `<!doctype html>${tag}`;
  lab.pages['/required'] =
    `<!doctype html>${lab.tag('data-addons="domains" data-domains="localhost" data-consent="required"')}
    <a id="link" href="${other}/other">Pay</a>`;
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const openShop = async (path = '/shop'): Promise<Page> => {
  const { page } = await lab.open();
  await lab.visit(page, path);
  await addonRuns(page, lab.collector.url, 'domains');
  return page;
};

/** The views that arrived, once all there are have been handed over. */
const viewsAfter = async (
  page: Page,
  count: number,
): Promise<{ url: string; visitor: string }[]> => {
  await addonRuns(page, lab.collector.url, 'domains');
  await flush(page);
  const views = await lab.collector.untilNamed('page_view', count);
  return views.map(({ page: of, visitor }) => ({
    url: typeof of === 'object' ? of.url : String(of),
    visitor,
  }));
};

const neverSent = (text: string): void =>
  expect(JSON.stringify(lab.collector.attempts.map(({ batch }) => batch))).not.toContain(text);

test('domains: a link to another host of the site carries the visitor, in no address', async () => {
  const page = await openShop();
  await Promise.all([page.waitForURL(`${other}/other**`), page.click('#link')]);
  const [first, second] = await viewsAfter(page, 2);
  expect(second).toEqual({ url: '/other', visitor: first?.visitor });
  expect(page.url()).toBe(`${other}/other?color=blue#top`);
  neverSent('_sj');
  // And stays that visitor.
  await page.goto(`${other}/other`);
  expect((await viewsAfter(page, 3))[2]?.visitor).toBe(first?.visitor);
});

test('domains: a link is as it was once it was used; others are left alone', async () => {
  const page = await openShop();
  const used = await page.evaluate(async () => {
    const found: string[] = [];
    // What the browser would follow.
    addEventListener('click', (event) => {
      found.push((event.target as HTMLAnchorElement).href);
      event.preventDefault();
    });
    const links = [...document.querySelectorAll<HTMLAnchorElement>('a[target]')];
    for (const link of links) link.click();
    await new Promise((resolve) => setTimeout(resolve));
    return [found, links.map((link) => link.getAttribute('href'))];
  });
  expect(used).toEqual([
    [
      expect.stringMatching(/^http:\/\/localhost:\d+\/other\?_sj=\w{16}\.\w{8}$/),
      `${lab.site.url}/shop?same`,
      'https://elsewhere.example/',
    ],
    [`${other}/other`, '/shop?same', 'https://elsewhere.example/'],
  ]);
});

test.each([
  ['get', '/other?color=red'],
  ['post', '/other?n=1'],
])('domains: a form carries the visitor as well, by %s', async (id, address) => {
  const page = await openShop();
  await Promise.all([page.waitForURL(other + address), page.click(`#${id} button`)]);
  const [first, second] = await viewsAfter(page, 2);
  expect(second?.visitor).toBe(first?.visitor);
});

test('domains: takes no visitor that is old, or that no page of the site sent', async () => {
  const visitor = 'AbCdEfGhIjKlMn_0';
  const parameter = (age: number): string => `_sj=${visitor}.${(Date.now() - age).toString(36)}`;
  const { page } = await lab.open();
  const follow = async (age: number): Promise<string | undefined> => {
    lab.pages['/plain'] = `<!doctype html><a href="${other}/other?${parameter(age)}">Go</a>`;
    await page.goto(`${lab.site.url}/plain`);
    await Promise.all([page.waitForURL(`${other}/other`), page.click('a')]);
    const views = await viewsAfter(page, lab.collector.named('page_view').length + 1);
    return views.at(-1)?.visitor;
  };
  expect(await follow(3_600_000)).not.toBe(visitor);
  expect(await follow(-3_600_000)).not.toBe(visitor);
  // A kept address is opened without a referrer, a link of somebody else's has another.
  for (const referer of [undefined, 'https://elsewhere.example/', `${other}.elsewhere.example/`]) {
    await page.goto(`${other}/other?${parameter(0)}`, referer === undefined ? {} : { referer });
    const views = await viewsAfter(page, lab.collector.named('page_view').length + 1);
    expect(views.at(-1)?.visitor).not.toBe(visitor);
    expect(page.url()).toBe(`${other}/other`);
  }
  expect(await follow(0)).toBe(visitor);
});

test('domains: who is carried is told, though an older batch was on its way meanwhile', async () => {
  const visitor = 'AbCdEfGhIjKlMn_0';
  const { page } = await lab.open();
  lab.collector.answer = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await page.goto(`${other}/other`);
  await addonRuns(page, lab.collector.url, 'domains');
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  lab.pages['/plain'] =
    `<!doctype html><a href="${other}/other?_sj=${visitor}.${Date.now().toString(36)}">Go</a>`;
  await page.goto(`${lab.site.url}/plain`);
  lab.collector.answer = async () => {
    asked.resolve();
    await answered.promise;
    return false;
  };
  await Promise.all([page.waitForURL(`${other}/other`), page.click('a')]);
  // What the page before left is being sent, from a list that has this page's first words too.
  await asked.promise;
  await addonRuns(page, lab.collector.url, 'domains');
  const flushed = flush(page);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  answered.resolve();
  await flushed;
  const views = await lab.collector.untilNamed('page_view', 2);
  expect(views.at(-1)?.visitor).toBe(visitor);
});

test('domains: nothing is carried without consent', async () => {
  const page = await openShop('/required');
  await Promise.all([page.waitForURL(`${other}/other**`), page.click('#link')]);
  const asked = await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.name);
  expect(asked).toBe(`${other}/other`);
});

test('staff: a link takes a browser out and another one back, with the page it is opened on', async () => {
  lab.pages['/a'] = `<!doctype html>${lab.tag('data-addons="staff"')}`;
  const { page } = await lab.open();
  const view = async (path: string): Promise<string | undefined> => {
    await lab.visit(page, path);
    await addonRuns(page, lab.collector.url, 'staff');
    await flush(page);
    const count = lab.collector.names().filter((name) => name === 'page_view').length;
    return (await lab.collector.untilNamed('page_view', Math.max(count, 1))).at(-1)?.visitor;
  };
  const first = await view('/a');
  expect(await view('/a?sojourn=off')).toBe('sojourn_is_staff');
  expect(await view('/a')).toBe('sojourn_is_staff');
  // Signing out makes a new visitor, for this page.
  await page.evaluate(() => window.sojourn?.reset?.());
  expect(await view('/a')).toBe('sojourn_is_staff');
  const back = await view('/a?sojourn=on');
  expect(back).toMatch(/^\w{16}$/);
  expect([first, 'sojourn_is_staff']).not.toContain(back);
  expect(await view('/a')).toBe(back);
});

test('staff: holds where nothing may be kept of a visitor', async () => {
  lab.pages['/a'] = `<!doctype html>${lab.tag('data-addons="staff" data-storage="none"')}`;
  const { page } = await lab.open();
  for (const path of ['/a?sojourn=off', '/a']) {
    await lab.visit(page, path);
    await addonRuns(page, lab.collector.url, 'staff');
    await flush(page);
  }
  const views = await lab.collector.untilNamed('page_view', 2);
  expect(views.map(({ visitor }) => visitor)).toEqual(['sojourn_is_staff', 'sojourn_is_staff']);
});
