import { readdirSync, readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where Debian puts it; `CHROMIUM` says otherwise. */
export const chromiumPath: string = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Nothing that it would load on its own. */
export const chromiumFlags: string[] = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A real Chromium, without what it would load on its own. */
export const launchBrowser = (...more: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumFlags, ...more],
    // Playwright switches it off; a visitor's browser has it on.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });

/** The same, its profile in a folder, so that it can be closed or killed and opened again. */
export const launchProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { executablePath: chromiumPath, args: chromiumFlags });

/** Everything a page must not do: console lines, uncaught errors, unhandled rejections. */
export const complaintsOf = (page: Page): string[] => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium itself reports every request that fails; no script can keep it from that.
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
};

/** Sets the page's clock to start at a time and to go on from there, before any script runs. */
export const setClock = (target: Page | BrowserContext, at: number): Promise<unknown> =>
  target.addInitScript((start) => {
    const began = performance.now();
    Date.now = () => Math.round(start + performance.now() - began);
  }, at);

/** Ends a profile's browser as a crash or the system would, by the id of its main process. */
export const killProfile = (folder: string): void => {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const line = commandLine(id);
    if (line.includes(`--user-data-dir=${folder}`) && !line.includes('--type=')) {
      process.kill(Number(id), 'SIGKILL');
    }
  }
};

const commandLine = (id: string): string => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
};
