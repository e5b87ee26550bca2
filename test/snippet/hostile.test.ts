import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { setClock } from '../support/node/browser.ts';
import {
  clickFast,
  flush,
  hurry,
  type Lab,
  noted,
  openLab,
  track,
} from '../support/node/snippet-lab.ts';

// The names are the lines of the list of hard cases for the client.

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const day = 86_400_000;

/** Opens a page whose own script ran first, tracks something and waits until it arrived. */
const survive = async (script: string, attributes = ''): Promise<Page> => {
  const { page, complaints } = await lab.open();
  lab.pages['/hostile'] = `<!doctype html><script>${script}</script>${lab.tag(attributes)}`;
  await lab.visit(page, '/hostile');
  await page.evaluate(() => window.sojourn?.track?.('still_here', { list: [1, { two: 2 }] }));
  await flush(page);
  const [event] = await lab.collector.untilNamed('still_here');
  expect(event?.properties).toEqual({ list: [1, { two: 2 }] });
  expect(complaints).toEqual([]);
  return page;
};

describe('storage', () => {
  test('IndexedDB open throws: works in memory', async () => {
    await survive(`indexedDB.open = () => { throw new Error('no') };`);
  });

  test('IndexedDB open never resolves: works in memory', async () => {
    await survive(`indexedDB.open = () => ({});`);
  });

  test('QuotaExceeded on put: works in memory', async () => {
    await survive(
      `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') };
       Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };`,
    );
  });

  test('localStorage getter throws SecurityError: works in memory', async () => {
    await survive(
      `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } });`,
    );
  });

  test('sandboxed frame without an origin: works in memory, no error', async () => {
    const { page, complaints } = await lab.open();
    lab.pages['/frame'] = `<!doctype html>${lab.tag()}`;
    lab.pages['/framing'] = `<!doctype html><iframe sandbox="allow-scripts" src="/frame"></iframe>`;
    await page.goto(`${lab.site.url}/framing`);
    const frame = page.frames()[1];
    await frame?.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
    await frame?.evaluate(() => window.sojourn?.flush?.());
    await lab.collector.untilNamed('page_view');
    expect(complaints).toEqual([]);
  });

  test('corrupted stored queue, foreign data: reported, new events flow', async () => {
    const { page, complaints } = await lab.open();
    await lab.visit(page, '/a');
    await flush(page);
    await page.evaluate(
      () =>
        new Promise<void>((done) => {
          const opening = indexedDB.open('sojourn-shop');
          opening.onsuccess = () => {
            const writing = opening.result.transaction('sojourn-shop', 'readwrite');
            const store = writing.objectStore('sojourn-shop');
            store.put('{"v":1,"trunc', '0a');
            store.put(null, '0b');
            store.put({ head: 7, events: 'x' }, '0c');
            store.put(['"v":1,"site":"shop"', '{"broken'], '0d');
            store.put({ head: '"v":1,"site":"shop"', events: 'xyz' }, '0e');
            store.put({ other: 'program' }, 7);
            writing.oncomplete = () => {
              opening.result.close();
              done();
            };
          };
        }),
    );
    await track(page, 'flows');
    await flush(page);
    await lab.collector.untilNamed('flows');
    await noted(page, 'http_400');
    await track(page, 'reports');
    await flush(page);
    await lab.collector.untilNamed('reports');
    expect(lab.collector.lost()).toEqual({ queue: 5, http_400: 1 });
    expect(complaints).toEqual([]);
  });

  test('returning visitor in a private window: a new visitor', async () => {
    const seen = new Set<string>();
    for (const path of ['/a', '/b']) {
      const { page } = await lab.open();
      await lab.visit(page, path);
      await flush(page);
    }
    for (const { visitor } of await lab.collector.untilNamed('page_view', 2)) seen.add(visitor);
    expect(seen.size).toBe(2);
  });
});

