import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { VERSION } from '../../snippet/version.ts';
import { servePages } from '../support/node/pages.ts';
import { flush, type Lab, openLab, shopPage, track } from '../support/node/snippet-lab.ts';

// Pages of every kind: how they load the script, what they call it with, what they do to it.

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const urls = (): unknown[] =>
  lab.collector.named('page_view').map(({ page }) => (typeof page === 'object' ? page.url : page));

test('script loaded before there is a document, and after DOMContentLoaded: one view each, clicks are heard', async () => {
  const { page, complaints } = await lab.open();
  const script = `${lab.collector.url}/s.js`;
  lab.pages['/head'] = shopPage(`<script src="${script}" data-site="shop"></script>`);
  lab.pages['/ready'] = shopPage(`<script>
    addEventListener('DOMContentLoaded', () => setTimeout(() => {
      const tag = document.createElement('script');
      tag.src = '${script}';
      tag.dataset.site = 'shop';
      document.body.append(tag);
    }));
  </script>`);
  for (const path of ['/head', '/ready']) {
    await lab.visit(page, path);
    await page.click('#buy');
    await flush(page);
    await lab.collector.untilNamed('add_to_cart', urls().length);
  }
  expect(urls()).toEqual(['/head', '/ready']);
  expect(lab.collector.named('add_to_cart').length).toBe(2);
  expect(complaints).toEqual([]);
});

test('script tag in two versions: the first one records, alone', async () => {
  const { page, complaints } = await lab.open();
  const script = lab.collector.files.get('/s.js') ?? new Uint8Array();
  const older = new TextDecoder().decode(script).replaceAll(VERSION, '0.0.9');
  lab.collector.files.set('/s/0.0.9.js', new TextEncoder().encode(older));
  lab.pages['/versions'] =
    `<!doctype html>${lab.tag().replace('/s.js', '/s/0.0.9.js')}${lab.tag()}${lab.tag()}`;
  await lab.visit(page, '/versions');
  await track(page, 'once');
  await flush(page);
  expect(lab.collector.names()).toEqual(['page_view', 'once']);
  expect(lab.collector.stored.map(({ context }) => context?.library)).toEqual(['0.0.9']);
  expect(complaints).toEqual([]);
});

test('the documented CSP directives: the page records, and nothing is refused', async () => {
  const { page, complaints } = await lab.open();
  const text = await readFile(join(import.meta.dirname, '../../docs/install.md'), 'utf8');
  const [, directives = ''] = /^ {4}content-security-policy: (.+)$/im.exec(text) ?? [];
  expect(directives).toContain('connect-src');
  const policy = directives.replaceAll('https://COLLECTOR', lab.collector.url);
  lab.pages['/csp'] = `<!doctype html>
    <meta http-equiv="content-security-policy" content="default-src 'none'; ${policy}">${lab.tag('data-addons="vitals"')}`;
  await lab.visit(page, '/csp');
  await flush(page);
  await lab.collector.untilNamed('page_view');
  expect(complaints).toEqual([]);
});

test('frames of the same and another origin, srcdoc, about:blank, data: and sandboxed: each records or leaves it, none crashes', async () => {
  const { page, complaints } = await lab.open();
  const other = await servePages({ '*': `<!doctype html><title>other</title>${lab.tag()}` });
  const quoted = lab.tag().replaceAll('"', '&quot;');
  lab.pages['/inner'] = `<!doctype html>${lab.tag()}`;
  lab.pages['/frames'] = `<!doctype html>
    <iframe name="same" src="/inner"></iframe>
    <iframe name="cross" src="${other.url}/cross"></iframe>
    <iframe name="srcdoc" srcdoc="${quoted}"></iframe>
    <iframe name="sandboxed" sandbox="allow-scripts" src="/inner?q=sandboxed"></iframe>
    <iframe name="data" src="data:text/html,${encodeURIComponent(lab.tag())}"></iframe>
    <iframe name="blank"></iframe>
    <script>frames.blank.document.write(${JSON.stringify(lab.tag()).replaceAll('</', '<\\/')}); frames.blank.document.close();</script>`;
  await page.goto(`${lab.site.url}/frames`);
  for (const name of ['same', 'cross', 'srcdoc', 'sandboxed', 'data', 'blank']) {
    const frame = page.frame({ name });
    await frame?.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
    await frame?.evaluate(() => window.sojourn?.flush?.());
  }
  const views = await lab.collector.untilNamed('page_view', 6);
  expect(views.length).toBe(6);
  // Frames without an address of their own have no host: they stand under what they were made from.
  const hosts = new Map(
    lab.collector.stored.map((batch) => [batch.page_load, batch.context?.host]),
  );
  const [own, foreign] = [lab.site.url, other.url].map((url) => new URL(url).host);
  const named = [...hosts.values()].filter((host) => host !== '');
  expect(hosts.size).toBe(6);
  expect(named.length).toBe(4);
  expect(new Set(named)).toEqual(new Set([foreign, own]));
  expect(urls()).toEqual(
    expect.arrayContaining(['/cross', '/frames', '/inner', '/inner?q=sandboxed', 'srcdoc']),
  );
  expect(complaints).toEqual([]);
  await other.stop();
});

