import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, complaintsOf, killProfile, launchProfile } from '../support/node/browser.ts';
import { servePages } from '../support/node/pages.ts';
import { flush, type Lab, looked, openLab } from '../support/node/snippet-lab.ts';

// How pages begin, sleep, come back and die; and what storage and clocks do to them meanwhile.

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

const make = (page: Page, count: number, from = 0, ballast = 0): Promise<void> =>
  page.evaluate(
    ([many = 0, first = 0, extra = 0]) => {
      const padding = 'x'.repeat(extra);
      for (let n = first; n < first + many; n++) window.sojourn?.track?.('made', { n, padding });
    },
    [count, from, ballast],
  );
const arrived = (): unknown[] =>
  lab.collector.named('made').map(({ properties }) => properties?.['n']);

const urls = (): unknown[] =>
  lab.collector.named('page_view').map(({ page }) => (typeof page === 'object' ? page.url : page));

test('SIGKILL after the commit, before the answer is read: sent again as it was, counted once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-profile-'));
  try {
    const before = await launchProfile(folder);
    const page = await before.newPage();
    await lab.visit(page, '/a');
    await make(page, 5);
    lab.collector.answer = ({ batch }) => {
      lab.collector.stored.push(batch);
      return new Promise(() => {});
    };
    void flush(page).catch(() => {});
    await expect.poll(() => lab.collector.attempts.length, { timeout: 60_000 }).toBe(1);
    const closed = before.waitForEvent('close');
    killProfile(folder);
    await closed;
    lab.collector.answer = () => false;
    const after = await launchProfile(folder);
    const next = await after.newPage();
    await lab.visit(next, '/b');
    await flush(next);
    const sent = (): object[] =>
      lab.collector.attempts
        .map(({ batch }) => batch)
        .filter(({ events }) => events.some(({ name }) => name === 'made'));
    await lab.collector.until('the second attempt', () => sent().length > 1);
    const [first, ...again] = sent().map((batch) => ({ ...batch, sent_at: 0 }));
    for (const batch of again) expect(batch).toEqual(first);
    expect(arrived()).toEqual([0, 1, 2, 3, 4]);
    await after.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('back-forward cache: the page that was left comes back itself, one new view, no second start, the queue is alive', async () => {
  const { page, complaints } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    const life = { returns: 0 };
    Object.assign(window, { life });
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) life.returns++;
    });
  });
  await make(page, 1);
  await lab.visit(page, '/b');
  await page.goBack({ waitUntil: 'commit' });
  // Not loaded anew: what its script left in it is there.
  await page.waitForFunction(
    () => (window as unknown as { life?: { returns: number } }).life?.returns === 1,
  );
  await make(page, 1, 1);
  await flush(page);
  await lab.collector.untilNamed('made', 2);
  expect(urls()).toEqual(['/a', '/b', '/a']);
  const ofFirst = lab.collector.stored.filter(({ events }) =>
    events.some(({ page: of }) => of === '/a' || (typeof of === 'object' && of.url === '/a')),
  );
  expect(new Set(ofFirst.map((batch) => batch.page_load)).size).toBe(1);
  expect(complaints).toEqual([]);
});

test('prerender by speculation rules: never activated, nothing is sent; activated, exactly one view, at activation', async () => {
  const browser = await puppeteer.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    const rules = (path: string): string =>
      `<!doctype html><title>Start</title><a id="go" href="${path}">Go</a>
       <script type="speculationrules">{"prerender":[{"urls":["${path}"],"eagerness":"immediate"}]}</script>`;
    let ready = 0;
    const bell = await servePages({
      '*': (_, response) => {
        ready++;
        response.writeHead(204).end();
      },
    });
    for (const path of ['/never', '/shown']) {
      lab.pages[`/to${path}`] = rules(path);
      // Run after the tag's script: from then on it could have sent something.
      lab.pages[path] = `<!doctype html><title>Ahead</title>${lab.tag()}<script type="module">
        window.ahead = document.prerendering;
        navigator.sendBeacon('${bell.url}');
      </script>`;
    }
    const page = await browser.newPage();
    await page.goto(`${lab.site.url}/to/never`);
    await expect.poll(() => ready, { timeout: 60_000 }).toBe(1);
    await page.goto(`${lab.site.url}/to/shown`);
    await expect.poll(() => ready, { timeout: 60_000 }).toBe(2);
    expect(lab.collector.attempts).toEqual([]);
    const shown = Date.now();
    await Promise.all([page.waitForNavigation(), page.click('#go')]);
    expect(await page.evaluate(() => (window as unknown as { ahead: boolean }).ahead)).toBe(true);
    await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
    await page.evaluate(() => window.sojourn?.flush?.());
    await lab.collector.untilNamed('page_view');
    expect(urls()).toEqual(['/shown']);
    expect(lab.collector.named('page_view')[0]?.at).toBeGreaterThanOrEqual(shown);
    await bell.stop();
  } finally {
    await browser.close();
  }
});

