import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildDashboard } from '../../dashboard/build.ts';
import { ensureBrowser } from '../../worker/cli/browser.ts';
import { BUGS } from '../bugs.ts';
import { type Fixture, serveFixture } from './fixture-server.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface Stage {
  browser: Browser;
  fixture: Fixture;
  close: () => Promise<void>;
}

/** As vitest.config.ts plants them in what it loads itself. */
const plantedBug: Plugin = {
  name: 'planted-bug',
  setup: (build) => {
    const bug = BUGS.find(({ name }) => name === process.env['SOJOURN_BUG']);
    if (bug === undefined) return;
    build.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      if (!path.endsWith(`/${bug.file}`)) return undefined;
      const code = await readFile(path, 'utf8');
      return {
        contents: code.replace(bug.right, () => bug.wrong),
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      };
    });
  },
};

/** The built pages on a server, and a browser to look at them. */
export async function setStage(): Promise<Stage> {
  const outDir = await mkdtemp(join(tmpdir(), 'sojourn-dashboard-'));
  await buildDashboard(outDir, [plantedBug]);
  const fixture = await serveFixture(outDir);
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: FLAGS });
  return {
    browser,
    fixture,
    close: async () => {
      await browser.close();
      await fixture.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

export interface Look {
  width?: number;
  scheme?: 'light' | 'dark';
  /** Signed in with this key from the start. */
  key?: string;
}

export interface Visit {
  page: Page;
  /** Whatever should not happen: errors, refused policy, dialogs. */
  complaints: string[];
  close: () => Promise<void>;
}

export async function visit(
  { browser, fixture }: Stage,
  path: string,
  look: Look = {},
): Promise<Visit> {
  const { width = 1440, scheme = 'light', key } = look;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (key !== undefined) {
    await page.addInitScript((kept) => {
      if (sessionStorage.getItem('begun')) return;
      sessionStorage.setItem('begun', 'yes');
      sessionStorage.setItem('sojourn.key', kept);
    }, key);
  }
  await page.goto(fixture.url + path);
  return { page, complaints, close: () => context.close() };
}
