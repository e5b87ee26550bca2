import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clickFast, flush, flushUntil, type Lab, openLab } from '../support/node/snippet-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const urls = (): unknown[] =>
  lab.collector.named('page_view').map(({ page }) => (typeof page === 'object' ? page.url : page));

describe('page views', () => {
  test('records a load with title and what may leave of its address', async () => {
    const { page, complaints } = await lab.open();
    await lab.visit(
      page,
      '/shirts?utm_source=news&session=8&q=blue+shirt&email=ann@shop.example#top',
    );
    await flush(page);
    const [view] = lab.collector.named('page_view');
    expect(view?.page).toEqual({
      url: '/shirts?utm_source=news&q=blue+shirt',
      title: 'Blue shirt',
    });
    const [batch] = lab.collector.stored;
    expect(batch).toMatchObject({
      v: 1,
      site: 'shop',
      context: { host: new URL(lab.site.url).host },
    });
    expect(batch?.visitor).toMatch(/^[\w-]{16}$/);
    expect(batch?.page_load).toMatch(/^[\w-]{16}$/);
    expect(complaints).toEqual([]);
  });

  test('takes pushState and back as views, not replaceState nor the same address', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.evaluate(() => {
      history.pushState(null, '', '/b');
      for (let i = 0; i < 100; i++) history.replaceState({ i }, '', `/b?i=${i}`);
      history.pushState(null, '', '/b?i=100');
      history.pushState(null, '', '/b#hash');
      history.replaceState(null, '', '/replaced');
      history.pushState(null, '', '/c');
    });
    await page.goBack();
    await flush(page);
    expect(urls()).toEqual(['/a', '/b', '/c', '/replaced']);
  });

  test('gives a view the title that the page sets after it navigated', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.evaluate(() => {
      history.pushState(null, '', '/b');
      document.title = 'Page b';
    });
    await flush(page);
    expect(lab.collector.named('page_view').map((view) => view.page)).toEqual([
      { url: '/a', title: expect.any(String) },
      { url: '/b', title: 'Page b' },
    ]);
  });

  test('names the referrer with the first view only, without its query', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/from?secret=1');
    await page.click('#next');
    await page.waitForURL('**/second');
    await page.evaluate(() => history.pushState(null, '', '/third'));
    await flush(page);
    const views = await lab.collector.untilNamed('page_view', 3);
    expect(views.map(({ page: of }) => (typeof of === 'object' ? of.referrer : ''))).toEqual([
      undefined,
      `${lab.site.url}/from`,
      undefined,
    ]);
  });

  test('counts a page that comes back from the back-forward cache once', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await lab.visit(page, '/b');
    await page.goBack({ waitUntil: 'commit' });
    await flush(page);
    await lab.collector.untilNamed('page_view', 3);
    expect(urls()).toEqual(['/a', '/b', '/a']);
  });
});

describe('clicks', () => {
  test('records text, role, link and a stable selector', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    for (const id of ['next', 'out', 'mail', 'file', 'field']) await page.click(`#${id}`);
    await flush(page);
    expect(lab.collector.named('click').map(({ properties }) => properties)).toMatchObject([
      { text: 'Second page', role: 'a', href: '/second', selector: 'a#next' },
      { text: 'Elsewhere', href: 'https://elsewhere.example/path' },
      { text: 'Write us', href: 'mailto:' },
      { text: 'Catalogue', href: '/catalogue.pdf' },
      { role: 'input', selector: 'input#field' },
    ]);
    expect(JSON.stringify(lab.collector.stored)).not.toContain('ann@');
  });

  test('sends the event that attributes name, with the facts around the button', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.click('#buy b');
    await flush(page);
    expect(lab.collector.names()).toEqual(['page_view', 'click', 'add_to_cart']);
    expect(lab.collector.named('add_to_cart')[0]?.properties).toEqual({
      currency: 'EUR',
      items: [{ item_id: 'SKU-1', item_name: 'Blue shirt', price: '19.90', quantity: '2' }],
    });
  });

  test('tells rage and dead clicks from clicks that do something', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.click('#buy');
    await clickFast(page, '#dead', 4);
    await flushUntil(page, () => lab.collector.named('dead_click').length > 0);
    expect(lab.collector.named('rage_click').map((event) => event.properties)).toEqual([
      { selector: 'button#dead' },
    ]);
    expect(lab.collector.named('dead_click').map((event) => event.properties)).toEqual([
      { selector: 'button#dead' },
    ]);
    // An address of its own is something too.
    await page.evaluate(() => {
      const button = document.querySelector('#dead');
      button?.addEventListener('click', () => history.pushState(null, '', '/alive'), {
        once: true,
      });
    });
    await page.click('#dead');
    await page.waitForTimeout(2_700);
    await flush(page);
    expect(lab.collector.named('click')).toHaveLength(6);
    expect(lab.collector.named('dead_click')).toHaveLength(1);
  });
});