describe('what pages override', () => {
  test('JSON overridden', async () => {
    await survive(`JSON.stringify = () => 'nonsense'; JSON.parse = () => { throw 1 };`);
  });

  test('Array.prototype.toJSON and Object.prototype.toJSON', async () => {
    await survive(
      `Array.prototype.toJSON = function () { return 'array' };
       Object.defineProperty(Object.prototype, 'toJSON', { value() { return 'object' } });
       String.prototype.toJSON = () => 'string';`,
    );
  });

  test("the page's fetch wrapper throws synchronously: a beacon goes out", async () => {
    await survive(`window.fetch = () => { throw new TypeError('wrapped') };`);
  });

  test('fetch wrapper that loses the receiver, clones the answer and delays it', async () => {
    await survive(
      `const own = window.fetch;
       window.fetch = async (...args) => {
         const answer = await own(...args);
         await new Promise((done) => setTimeout(done, 50));
         return answer.clone();
       };`,
    );
  });

  test('zone.js: another class in the place of Promise, wrapped timers and listeners', async () => {
    await survive(
      `const Native = Promise;
       window.Promise = class Zone {
         constructor(run) { this.inner = new Native(run); }
         then(a, b) { return Zone.resolve(this.inner.then(a, b)); }
         catch(b) { return this.then(undefined, b); }
         finally(f) { return Zone.resolve(this.inner.finally(f)); }
         static resolve(v) { return new Zone((r) => r(v)); }
         static reject(v) { return new Zone((_, r) => r(v)); }
         static race(all) { return Zone.resolve(Native.race([...all])); }
         static all(all) { return Zone.resolve(Native.all([...all])); }
       };
       const add = EventTarget.prototype.addEventListener;
       EventTarget.prototype.addEventListener = function (type, run, options) {
         return add.call(this, type, function (...a) { return run.apply(this, a); }, options);
       };`,
    );
  });

  test('polluted prototypes: enumerable members on Object and Array', async () => {
    await survive(`Object.prototype.polluted = 1; Array.prototype.last = function () {};`);
  });

  test('old browser: no Web Locks, no Navigation API, no AbortSignal.timeout', async () => {
    const page = await survive(
      `Object.defineProperty(navigator, 'locks', { value: undefined });
       Object.defineProperty(window, 'navigation', { value: undefined });
       delete AbortSignal.timeout;`,
    );
    await page.evaluate(() => history.pushState(null, '', '/pushed'));
    await page.goBack();
    await flush(page);
    await lab.collector.untilNamed('page_view', 3);
  });
});

test('Web Locks of the page’s own, which say nothing or refuse for no reason: all the same', async () => {
  for (const request of ['(name, run) => run()', '() => Promise.reject()']) {
    const page = await survive(
      `Object.defineProperty(navigator, 'locks', { value: { request: ${request} } });`,
    );
    await track(page, 'again');
    await flush(page);
  }
  await lab.collector.untilNamed('again', 2);
});

test('old browser: no MutationObserver, a history and a data layer that cannot be changed', async () => {
  const { page, complaints } = await lab.open();
  lab.pages['/old'] = `<!doctype html><button id="b" data-sojourn-event="bought">x</button><script>
    const { MutationObserver } = window;
    delete window.MutationObserver;
    // Playwright needs it.
    addEventListener('DOMContentLoaded', () => { window.MutationObserver = MutationObserver });
    Object.defineProperty(window, 'navigation', { value: undefined });
    Object.freeze(history);
    window.dataLayer = Object.freeze([]);
  </script>${lab.tag()}`;
  await lab.visit(page, '/old');
  await clickFast(page, '#b', 3);
  await flush(page);
  await lab.collector.untilNamed('rage_click');
  expect(lab.collector.names().filter((name) => name === 'bought').length).toBe(3);
  expect(complaints).toEqual([]);
});

test('no crypto: records nothing rather than ids that meet, and does no harm', async () => {
  const { page, complaints } = await lab.open();
  lab.pages['/no-crypto'] = `<!doctype html><script>
    Object.defineProperty(window, 'crypto', { value: undefined });
  </script>${lab.tag()}`;
  await lab.visit(page, '/no-crypto');
  await page.evaluate(() => window.sojourn?.track?.('unheard'));
  await flush(page);
  expect(lab.collector.attempts).toEqual([]);
  expect(complaints).toEqual([]);
});

