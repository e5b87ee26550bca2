import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { servePages } from '../support/node/pages.ts';
import { flush, type Lab, noted, openLab, track } from '../support/node/snippet-lab.ts';

// What the collector may answer, and what becomes of it. Each page goes through a whole table.

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());
afterEach(() => lab.clear());

interface Hurried {
  pauses: number[];
}

/** Lets pauses between attempts pass at once, and keeps how long they were: alone among times, they are no whole numbers. */
const hurry = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const pauses: number[] = [];
    Object.assign(window, { pauses });
    const real = window.setTimeout.bind(window);
    const hurried = (run: TimerHandler, ms = 0, ...rest: unknown[]): number => {
      const isPause = !Number.isInteger(ms);
      if (isPause) pauses.push(ms);
      return real(run, isPause ? 0 : ms, ...rest);
    };
    window.setTimeout = hurried as typeof setTimeout;
  });

const pausesOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as Hurried).pauses);

/** Events of a name in all attempts, answered well or not. */
const attemptsOf = (name: string): number =>
  lab.collector.attempts.filter(({ batch }) => batch.events.some((event) => event.name === name))
    .length;

const STORED: readonly number[] = [200, 202, 204];
const AGAIN: readonly number[] = [
  301, 302, 307, 408, 425, 429, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524,
];
const DROPPED: readonly number[] = [400, 401, 403, 404, 410, 413, 422];

test('the status table, row by row: stored, sent again or dropped; no redirect is followed', async () => {
  const { page, complaints } = await lab.open();
  const followed: string[] = [];
  const elsewhere = await servePages({
    '*': (request, response) => {
      followed.push(`${request.method} ${request.url}`);
      response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
    },
  });
  lab.collector.answer = ({ batch }, response) => {
    const [, text = ''] = /^status_(\d+)$/.exec(batch.events[0]?.name ?? '') ?? [];
    if (text === '' || attemptsOf(`status_${text}`) > 1) return false;
    if (STORED.includes(Number(text))) lab.collector.stored.push(batch);
    response.writeHead(Number(text), { location: `${elsewhere.url}/e` });
    response.end(text === '200' ? '{"stored":1}' : undefined);
    return true;
  };
  await hurry(page);
  await lab.visit(page, '/a');
  await flush(page);
  for (const status of [...STORED, ...AGAIN]) {
    await track(page, `status_${status}`);
    await flush(page);
    await lab.collector.untilNamed(`status_${status}`);
    expect([status, attemptsOf(`status_${status}`)]).toEqual([
      status,
      STORED.includes(status) ? 1 : 2,
    ]);
  }
  expect(lab.collector.lost()).toEqual({});
  for (const status of DROPPED) {
    await track(page, `status_${status}`);
    await flush(page);
    await noted(page, `http_${status}`);
    await track(page, `after_${status}`);
    await flush(page);
    await lab.collector.untilNamed(`after_${status}`);
    expect([status, attemptsOf(`status_${status}`)]).toEqual([status, 1]);
  }
  expect(lab.collector.lost()).toEqual(
    Object.fromEntries(DROPPED.map((status) => [`http_${status}`, 1])),
  );
  expect(followed).toEqual([]);
  expect(complaints).toEqual([]);
  await elsewhere.stop();
});

test('Retry-After in seconds, as a date, garbage, negative and 1e9: believed between 0.5 s and 1 h', async () => {
  const { page } = await lab.open();
  const cases: [name: string, header: () => string, least: number, most: number][] = [
    ['seconds', () => '7', 7_000, 14_000],
    // A date has whole seconds.
    ['date', () => new Date(Date.now() + 60_000).toUTCString(), 40_000, 120_000],
    ['past', () => 'Sat, 01 Jan 2000 00:00:00 GMT', 500, 1_000],
    ['garbage', () => 'soon', 500, 1_000],
    ['negative', () => '-5', 500, 1_000],
    ['huge', () => '1e9', 3_600_000, 7_200_000],
  ];
  let header = '';
  lab.collector.answer = ({ batch }, response) => {
    if (header === '' || attemptsOf(batch.events[0]?.name ?? '') > 1) return false;
    response.writeHead(429, { 'retry-after': header }).end();
    return true;
  };
  await hurry(page);
  await lab.visit(page, '/a');
  await flush(page);
  for (const [name, make, least, most] of cases) {
    header = make();
    const before = (await pausesOf(page)).length;
    await track(page, name);
    await flush(page);
    await lab.collector.untilNamed(name);
    const [pause = 0, ...more] = (await pausesOf(page)).slice(before);
    expect([name, pause >= least && pause <= most, more]).toEqual([name, true, []]);
  }
});

