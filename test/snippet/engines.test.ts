import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deliver } from '../../bench/delivery/deliver.ts';
import { planVisits } from '../../bench/delivery/plan.ts';
import { openSojourn } from '../../bench/delivery/sojourn.ts';
import type { Delivered } from '../../bench/delivery/tally.ts';
import { bundled } from '../support/node/bundled.ts';
import {
  type EngineName,
  ENGINES,
  follow,
  goBack,
  type OpenBrowser,
  type Tab,
} from '../support/node/engines/engine.ts';
import { findEngine } from '../support/node/engines/find.ts';
import { servePages } from '../support/node/pages.ts';
import { RecordingCollector } from '../support/node/recording-collector.ts';
import { shopPage } from '../support/node/snippet-lab.ts';

// What capture.test.ts and delivery.test.ts say of Chromium, in short, for every engine. Waits are on
// conditions; the limit is for machines that do five other things.
const LIMIT = 600_000;
/** Each end, each weather, two bursts of events that are too large, and few starts of a browser. */
const SEED = Number(process.env['ENGINES_SEED'] ?? 6777);
/** As good as for ever: what does not arrive is lost. */
const PATIENCE = { most: 120_000, quiet: 60_000 };

describe.concurrent.each(ENGINES)('%s', (name) => {
  const absence = findEngine(name);
  const isAbsent = typeof absence === 'string';
  if (isAbsent) console.log(`${name}: its tests are skipped, ${absence}`);

  test.skipIf(isAbsent)(
    'records loads, pushState, a click, a scroll, the back-forward cache and the end, each once',
    async () => {
      const collector = await visited(name);
      expect(pagesOf(collector, 'page_view')).toEqual([
        '/a?utm_source=news',
        '/b',
        '/c',
        '/b',
        '/d',
      ]);
      expect(lookedAt(collector)).toEqual(['/a?utm_source=news', '/b', '/c', '/b']);
      const scrolled = collector.named('engagement').find(({ properties }) => properties?.['scroll'] === 100); // prettier-ignore
      expect(scrolled?.page).toBe('/b');
      expect(collector.named('click')).toMatchObject([
        { page: '/b', properties: { text: 'Add to cart' } },
      ]);
      expect(collector.named('add_to_cart')).toMatchObject([
        { properties: { currency: 'EUR', items: [{ item_id: 'SKU-1', quantity: '2' }] } },
      ]);
      expect(collector.named('made').map(({ properties }) => properties)).toEqual([{ n: 1 }]);
      expect(new Set(collector.stored.map(({ visitor }) => visitor)).size).toBe(1);
      expect(collector.faults).toEqual([]);
    },
    LIMIT,
  );

  // `bench -- delivery` does 200, and rivals beside.
  test.skipIf(isAbsent)(
    'loses nothing and counts nothing twice in ten visits full of faults',
    async () => {
      const { tally, missing, twice, holes } = await endured(name);
      const { made, copies, reported, lost, invented } = tally;
      // Otherwise the faults did not happen.
      expect(made).toBeGreaterThan(100);
      expect(copies).toBeGreaterThan(10);
      expect({ lost, missing: missing.slice(reported) }).toEqual({ lost: 0, missing: [] });
      // As a tab closes, Firefox ends what runs on `pagehide` in its middle, maybe after it took a
      // number; what runs on `visibilitychange` a moment later records all of it, see start.ts.
      const within = holes.filter((hole) => !hole.includes('before engagement'));
      expect(within.slice(reported)).toEqual([]);
      expect({ twice, invented }).toEqual({ twice: [], invented: 0 });
    },
    LIMIT,
  );
});

const endured = async (name: EngineName): Promise<Delivered> => {
  const engine = findEngine(name);
  if (typeof engine === 'string') throw new Error(engine);
  // In haste, what happens is the browser's matter: `bench -- delivery` says how often.
  const visits = planVisits(SEED, 10, false).map((visit) => ({ ...visit, isHasty: false }));
  return deliver(engine, await openSojourn(), visits, { patience: PATIENCE });
};

const pagesOf = (collector: RecordingCollector, what: string): unknown[] =>
  collector.named(what).map(({ page }) => (typeof page === 'object' ? page.url : page));

/** Pages in order: one that was hidden for a moment, as engines do it, is looked at in two parts. */
const lookedAt = (collector: RecordingCollector): unknown[] =>
  pagesOf(collector, 'engagement').filter((page, i, all) => page !== all[i - 1]);

/** What the collector has of one person's visit. */
const visited = async (name: EngineName): Promise<RecordingCollector> => {
  const engine = findEngine(name);
  if (typeof engine === 'string') throw new Error(engine);
  const collector = new RecordingCollector();
  collector.files = await bundled();
  await collector.start();
  const tag = `<script defer src="${collector.url}/s.js" data-site="shop"></script>`;
  const site = await servePages({ '*': shopPage(tag) });
  const profile = await mkdtemp(join(tmpdir(), 'sojourn-engine-'));
  const browser = await engine.launch(profile);
  try {
    await walk(browser, site.url);
    await collector.untilNamed('page_view', 5, LIMIT);
    await collector.until('4 pages looked at', () => lookedAt(collector).length >= 4, LIMIT);
    return collector;
  } finally {
    await browser.kill();
    await site.stop();
    await collector.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

/** Long enough: a view that is shown for less than 0.1 s is not reported. */
const look = (tab: Tab): Promise<unknown> =>
  tab.run(() => new Promise((resolve) => setTimeout(resolve, 200)));

/** Two pages and one that the site's script shows; a click, a scroll, a step back, the tab's end. */
const walk = async (browser: OpenBrowser, site: string): Promise<void> => {
  const tab = await browser.open();
  await tab.go(`${site}/a?utm_source=news&secret=1`);
  await look(tab);
  await tab.run(() => history.pushState(null, '', '/b'));
  await tab.run(() => document.querySelector<HTMLElement>('#buy')?.click());
  await tab.run(async () => {
    window.sojourn?.track?.('made', { n: 1 });
    const scrolled = new Promise((resolve) => addEventListener('scroll', resolve, { once: true }));
    scrollTo(0, 99_999);
    await scrolled;
  });
  await look(tab);
  await follow(tab, `${site}/c`);
  await look(tab);
  await goBack(tab, `${site}/b`);
  await look(tab);
  await tab.close();
  // What the closed tab could not hand over comes with the next.
  const next = await browser.open();
  await next.go(`${site}/d`);
  await next.run(() => window.sojourn?.flush?.());
};
