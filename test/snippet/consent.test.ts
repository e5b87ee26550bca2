import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { WireBatch } from '../../schema/index.ts';
import { flush, type Lab, openLab, track } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
beforeEach(() => {
  lab.pages['/required'] = `<!doctype html>${lab.tag('data-consent="required"')}`;
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

/** What is on the device: entries and databases. */
const kept = (page: Page): Promise<string[]> =>
  page
    .evaluate(async () => [
      ...Object.keys(localStorage),
      ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
      document.cookie,
    ])
    .then((names) => names.filter(Boolean));

test('neither sends nor keeps anything before a required consent', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/required');
  await track(page, 'early');
  await flush(page);
  expect(await kept(page)).toEqual([]);
  await page.goto('about:blank');
  await lab.visit(page, '/required');
  await page.evaluate(() => window.sojourn?.consent?.('granted'));
  await track(page, 'late');
  await flush(page);
  await lab.collector.untilNamed('late');
  // The first page's events were dropped as it was left.
  expect(lab.collector.names()).toEqual(['page_view', 'late']);
});

test('sends what waited, at most 50 events, and remembers the consent', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/required');
  for (let n = 0; n < 60; n++) await track(page, `n${n}`);
  await page.evaluate(() => window.sojourn?.consent?.('granted'));
  await flush(page);
  expect(lab.collector.names().length).toBe(50);
  lab.collector.forget();
  await lab.visit(page, '/required');
  await flush(page);
  await lab.collector.untilNamed('page_view');
});

test('drops what waited and records nothing more when a required consent is denied', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/required');
  await track(page, 'early');
  await page.evaluate(() => window.sojourn?.consent?.('denied'));
  await track(page, 'later');
  await flush(page);
  expect(lab.collector.attempts).toEqual([]);
  expect(await kept(page)).toEqual([]);
});

test('erases queue and visitor at withdrawal and goes on without storing', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await flush(page);
  expect((await kept(page)).length).toBe(2);
  lab.collector.answer = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await track(page, 'queued');
  await flush(page);
  await page.evaluate(() => window.sojourn?.consent?.('denied'));
  lab.collector.answer = () => false;
  await track(page, 'after');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await flush(page);
  await lab.collector.untilNamed('after');
  expect(lab.collector.named('queued')).toEqual([]);
  // That it was denied, and no more.
  expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{"sojourn-shop":"1"}');
  expect(lab.collector.stored.at(-1)?.context?.cookieless).toBe(true);
  expect(lab.collector.named('after')[0]?.visitor).not.toBe(
    lab.collector.named('page_view')[0]?.visitor,
  );
});

test('a denial holds on the pages that follow until it is granted, and nothing joins them', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await flush(page);
  await page.evaluate(() => window.sojourn?.consent?.('denied'));
  await track(page, 'denied');
  await lab.visit(page, '/b');
  await track(page, 'next');
  await flush(page);
  await lab.collector.untilNamed('next');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{"sojourn-shop":"1"}');
  await page.evaluate(() => window.sojourn?.consent?.('granted'));
  await track(page, 'granted');
  await lab.visit(page, '/c');
  await track(page, 'kept');
  await flush(page);
  await lab.collector.untilNamed('kept');
  const of = (event: string): WireBatch | undefined =>
    lab.collector.stored.find(({ events }) => events.some(({ name }) => name === event));
  const cookieless = ['denied', 'next', 'granted', 'kept'].map(
    (name) => of(name)?.context?.cookieless,
  );
  expect(cookieless).toEqual([true, true, false, false]);
  expect(of('kept')?.visitor).toBe(of('granted')?.visitor);
  expect(of('kept')?.visitor).not.toBe(of('page_view')?.visitor);
  expect(of('denied')?.page_load).not.toBe(of('page_view')?.page_load);
});

test('honours Global Privacy Control, Do Not Track and data-storage by storing nothing', async () => {
  const signals = ['navigator.globalPrivacyControl', 'navigator.doNotTrack', ''];
  for (const signal of signals) {
    const { page } = await lab.open();
    if (signal) {
      const [, name] = signal.split('.');
      const value = name === 'doNotTrack' ? '"1"' : 'true';
      await page.addInitScript(`Object.defineProperty(navigator, '${name}', { value: ${value} })`);
    }
    lab.pages['/quiet'] = `<!doctype html>${lab.tag(signal ? '' : 'data-storage="none"')}`;
    await lab.visit(page, '/quiet');
    await page.evaluate(() => window.sojourn?.identify?.('ann'));
    await track(page, 'quiet');
    await flush(page);
    await lab.collector.untilNamed('quiet');
    expect(lab.collector.names()).toEqual(['page_view', 'identify', 'quiet']);
    expect(lab.collector.stored.every(({ context }) => context?.cookieless)).toBe(true);
    expect(await kept(page)).toEqual([]);
    await lab.clear();
  }
});

test('follows Consent Mode in the data layer', async () => {
  const { page } = await lab.open();
  lab.pages['/mode'] = `<!doctype html><script>
    window.dataLayer = [];
    function gtag() { dataLayer.push(arguments); }
    gtag('consent', 'default', { analytics_storage: 'denied', ad_storage: 'denied' });
  </script>${lab.tag()}`;
  await lab.visit(page, '/mode');
  await flush(page);
  expect(lab.collector.attempts).toEqual([]);
  expect(await kept(page)).toEqual([]);
  await page.evaluate(() =>
    (window as unknown as { gtag(...args: unknown[]): void }).gtag('consent', 'update', {
      analytics_storage: 'granted',
    }),
  );
  await flush(page);
  const [first] = await lab.collector.untilNamed('page_view');
  // The next page says "denied until told otherwise" again; the choice made is remembered.
  await lab.visit(page, '/mode');
  await flush(page);
  const [, second] = await lab.collector.untilNamed('page_view', 2);
  expect(second?.visitor).toBe(first?.visitor);
});