test('props that cannot be serialised: sent with the documented replacement, track never throws', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    const circular: Record<string, unknown> = { name: 'c' };
    circular['self'] = circular;
    let deep: unknown = 'bottom';
    for (let n = 0; n < 10_000; n++) deep = { deep };
    class Cart {
      total = 3;
    }
    window.sojourn?.track?.('odd', {
      big: 12n,
      symbol: Symbol('s'),
      run: () => 1,
      nothing: undefined,
      list: [undefined, () => 1],
      numbers: [Number.NaN, Infinity, -0, 1e21],
      never: new Date(Number.NaN),
      since: new Date(0),
      map: new Map([[1, 2]]),
      node: document.body,
      proxy: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('no');
          },
        },
      ),
      getter: {
        get bad() {
          throw new Error('no');
        },
      },
      toJSON: () => {
        throw new Error('no');
      },
      cart: new Cart(),
      circular,
      deep,
    });
    window.sojourn?.track?.(
      'many',
      Object.fromEntries([...Array(100_000).keys()].map((n) => [n, n])),
    );
    window.sojourn?.track?.('window', { window });
    const call = window.sojourn?.track as unknown as (...args: unknown[]) => void;
    call();
    call(Symbol('name'));
    call(null, null);
    call('x', 'text');
  });
  await flush(page);
  const [odd] = await lab.collector.untilNamed('odd');
  expect(odd?.properties).toMatchObject({
    big: '12',
    symbol: 'Symbol(s)',
    list: [null, null],
    numbers: [null, null, 0, 1e21],
    never: null,
    since: '1970-01-01T00:00:00.000Z',
    map: {},
    node: 'BODY',
    proxy: null,
    getter: null,
    cart: { total: 3 },
  });
  expect(odd?.properties).not.toHaveProperty('run');
  // What is no object goes as it is: the collector's quarantine tells the developer.
  expect(lab.collector.faults.splice(0)).toEqual(['x: properties_not_an_object /properties']);
  expect(complaints).toEqual([]);
});

test('__proto__ and constructor.prototype keys: nothing is polluted', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a?__proto__[polluted]=1');
  await page.evaluate(() =>
    window.sojourn?.track?.(
      'keys',
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    ),
  );
  await flush(page);
  await lab.collector.untilNamed('keys');
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
});

test('lone surrogates, U+2028, NUL, RTL, 10 KB title, emoji: exact or U+FFFD', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  const text = 'a\u2028b\u0000c\u202Ed😀"\\\n';
  await page.evaluate((of) => {
    document.title = '😀'.repeat(5_000);
    window.sojourn?.track?.('text', { text: of, lone: 'x\ud800y' });
  }, text);
  await flush(page);
  const [event] = await lab.collector.untilNamed('text');
  expect(event?.properties).toEqual({ text, lone: 'x\ufffdy' });
});

test('URL with token, e-mail, reset link: scrubbed before it leaves the page', async () => {
  const { page } = await lab.open();
  const paths = [
    '/reset-password/abc123?token=secret1',
    '/u/annabel@shop.example/orders#access_token=secret2',
    '/k/3f9a1c77d0e84b12a9c5d6e7f8a9b0c1d2e3?sid=secret3&q=annabel%40shop.example&gclid=Cj0KCQiA3f9a1c77d0e84b12a9c5',
  ];
  for (const path of paths) await lab.visit(page, path);
  await page.evaluate(() => {
    document.title = 'Orders of annabel@shop.example';
  });
  await flush(page);
  const views = await lab.collector.untilNamed('page_view', 3);
  expect(views.map(({ page: of }) => (typeof of === 'object' ? of.url : of))).toEqual([
    '/reset-password/[token]',
    '/u/[email]/orders',
    '/k/[token]?q=[email]&gclid=Cj0KCQiA3f9a1c77d0e84b12a9c5',
  ]);
  const sent = JSON.stringify(lab.collector.attempts.map(({ batch }) => batch));
  for (const secret of ['secret', 'abc123', 'annabel', '3f9a1c77d0e84b12a9c5d6']) {
    expect(sent).not.toContain(secret);
  }
});

