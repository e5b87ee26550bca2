import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { flush, flushUntil, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

/** Opens a page whose tag names an add-on, and waits until its file has run. */
const open = async (addon: string, path = '/add'): Promise<Page> => {
  const { page } = await lab.open();
  lab.pages['/add'] = `<!doctype html>${lab.tag(`data-addons="${addon}"`)}
    <form id="login"><input name="email"><input name="password" type="password">
    <button>Go</button></form><button id="bad" onclick="boom()">Bad</button>
    <script>
      function boom() { throw new Error('out of order for ann@shop.example'); }
      document.getElementById('login').addEventListener('submit', (e) => e.preventDefault());
    </script>`;
  const loaded = page.waitForResponse((response) => response.url().endsWith(`/${addon}.js`));
  await lab.visit(page, path);
  await (await loaded).finished();
  await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
  return page;
};

const propertiesOf = (name: string): unknown[] =>
  lab.collector.named(name).map(({ properties }) => properties);

test('forms: begun and sent, by names of fields, never values', async () => {
  const page = await open('forms');
  await page.fill('[name=email]', 'ann@shop.example');
  await page.fill('[name=password]', 'secret');
  await page.click('#login button');
  await flush(page);
  await lab.collector.untilNamed('form_submit');
  expect(propertiesOf('form_start')).toEqual([{ form_id: 'login', field: 'email' }]);
  expect(propertiesOf('form_submit')).toEqual([{ form_id: 'login' }]);
  expect(JSON.stringify(lab.collector.stored)).not.toMatch(/ann@|secret/);
  await page.goto('about:blank');
  expect(propertiesOf('form_abandon')).toEqual([]);
});

test('forms: given up at the field that was last', async () => {
  const page = await open('forms');
  await page.fill('[name=email]', 'a');
  await page.fill('[name=password]', 'b');
  await page.goto('about:blank');
  await lab.collector.untilNamed('form_abandon');
  expect(propertiesOf('form_abandon')).toEqual([{ form_id: 'login', field: 'password' }]);
});

test('errors: message and source line of what nobody caught, once each', async () => {
  const page = await open('errors');
  await page.click('#bad');
  await page.click('#bad');
  await page.evaluate(() => {
    void Promise.reject(new Error('nobody waits'));
    setTimeout(() => {
      throw new TypeError('late');
    });
  });
  await flushUntil(page, () => lab.collector.named('error').length > 2);
  const errors = (await lab.collector.untilNamed('error', 3)) as { properties?: object }[];
  expect(errors.map(({ properties }) => properties)).toMatchObject([
    { message: 'Uncaught Error: out of order for [email]', source: '/add:5' },
    { message: 'Uncaught TypeError: late' },
    { message: 'nobody waits' },
  ]);
  expect(errors.length).toBe(3);
});

test('errors: going back within 7 seconds is a quick back', async () => {
  const page = await open('errors');
  await page.evaluate(() => history.pushState(null, '', '/add?q=2'));
  await page.goBack();
  await flush(page);
  await lab.collector.untilNamed('quick_back');
  expect(propertiesOf('quick_back')).toEqual([{ after_ms: expect.any(Number) }]);
  await page.goForward();
  await flush(page);
  expect(propertiesOf('quick_back').length).toBe(1);
});

test('search: what was searched for, once for each search', async () => {
  const page = await open('search', '/add?q=blue+shirt');
  await page.evaluate(() => {
    history.pushState(null, '', '/add?q=blue+shirt&page=2');
    history.pushState(null, '', '/add?q=ann@shop.example');
    history.pushState(null, '', '/other');
  });
  await flush(page);
  await lab.collector.untilNamed('view_search_results', 2);
  expect(propertiesOf('view_search_results')).toEqual([
    { search_term: 'blue shirt' },
    { search_term: '[email]' },
  ]);
});

test('vitals: LCP and CLS of a page when it is left', async () => {
  const page = await open('vitals');
  // The first interaction ends LCP: it was painted before.
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const painted = new PerformanceObserver(() => requestIdleCallback(resolve));
        painted.observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  await page.click('#bad', { noWaitAfter: true });
  await page.goto('about:blank');
  const [vitals] = await lab.collector.untilNamed('web_vitals');
  expect(vitals?.properties).toMatchObject({ lcp: expect.any(Number), cls: expect.any(Number) });
});

test('an add-on that does not exist harms nothing', async () => {
  const { page, complaints } = await lab.open();
  lab.pages['/none'] = `<!doctype html>${lab.tag('data-addons="nothing such"')}`;
  await lab.visit(page, '/none');
  await flush(page);
  await lab.collector.untilNamed('page_view');
  expect(complaints).toEqual([]);
});