test('hash routing: views where the tag asks for it, by hash, popstate and without the Navigation API', async () => {
  const { page } = await lab.open();
  const walk = async (path: string): Promise<unknown[]> => {
    const before = urls().length;
    await lab.visit(page, path);
    await page.evaluate(() => {
      location.hash = '#/cart';
      history.replaceState(null, '', '#/cart?step=1');
      history.pushState(null, '', '#/pay');
      history.pushState(null, '', '#/pay');
    });
    await page.evaluate(
      () =>
        new Promise<void>((done) => {
          addEventListener('popstate', () => setTimeout(done), { once: true });
          history.go(-2);
        }),
    );
    await flush(page);
    return urls().slice(before);
  };
  lab.pages['/routed'] = `<!doctype html>${lab.tag('data-hash')}`;
  lab.pages['/old'] = `<!doctype html><script>
    Object.defineProperty(window, 'navigation', { value: undefined });
  </script>${lab.tag('data-hash')}`;
  const all = ['', '#/cart', '#/pay', '#/cart?step=1'];
  expect(await walk('/plain')).toEqual(['/plain']);
  expect(await walk('/routed')).toEqual(all.map((hash) => `/routed${hash}`));
  // Without it a change by `location.hash` is told by popstate, which comes later.
  const [first, ...rest] = await walk('/old');
  expect(first).toBe('/old');
  expect(rest).toEqual(expect.arrayContaining(['/old#/pay', '/old#/cart?step=1']));
});

test('old browser: no Array.at, no BroadcastChannel, no IndexedDB, no sendBeacon: records from memory', async () => {
  const { page, complaints } = await lab.open();
  lab.pages['/older'] = `<!doctype html><script>
    window.at = Array.prototype.at;
    delete Array.prototype.at;
    delete String.prototype.at;
    delete window.BroadcastChannel;
    delete window.structuredClone;
    Object.defineProperty(window, 'indexedDB', { value: undefined });
    Object.defineProperty(navigator, 'sendBeacon', { value: undefined });
    // Playwright needs it.
    addEventListener('load', () => { Array.prototype.at = window.at });
  </script>${lab.tag()}`;
  await lab.visit(page, '/older');
  await track(page, 'recorded');
  await flush(page);
  await lab.collector.untilNamed('recorded');
  expect(complaints).toEqual([]);
});

test('a page that is translated and loses its script tag to an ad blocker: goes on recording', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    for (const script of document.querySelectorAll('script')) script.remove();
    document.documentElement.lang = 'ja';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes: Node[] = [];
    while (texts.nextNode()) nodes.push(texts.currentNode);
    for (const node of nodes) {
      const font = document.createElement('font');
      node.parentNode?.replaceChild(font, node);
      font.append(`訳 ${node.textContent}`);
    }
  });
  await page.click('#buy font');
  await page.evaluate(() => history.pushState(null, '', '/b'));
  await flush(page);
  expect(lab.collector.named('click').map(({ properties }) => properties)).toMatchObject([
    { selector: 'button#buy' },
  ]);
  expect(lab.collector.names()).toContain('add_to_cart');
  expect(urls()).toEqual(['/a', '/b']);
  expect(complaints).toEqual([]);
});