describe('clocks', () => {
  for (const [name, at] of Object.entries({
    '+3 d': Date.now() + 3 * day,
    '-3 d': Date.now() - 3 * day,
    1970: 1_000,
    2099: Date.UTC(2099, 0, 1),
  })) {
    test(`clock ${name}: time and sent_at by the same clock, so the difference can be taken off`, async () => {
      const { page } = await lab.open();
      await setClock(page, at);
      await lab.visit(page, '/a');
      await flush(page);
      await lab.collector.untilNamed('page_view');
      const [batch] = lab.collector.stored;
      const [event] = batch?.events ?? [];
      expect(Math.abs((event?.at ?? 0) - at)).toBeLessThan(20_000);
      expect((batch?.sent_at ?? 0) - (event?.at ?? 0)).toBeGreaterThanOrEqual(0);
      expect((batch?.sent_at ?? 0) - (event?.at ?? 0)).toBeLessThan(20_000);
    });
  }

  test('clock jumps a day during a visit: order by sequence, no negative duration', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.waitForTimeout(150);
    await page.evaluate(() => {
      const before = Date.now;
      Date.now = () => before() - 86_400_000;
      history.pushState(null, '', '/b');
    });
    await flush(page);
    const events = lab.collector.stored.flatMap((batch) => batch.events);
    expect(events.map(({ seq, name }) => [seq, name])).toEqual([
      [0, 'page_view'],
      [1, 'engagement'],
      [2, 'page_view'],
    ]);
    const visible = lab.collector.named('engagement')[0]?.properties?.['visible_ms'];
    expect(visible).toBeGreaterThan(100);
    expect(visible).toBeLessThan(20_000);
  });
});

describe('loading', () => {
  test('script tag twice: one instance, no double count', async () => {
    const { page } = await lab.open();
    lab.pages['/twice'] = `<!doctype html>${lab.tag()}${lab.tag()}`;
    await lab.visit(page, '/twice');
    await track(page, 'once');
    await flush(page);
    expect(lab.collector.names()).toEqual(['page_view', 'once']);
    expect(new Set(lab.collector.stored.map((batch) => batch.page_load)).size).toBe(1);
  });

  test('two site ids: one instance per site id', async () => {
    const { page } = await lab.open();
    const other = lab.tag().replace('"shop"', '"other"');
    lab.pages['/two'] = `<!doctype html>${lab.tag()}${other}`;
    await lab.visit(page, '/two');
    await page.goto('about:blank');
    await lab.collector.untilNamed('page_view', 2);
    expect(lab.collector.stored.map(({ site }) => site).toSorted()).toEqual(['other', 'shop']);
  });

  test('loaded async after load', async () => {
    const { page } = await lab.open();
    lab.pages['/late'] = '<!doctype html><title>late</title>';
    await page.goto(`${lab.site.url}/late`, { waitUntil: 'load' });
    await page.evaluate((src) => {
      const tag = document.createElement('script');
      tag.src = src;
      tag.dataset['site'] = 'shop';
      document.head.append(tag);
    }, `${lab.collector.url}/s.js`);
    await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
    await flush(page);
    await lab.collector.untilNamed('page_view');
  });

  test("CSP connect-src 'none': bounded attempts, page unharmed", async () => {
    const { page } = await lab.open();
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    lab.pages['/csp'] = `<!doctype html>
      <meta http-equiv="content-security-policy" content="connect-src 'none'">${lab.tag()}`;
    await hurry(page, 50);
    await lab.visit(page, '/csp');
    for (let n = 0; n < 8; n++) {
      await track(page, 'blocked');
      await flush(page);
    }
    // A minute and a half of the script's time.
    await page.waitForTimeout(2_000);
    await flush(page);
    // The browser's own lines, one or two for each attempt.
    expect(lines.filter((line) => line.includes('/e')).length).toBeLessThanOrEqual(6);
    expect(lab.collector.attempts).toEqual([]);
  });

  test('Trusted Types, strict-dynamic with a nonce: loads', async () => {
    const { page, complaints } = await lab.open();
    lab.pages['/strict'] = `<!doctype html>
      <meta http-equiv="content-security-policy" content="script-src 'nonce-abc' 'strict-dynamic';
        require-trusted-types-for 'script'; trusted-types 'none'; connect-src ${lab.collector.url}">
      ${lab.tag('nonce="abc"')}`;
    await lab.visit(page, '/strict');
    await flush(page);
    await lab.collector.untilNamed('page_view');
    expect(complaints).toEqual([]);
  });

  test('srcdoc and about:blank frames: no crash', async () => {
    const { page, complaints } = await lab.open();
    lab.pages['/frames'] = `<!doctype html><iframe srcdoc='${lab.tag()}'></iframe>`;
    await page.goto(`${lab.site.url}/frames`);
    await page.frames()[1]?.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
    expect(complaints).toEqual([]);
  });
});