test('frozen and discarded tab: what it made is sent or kept, and nothing is lost', async () => {
  const context = await lab.browser.newContext();
  const { page } = await lab.open(context);
  await lab.visit(page, '/a');
  await make(page, 3);
  const session = await context.newCDPSession(page);
  // Otherwise Playwright lets every page believe that it is looked at.
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  lab.collector.answer = () => new Promise(() => {});
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(() => lab.collector.attempts.length, { timeout: 60_000 }).toBe(1);
  await make(page, 2, 3);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  // A discarded tab gets no event and no time: its renderer is ended.
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => {});
  await crashed;
  lab.collector.answer = () => false;
  const { page: next } = await lab.open(context);
  await lab.visit(next, '/b');
  await flush(next);
  await lab.collector.untilNamed('made', 5);
  expect(arrived()).toEqual([0, 1, 2, 3, 4]);
});

/** Writes into a database of the page until the device refuses; says how it refuses the script's own. */
const fill = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const open = async (name: string): Promise<IDBDatabase> => {
      const opening = indexedDB.open(name);
      opening.addEventListener('upgradeneeded', () =>
        opening.result.createObjectStore('sojourn-shop'),
      );
      await new Promise((done) => opening.addEventListener('success', done));
      return opening.result;
    };
    const noise = crypto.getRandomValues(new Uint8Array(65_536));
    const write = (database: IDBDatabase, ids: number[]): Promise<string> => {
      const writing = database.transaction('sojourn-shop', 'readwrite');
      for (const id of ids) writing.objectStore('sojourn-shop').put(noise.slice(), id);
      return new Promise((done) => {
        writing.addEventListener('abort', () => done(String(writing.error?.name)));
        writing.addEventListener('complete', () => done(''));
      });
    };
    const own = await open('of-the-page');
    const next = { id: 0 };
    for (const many of [16, 1]) {
      let refusal = '';
      while (refusal === '') {
        refusal = await write(
          own,
          Array.from({ length: many }, () => next.id++),
        );
      }
    }
    const database = await open('sojourn-shop');
    const refusal = await write(database, [0]);
    database.close();
    return refusal;
  });