test('400 for one poison event of 20: the other 19 arrive, it alone is given up and reported', async () => {
  const { page } = await lab.open();
  lab.collector.answer = ({ batch }, response) => {
    if (!batch.events.some(({ properties }) => properties?.['n'] === 7)) return false;
    response.writeHead(400).end();
    return true;
  };
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    for (let n = 0; n < 20; n++) window.sojourn?.track?.('made', { n });
  });
  await flush(page);
  await lab.collector.untilNamed('made', 19);
  expect(lab.collector.named('made').map(({ properties }) => properties?.['n'])).toEqual(
    [...Array(20).keys()].filter((n) => n !== 7),
  );
  await noted(page, 'http_400');
  await track(page, 'after');
  await flush(page);
  await lab.collector.untilNamed('after');
  expect(lab.collector.lost()).toEqual({ http_400: 1 });
});

test('one event of 30, 63.9, 64.1 and 600 KiB: the contract ends at 32 KiB, the rest is given up and reported', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await page.evaluate(() => {
    for (const kib of [30, 63.9, 64.1, 600]) {
      // In pieces, for a text alone is cut at 16 KiB.
      const text = Array(Math.ceil(kib)).fill('x'.repeat((kib * 1_024) / Math.ceil(kib) - 3));
      window.sojourn?.track?.(`of_${kib}`, { text });
    }
    window.sojourn?.track?.('after');
  });
  await flush(page);
  await lab.collector.untilNamed('after');
  expect(lab.collector.names()).toEqual(['page_view', 'of_30', 'after']);
  expect(lab.collector.lost()).toEqual({ event_too_large: 3 });
});

test('64 KiB keepalive quota used up by the page: sent without it, nothing is lost', async () => {
  const { page } = await lab.open();
  let hogs = 0;
  const silent = await servePages({ '*': () => void hogs++ });
  await lab.visit(page, '/a');
  const isFull = (): Promise<boolean> =>
    page.evaluate(async (url) => {
      try {
        await fetch(`${url}/probe`, { method: 'POST', keepalive: true, body: 'x'.repeat(8_000) });
        return false;
      } catch {
        return true;
      }
    }, lab.site.url);
  await page.evaluate((url) => {
    const about = { method: 'POST', keepalive: true, body: 'x'.repeat(60_000) };
    fetch(`${url}/hog`, about).catch(() => {});
  }, silent.url);
  await expect.poll(() => hogs).toBe(1);
  expect(await isFull()).toBe(true);
  await page.evaluate(() => {
    for (let n = 0; n < 20; n++) window.sojourn?.track?.('quota', { n, text: 'x'.repeat(1_400) });
  });
  await flush(page);
  await lab.collector.untilNamed('quota', 20);
  // All of it arrived while the quota was used up.
  expect(await isFull()).toBe(true);
  await silent.stop();
});

test('no fetch, and sendBeacon absent, returning false or throwing: kept, and sent by the next page', async () => {
  const context = await lab.browser.newContext();
  const { page, complaints } = await lab.open(context);
  const beacons = {
    absent: 'undefined',
    refusing: '() => false',
    throwing: '() => { throw new Error() }',
  };
  for (const [name, beacon] of Object.entries(beacons)) {
    lab.pages[`/${name}`] = `<!doctype html><script>
      window.fetch = () => { throw new TypeError('wrapped') };
      Object.defineProperty(navigator, 'sendBeacon', { value: ${beacon} });
    </script>${lab.tag()}`;
    await lab.visit(page, `/${name}`);
    await track(page, name);
    await flush(page);
  }
  expect(lab.collector.attempts).toEqual([]);
  const { page: next } = await lab.open(context);
  await lab.visit(next, '/well');
  await flush(next);
  for (const name of Object.keys(beacons)) {
    await lab.collector.untilNamed(name);
    expect(attemptsOf(name)).toBe(1);
  }
  expect(complaints).toEqual([]);
});

test('queue that an older version stored, with __proto__ in it: sent as it is, nothing is polluted', async () => {
  const { page } = await lab.open();
  await lab.visit(page, '/a');
  await flush(page);
  await page.evaluate(
    (at) =>
      new Promise<void>((done) => {
        const opening = indexedDB.open('sojourn-shop');
        opening.onsuccess = () => {
          const head =
            '"v":1,"site":"shop","batch":"old","visitor":"abcdefghijklmnop","page_load":"p","context":{"library":"0.0.9"},"gone":{"since":1}';
          const event = `{"seq":0,"at":${at},"name":"of_old","properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`;
          const writing = opening.result.transaction('sojourn-shop', 'readwrite');
          writing.objectStore('sojourn-shop').put([head, event], `${at}old`);
          writing.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      }),
    Date.now() - 60_000,
  );
  await lab.visit(page, '/b');
  await flush(page);
  const [old] = await lab.collector.untilNamed('of_old');
  expect(old?.visitor).toBe('abcdefghijklmnop');
  const [batch] = lab.collector.stored.filter((one) => one.batch === 'old');
  expect(batch).toMatchObject({ context: { library: '0.0.9' }, gone: { since: 1 } });
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
});