describe('engagement', () => {
  test('reports a view when it ends, with time and depth', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.mouse.move(10, 10);
    await page.waitForTimeout(200);
    await page.evaluate(() => scrollTo(0, 99_999));
    await page.mouse.move(20, 20);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    await page.evaluate(() => history.pushState(null, '', '/b'));
    await flush(page);
    const [engagement] = lab.collector.named('engagement');
    expect(engagement?.page).toBe('/a');
    const { visible_ms, active_ms, scroll } = engagement?.properties ?? {};
    expect(visible_ms).toBeGreaterThan(200);
    expect(visible_ms).toBeLessThan(15_000);
    expect(active_ms).toBeGreaterThan(100);
    expect(scroll).toBe(100);
  });

  test('a tab left alone for two hours ended when it was left: its closing opens no session', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.mouse.move(10, 10);
    await page.evaluate(() => {
      const [now, ticks] = [Date.now, performance.now.bind(performance)];
      Date.now = () => now() + 7_200_000;
      performance.now = () => ticks() + 7_200_000;
    });
    await page.goto('about:blank');
    const [engagement] = await lab.collector.untilNamed('engagement');
    const [view] = lab.collector.named('page_view');
    expect((engagement?.at ?? 0) - (view?.at ?? 0)).toBeLessThan(330_000);
    expect(engagement?.properties?.['visible_ms']).toBeLessThan(330_000);
    expect(engagement?.properties?.['active_ms']).toBeLessThan(30_000);
  });

  test('keys and pointers force no layout, though the page has written a style', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const layouts = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? Number.NaN;
    };
    const before = await layouts();
    await page.evaluate(() => {
      const { body } = document;
      for (let n = 0; n < 50; n++) {
        body.style.paddingTop = `${n}px`;
        body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
        body.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
      }
    });
    // Those of frames that came in between.
    expect((await layouts()) - before).toBeLessThan(10);
  });

  test('a view that nobody scrolled was read as deep as it was opened', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.evaluate(async () => {
      scrollTo(0, 99_999);
      await new Promise((done) => addEventListener('scroll', done, { once: true }));
      history.pushState(null, '', '/b');
      await new Promise((done) => setTimeout(done, 200));
      history.pushState(null, '', '/c');
    });
    await flush(page);
    const depths = lab.collector.named('engagement').filter(({ page: at }) => at === '/b');
    expect(depths.map(({ properties }) => properties?.['scroll'])).toEqual([100]);
  });

  test('keeps the order of 1,500 events of one millisecond', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.evaluate(() => {
      const frozen = Date.now();
      Date.now = () => frozen;
      for (let n = 0; n < 1_500; n++) window.sojourn?.track?.('burst', { n });
    });
    await flush(page);
    const burst = await lab.collector.untilNamed('burst', 1_500);
    const times = burst.toSorted((a, b) => a.seq - b.seq).map(({ at }) => at);
    expect(times.every((at, index) => index === 0 || at > (times[index - 1] ?? 0))).toBe(true);
  });
});
