import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath } from '../browser.ts';
import { callOf, type Engine, type OpenBrowser, type Tab } from './engine.ts';
import { eldestWith, familyOf, gone, sigkill } from './processes.ts';

/** Headless Chromium calls itself that, and is rightly taken for a bot. */
const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** What would call out, and the process kept for the next tab: killed with others, that tab never opens. */
const off = [
  'SpareRendererForSitePerProcess',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

export const chromiumEngine: Engine = {
  name: 'chromium',
  async launch(profile) {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath,
      args: [...chromiumFlags, `--user-agent=${agent}`, `--disable-features=${off.join()}`],
      // Playwright switches it off; a visitor's browser has it on.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    const main = eldestWith(`--user-data-dir=${profile}`);
    if (main === undefined) throw new Error('Chromium has no process');
    return openBrowser(context, main);
  },
};

const openBrowser = (context: BrowserContext, main: number): OpenBrowser => ({
  open: async () => tabOf(await context.newPage(), main),
  async close() {
    const family = familyOf(main);
    await context.close();
    await gone(family);
  },
  async kill() {
    const family = familyOf(main);
    sigkill(family);
    await gone(family);
  },
});

const tabOf = (page: Page, main: number): Tab => ({
  async go(url) {
    await page.goto(url);
  },
  run: (task, ...args) => page.evaluate<never>(callOf(task, args)),
  peek: (task, ...args) => page.evaluate<never>(callOf(task, args)),
  close: () => page.close(),
  async kill() {
    const crashed = page.waitForEvent('crash');
    const renderers = familyOf(main).filter(({ line }) => line.includes('--type=renderer'));
    sigkill(renderers);
    await crashed;
    await gone(renderers);
  },
});