// The table of statuses is gone through in hard-cases-answers.test.ts.
describe('answers', () => {
  test('response that ends in the middle of its body: not taken for an answer', async () => {
    const { page } = await lab.open();
    lab.collector.answer = (_, response) => {
      if (lab.collector.attempts.length > 1) return false;
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"stored":');
      setTimeout(() => response.destroy(), 50);
      return true;
    };
    await lab.visit(page, '/a');
    await flush(page);
    await lab.collector.untilNamed('page_view');
  });

  test('response that never ends: not taken for an answer', async () => {
    const { page } = await lab.open();
    // A second of the machine's time for ten of the script's.
    await page.addInitScript(() => {
      const own = AbortSignal.timeout.bind(AbortSignal);
      AbortSignal.timeout = (ms) => own(ms / 10);
    });
    lab.collector.answer = (_, response) => {
      if (lab.collector.attempts.length > 1) return false;
      response.writeHead(200);
      response.write(' ');
      return true;
    };
    await lab.visit(page, '/a');
    await flush(page);
    await lab.collector.until('the second attempt', () => lab.collector.stored.length > 0);
  });

  test('64 KiB shared keepalive quota already used by the page: nothing lost', async () => {
    const { page } = await lab.open();
    await lab.visit(page, '/a');
    await page.evaluate((url) => {
      void fetch(`${url}/hang`, {
        method: 'POST',
        keepalive: true,
        body: 'x'.repeat(60_000),
      }).catch(() => {});
      for (let n = 0; n < 10; n++) window.sojourn?.track?.('quota', { n, text: 'x'.repeat(1_400) });
    }, lab.site.url);
    await flush(page);
    await lab.collector.untilNamed('quota', 10);
  });
});

test('prerender activated: exactly one view, at activation', async () => {
  const { page } = await lab.open();
  lab.pages['/prerendered'] = `<!doctype html><script>
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  </script>${lab.tag()}`;
  await lab.visit(page, '/prerendered');
  await flush(page);
  expect(lab.collector.attempts).toEqual([]);
  await page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { value: false });
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await flush(page);
  await lab.collector.untilNamed('page_view');
  expect(lab.collector.names()).toEqual(['page_view']);
});

test('background tab never seen: a view, no engagement time', async () => {
  const { page } = await lab.open();
  await page.addInitScript(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
  });
  await lab.visit(page, '/a');
  await page.waitForTimeout(200);
  await page.goto('about:blank');
  await lab.collector.untilNamed('page_view');
  expect(lab.collector.named('engagement')).toEqual([]);
});

test('frozen tab: the queue was flushed before', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await track(page, 'before');
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await lab.collector.untilNamed('before');
});

test('a blocked address: at most 3 attempts while nothing changes', async () => {
  const { page } = await lab.open();
  let tries = 0;
  await page.route('**/e', (route) => {
    tries++;
    return route.abort('blockedbyclient');
  });
  await hurry(page, 50);
  await lab.visit(page, '/a');
  for (let n = 0; n < 9; n++) {
    await track(page, 'blocked');
    await flush(page);
    // Ten seconds of the script's time.
    await page.waitForTimeout(200);
  }
  expect(tries).toBe(3);
});

test('offline 72 h (clock moved), 500 events, back online: all arrive, time and order kept', async () => {
  const context = await lab.browser.newContext();
  const { page } = await lab.open(context);
  const start = Date.now() - 3 * day;
  await setClock(page, start);
  await lab.visit(page, '/a');
  await context.setOffline(true);
  await page.evaluate(() => {
    const began = Date.now();
    for (let n = 0; n < 500; n++) {
      Date.now = () => began + n * 500_000;
      window.sojourn?.track?.('made', { n });
    }
  });
  await flush(page);
  await context.setOffline(false);
  await lab.collector.untilNamed('made', 500);
  const made = lab.collector.named('made');
  expect(made.map(({ properties }) => properties?.['n'])).toEqual([...Array(500).keys()]);
  expect((made[499]?.at ?? 0) - (made[0]?.at ?? 0)).toBe(499 * 500_000);
});