test('props: circular, 10^4 deep, 10^5 keys, Set, toJSON that returns itself, class with a bad getter: cut as documented', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    const circular: Record<string, unknown> = { name: 'c' };
    circular['self'] = circular;
    let deep: unknown = 'bottom';
    for (let n = 0; n < 10_000; n++) deep = { deep };
    const selfish = { a: 1, toJSON: (): unknown => selfish };
    class Cart {
      total = 3;
      get items(): never {
        throw new Error('no');
      }
    }
    const many = Object.fromEntries([...Array(100_000).keys()].map((n) => [`k${n}`, n]));
    window.sojourn?.track?.('odd', {
      circular,
      deep,
      set: new Set([1]),
      selfish,
      cart: new Cart(),
    });
    window.sojourn?.track?.('many', many);
  });
  await flush(page);
  const [odd] = await lab.collector.untilNamed('odd');
  const nested = (name: string, levels: number, end: unknown): unknown =>
    levels === 0 ? end : { [name]: nested(name, levels - 1, end) };
  expect(odd?.properties).toMatchObject({
    deep: nested('deep', 7, null),
    set: {},
    selfish: { a: 1 },
    cart: { total: 3 },
  });
  let circle: unknown = odd?.properties?.['circular'];
  let rounds = 0;
  for (; circle !== null; rounds++) circle = (circle as { self: unknown }).self;
  expect(rounds).toBe(7);
  const [many] = lab.collector.named('many');
  // The contract takes 512 keys an event; the event's own members are among them.
  expect(Object.keys(many?.properties ?? {}).length).toBeGreaterThan(500);
  expect(Object.keys(many?.properties ?? {}).length).toBeLessThanOrEqual(512);
  expect(complaints).toEqual([]);
});

test('links with user:pass@, ?token=, #access_token=, an e-mail or a reset path: scrubbed before they leave', async () => {
  const { page } = await lab.open();
  const links = [
    'https://annabel:secret1@bank.example/in?token=secret2#access_token=secret3',
    '/reset/secret4?email=annabel@shop.example',
    'https://other.example/u/annabel@shop.example',
    'mailto:annabel@shop.example?subject=secret5',
    'tel:+49301234567',
  ];
  lab.pages['/links'] =
    `<!doctype html>${lab.tag()}${links.map((to, n) => `<p><a id="l${n}" href="${to}">${n}</a>`).join('')}`;
  await lab.visit(page, '/links');
  await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
  for (const n of links.keys()) await page.click(`#l${n}`);
  await flush(page);
  await lab.collector.untilNamed('click', links.length);
  expect(lab.collector.named('click').map(({ properties }) => properties?.['href'])).toEqual([
    'https://bank.example/in',
    '/reset/[token]',
    'https://other.example/u/[email]',
    'mailto:',
    'tel:',
  ]);
  const sent = JSON.stringify(lab.collector.attempts.map(({ batch }) => batch));
  for (const secret of ['secret', 'annabel', '+4930']) expect(sent).not.toContain(secret);
});

test('names and titles cut at their limit inside an emoji, lone surrogates, keys: exact or U+FFFD, never refused', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    document.title = `x${'😀'.repeat(5_000)}`;
    window.sojourn?.track?.(`x${'😀'.repeat(40)}`, {
      'k\ud800': '\udc00',
      '\u2028': '\u202e\u0000',
    });
  });
  await flush(page);
  const [view, event] = await lab.collector
    .untilNamed('page_view')
    .then(() => lab.collector.events());
  expect(view?.page).toEqual({ url: '/a', title: `x${'😀'.repeat(149)}\ufffd` });
  expect(event?.name).toBe(`x${'😀'.repeat(31)}\ufffd`);
  expect(event?.properties).toEqual({ 'k\ufffd': '\ufffd', '\u2028': '\u202e\u0000' });
});

test('storage deleted after 7 days, as Safari does: a new visitor, the same user once identified', async () => {
  const { page } = await lab.open();
  const identified = async (path: string): Promise<string | undefined> => {
    await lab.visit(page, path);
    await page.evaluate(() => window.sojourn?.identify?.('ann'));
    await flush(page);
    return lab.collector.named('identify').at(-1)?.visitor;
  };
  const first = await identified('/first');
  expect(await identified('/again')).toBe(first);
  expect(lab.collector.named('identify').length).toBe(1);
  // On a page without the tag, which would write as it is left.
  lab.pages['/bare'] = '<!doctype html><title>Bare</title>';
  await page.goto(`${lab.site.url}/bare`);
  await page.evaluate(() => localStorage.clear());
  const session = await page.context().newCDPSession(page);
  await page.goto('about:blank');
  await session.send('Storage.clearDataForOrigin', { origin: lab.site.url, storageTypes: 'all' });
  expect(await identified('/later')).not.toBe(first);
  expect(lab.collector.named('identify').map(({ properties }) => properties?.['user_id'])).toEqual([
    'ann',
    'ann',
  ]);
});
