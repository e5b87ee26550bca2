import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { complaintsOf } from '../../test/support/node/browser.ts';
import type { Worn } from './scripts.ts';
import { trace } from './trace.ts';

/** What one load of a page cost its main thread. */
export interface Load {
  /** CPU time of scripts, by a trace: in all, and the most at a time, ms. */
  own: number;
  longest: number;
  /** Chromium's sums of what ran scripts and of all tasks, waiting and preemption included, ms. */
  script: number;
  task: number;
  layouts: number;
  /** Tasks of 50 ms and more that the page itself was told of. */
  long: number;
  /** Console lines, uncaught errors, unhandled rejections. */
  complaints: number;
  requests: number;
}

/** The page's own server and a collector at another port that takes everything. */
export interface Stage {
  url: string;
  network: string;
  /** Requests to the collector but preflights. */
  requests: number;
  wear: (worn: Worn | undefined) => void;
  close: () => void;
}

/** A page is left to itself for so long after it has loaded, ms. */
const settle = 250;

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const text = '<p>Some text <a href="/next">and a link</a> in a page.</p>'.repeat(100);

export const openStage = async (): Promise<Stage> => {
  let worn: Worn | undefined;
  const stage: Partial<Stage> & { requests: number } = { requests: 0 };
  const collector = createServer((request, response) => {
    if (request.method !== 'OPTIONS') stage.requests++;
    response.writeHead(request.method === 'OPTIONS' ? 204 : 200, {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers':
        request.headers['access-control-request-headers'] ?? 'content-type',
      'content-type': 'application/json',
    });
    response.end(request.method === 'OPTIONS' ? '' : '{}');
    request.resume();
  });
  const network = await listening(collector);
  const site = createServer((request, response) => {
    if (request.url === '/file.js') {
      const headers = { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' };
      response.writeHead(200, headers).end(worn?.file);
    } else if (request.url === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      const head = request.url === '/bare' ? '' : (worn?.head(network) ?? '');
      response.end(
        `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body><div id="box">Box</div>${text}</body></html>`,
      );
    }
  });
  const url = await listening(site);
  return Object.assign(stage, {
    url,
    network,
    wear: (next: Worn | undefined) => {
      worn = next;
    },
    close: () => {
      for (const server of [site, collector]) {
        server.closeAllConnections();
        server.close();
      }
    },
  });
};

const watched = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const counted = { long: 0 };
    Object.assign(window, { counted });
    new PerformanceObserver((list) => {
      counted.long += list.getEntries().length;
    }).observe({ type: 'longtask' });
  });
  return page;
};

/** One load in a browser that has never seen the site. */
export const load = async (
  browser: Browser,
  stage: Stage,
  { worn, slowdown }: { worn: Worn | undefined; slowdown: number },
): Promise<Load> => {
  stage.wear(worn);
  stage.requests = 0;
  const context = await browser.newContext();
  const page = await watched(context);
  const complaints = complaintsOf(page);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const before = await metrics(session);
  const endTrace = await trace(browser);
  await page.goto(`${stage.url}/`, { waitUntil: 'load' });
  await page.waitForTimeout(settle);
  const after = await metrics(session);
  const { cpu, longest } = await endTrace(`${stage.url}/`);
  const long = await page.evaluate(
    () => (window as unknown as { counted: { long: number } }).counted.long,
  );
  const { requests } = stage;
  await context.close();
  const spent = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    own: cpu,
    longest,
    script: spent('ScriptDuration') * 1_000,
    task: spent('TaskDuration') * 1_000,
    layouts: spent('LayoutCount'),
    long,
    complaints: complaints.length,
    requests,
  };
};

type Session = Awaited<ReturnType<BrowserContext['newCDPSession']>>;

const metrics = async (session: Session): Promise<Map<string, number>> => {
  const { metrics: all } = await session.send('Performance.getMetrics');
  return new Map(all.map(({ name, value }) => [name, value]));
};

/** Requests of a visit of ten pages, each left for the next once it has settled. */
export const tenViews = async (browser: Browser, stage: Stage, worn: Worn): Promise<number> => {
  stage.wear(worn);
  stage.requests = 0;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stage.url}/0`);
  for (let n = 1; n < 10; n++) {
    await page.waitForTimeout(settle);
    await page.evaluate((to) => {
      location.href = to;
    }, `/${n}`);
    await page.waitForURL(`**/${n}`);
  }
  await page.waitForTimeout(settle);
  await page.goto('about:blank');
  await page.waitForTimeout(4 * settle);
  await context.close();
  return stage.requests;
};

/** Layouts of a page that writes styles in its handlers, while 50 keys are pressed in one task. */
export const dirtyLayouts = async (
  browser: Browser,
  stage: Stage,
  worn: Worn | undefined,
): Promise<number> => {
  stage.wear(worn);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stage.url}/`, { waitUntil: 'load' });
  await page.waitForTimeout(settle);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const before = await metrics(session);
  await page.evaluate(() => {
    const box = document.querySelector<HTMLElement>('#box');
    let width = 100;
    document.addEventListener('keydown', () => {
      if (box) box.style.height = `${width++}px`;
    });
    for (let n = 0; n < 50; n++) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
    }
  });
  const after = await metrics(session);
  await context.close();
  return (after.get('LayoutCount') ?? 0) - (before.get('LayoutCount') ?? 0);
};