describe('storage', () => {
  test('quota of the device is full: works in memory, and everything arrives', async ({ skip }) => {
    const folder = await mkdtemp(join(tmpdir(), 'sojourn-small-'));
    // The profile on a file system of 40 MB that goes with the browser.
    const mounted = `mount -t tmpfs -o size=40m tmpfs ${folder}`;
    const inside = ['--map-root-user', '--mount', 'sh', '-c'];
    if (spawnSync('unshare', [...inside, mounted]).status !== 0) {
      skip('no file system can be mounted here');
    }
    const launcher = join(folder, 'launch');
    await writeFile(
      launcher,
      `#!/bin/sh\nexec unshare ${inside.join(' ')} '${mounted} && exec "$0" "$@"' ${chromiumPath} "$@"\n`,
      { mode: 0o755 },
    );
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: launcher,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    try {
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await lab.visit(page, '/a');
      await flush(page);
      expect(await fill(page)).toBe('QuotaExceededError');
      await context.setOffline(true);
      await make(page, 60, 0, 1_000);
      await flush(page);
      await context.setOffline(false);
      await lab.collector.untilNamed('made', 60);
      expect(arrived()).toEqual([...Array(60).keys()]);
      expect(lab.collector.lost()).toEqual({});
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('database held up by a deletion that another connection blocks: goes on from memory', async () => {
    const context = await lab.browser.newContext();
    const { page, complaints } = await lab.open(context);
    await lab.visit(page, '/a');
    await flush(page);
    lab.pages['/holding'] = '<!doctype html><title>Holds on to the database</title>';
    const holding = await context.newPage();
    await holding.goto(`${lab.site.url}/holding`);
    const isBlocked = await holding.evaluate(
      () =>
        new Promise<boolean>((done) => {
          const opening = indexedDB.open('sojourn-shop');
          opening.onsuccess = () => {
            // Held on to, or it is closed with the garbage.
            Object.assign(window, { held: opening.result });
            const deleting = indexedDB.deleteDatabase('sojourn-shop');
            deleting.onblocked = () => done(true);
            deleting.onsuccess = () => done(false);
          };
        }),
    );
    expect(isBlocked).toBe(true);
    await page.goto('about:blank');
    await lab.visit(page, '/b');
    await page.evaluate(() => {
      const opening = indexedDB.open('sojourn-shop');
      Object.assign(window, { state: 'waits' });
      opening.addEventListener('success', () => Object.assign(window, { state: 'open' }));
    });
    await make(page, 3);
    await flush(page);
    await lab.collector.untilNamed('made', 3);
    // All of it arrived while nobody could open the database.
    expect(await page.evaluate(() => (window as unknown as { state: string }).state)).toBe('waits');
    expect(complaints).toEqual([]);
  });
});

/** A clock that a page cannot tell from its own: `Date` in all its forms, in a zone of its own. */
const startAt = (page: Page, at: number): Promise<unknown> =>
  page.addInitScript((start) => {
    const Real = Date;
    const clock = { jump: 0 };
    const now = (): number => Math.round(start + clock.jump + performance.now());
    window.Date = class extends Real {
      constructor(...given: [number]) {
        super(...(given.length > 0 ? given : ([now()] as [number])));
      }
      static override now = now;
    } as DateConstructor;
    Object.assign(window, { clock });
  }, at);

const jump = (page: Page, ms: number): Promise<void> =>
  page.evaluate((by) => {
    (window as unknown as { clock: { jump: number } }).clock.jump += by;
  }, ms);

describe('clocks', () => {
  test('DST ends during a visit: times go on, both offsets are sent, one visitor', async () => {
    const context = await lab.browser.newContext({ timezoneId: 'Europe/Berlin' });
    const { page } = await lab.open(context);
    // A minute before 03:00 becomes 02:00.
    await startAt(page, Date.UTC(2026, 9, 25, 0, 59));
    await lab.visit(page, '/a');
    await make(page, 1);
    await flush(page);
    await jump(page, 120_000);
    await make(page, 1, 1);
    await flush(page);
    const [first, second] = await lab.collector.untilNamed('made', 2);
    const passed = (second?.at ?? 0) - (first?.at ?? 0);
    expect(passed).toBeGreaterThanOrEqual(120_000);
    expect(passed).toBeLessThan(600_000);
    expect(second?.visitor).toBe(first?.visitor);
    expect(lab.collector.stored.map(({ context: of }) => of?.utc_offset)).toEqual([120, 60]);
  });

  test.each([1, -1])(
    'clock jumps by %s d during a visit: each event once, by sequence, no duration is a day or negative',
    async (days) => {
      const { page, complaints } = await lab.open();
      await startAt(page, Date.now());
      await lab.visit(page, '/a');
      await make(page, 2);
      await looked(page);
      await jump(page, days * 86_400_000);
      await page.evaluate(() => history.pushState(null, '', '/b'));
      await make(page, 2, 2);
      await flush(page);
      await lab.collector.untilNamed('made', 4);
      const events = lab.collector.stored.flatMap((batch) => batch.events);
      expect(events.map(({ seq, name }) => [seq, name])).toEqual([
        [0, 'page_view'],
        [1, 'made'],
        [2, 'made'],
        [3, 'engagement'],
        [4, 'page_view'],
        [5, 'made'],
        [6, 'made'],
      ]);
      const visible = lab.collector.named('engagement')[0]?.properties?.['visible_ms'];
      expect(visible).toBeGreaterThan(0);
      expect(visible).toBeLessThan(3_600_000);
      expect(complaints).toEqual([]);
    },
  );
});

describe('addresses of their own', () => {
  test('chrome-extension: and file: pages: record where they may load the script, and do no harm where not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sojourn-extension-'));
    const browser = await puppeteer.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-background-networking'],
      pipe: true,
      enableExtensions: true,
    });
    try {
      const own = `<script defer src="s.js" data-site="shop" data-host="${lab.collector.url}"></script>`;
      const manifest = { manifest_version: 3, name: 'A shop as an extension', version: '1' };
      await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
      await writeFile(join(folder, 's.js'), lab.collector.files.get('/s.js') ?? '');
      await writeFile(join(folder, 'own.html'), `<!doctype html>${own}`);
      await writeFile(join(folder, 'foreign.html'), `<!doctype html>${lab.tag()}`);
      const id = await browser.installExtension(folder);
      const addresses: [address: string, loads: boolean][] = [
        [`chrome-extension://${id}/own.html`, true],
        // An extension's policy lets no script of elsewhere in.
        [`chrome-extension://${id}/foreign.html`, false],
        [pathToFileURL(join(folder, 'foreign.html')).href, true],
      ];
      for (const [address, loads] of addresses) {
        const page = await browser.newPage();
        const errors: unknown[] = [];
        page.on('pageerror', (error) => errors.push(error));
        await page.goto(address);
        if (loads) await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
        else expect(await page.evaluate(() => 'sojourn' in window)).toBe(false);
        await page.evaluate(() => window.sojourn?.flush?.());
        expect(errors).toEqual([]);
      }
      await lab.collector.untilNamed('page_view', 2);
      const origins = lab.collector.attempts.map(({ headers }) => headers.origin);
      // The collector lets in what a site allows: neither is in anybody's list by accident.
      expect(new Set(origins)).toEqual(new Set([`chrome-extension://${id}`, 'null']));
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
