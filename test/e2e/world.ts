import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { callApi } from '../../worker/cli/client.ts';
import { startServer, type Server } from '../../worker/cli/server.ts';
import { complaintsOf, launchBrowser } from '../support/node/browser.ts';

const OPERATOR = 'op_for_end_to_end_tests';

/** A browser of its own: a person's laptop or phone. */
export interface Device {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What its pages complained of. */
  complaints: string[];
}

/** A built and running Sojourn, a browser, and a clock for both. */
export interface World {
  url: string;
  operator: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  device(look?: Look): Promise<Device>;
  /** Lets time pass for the Worker and for every page that is loaded from now on. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface Look {
  width: number;
  height: number;
  isMobile?: boolean;
}

/** The Worker as `npm start` runs it, on a database of its own. */
export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-e2e-'));
  const devices = new Set<Device>();
  let ahead = 0;
  let server = await serve(folder, 0, ahead);
  const url = server.url.origin;
  const client = { url, key: OPERATOR };
  return {
    url,
    operator: OPERATOR,
    get: (path) => callApi(client, 'GET', path),
    post: (path, body) => callApi(client, 'POST', path, body),
    async device(look) {
      const device = await openDevice(url, look);
      await setAhead(device.context, ahead);
      devices.add(device);
      return device;
    },
    async pass(ms) {
      ahead += ms;
      const { port } = server.url;
      await server.close();
      server = await serve(folder, Number(port), ahead);
      for (const { context } of devices) await setAhead(context, ahead);
    },
    async close() {
      for (const { browser } of devices) await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serve(dataFolder: string, port: number, ahead: number): Promise<Server> {
  const bindings = {
    SOJOURN_ADMIN_KEY: OPERATOR,
    SOJOURN_CLOCK: `+${ahead}`,
    SOJOURN_WEBHOOK_HOSTS: '127.0.0.1',
  };
  return startServer({ host: '127.0.0.1', port, dataFolder, bindings });
}

async function openDevice(
  baseURL: string,
  { width, height, isMobile = false }: Look = { width: 1280, height: 900 },
): Promise<Device> {
  const browser = await launchBrowser(`--user-agent=${userAgentOf(isMobile)}`);
  const viewport = { width, height };
  const context = await browser.newContext({ baseURL, viewport, isMobile, hasTouch: isMobile });
  const page = await context.newPage();
  return { browser, context, page, complaints: complaintsOf(page) };
}

/**
 * A person's: headless Chromium calls itself that, and is rightly taken for a bot. It is the whole
 * browser's, as a page's own is not sent with what the page leaves behind.
 */
function userAgentOf(isMobile: boolean): string {
  const system = isMobile ? 'Linux; Android 10; K' : 'X11; Linux x86_64';
  const kind = isMobile ? 'Mobile Safari' : 'Safari';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 ${kind}/537.36`;
}

/** The pages' clock runs as the machine's does, so much ahead. The last call counts. */
async function setAhead(context: BrowserContext, ahead: number): Promise<void> {
  await context.addInitScript((ms) => {
    const machine = () => performance.timeOrigin + performance.now();
    Date.now = () => Math.floor(machine() + ms);
  }, ahead);
}

/**
 * Reads until it is as it should be, and returns the last that was read: the caller's own expectation
 * says what is wrong with it.
 */
export async function until<T>(read: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const value = await read();
    if (isSo(value) || performance.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
