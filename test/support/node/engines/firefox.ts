import { type Browser, launch, type Page } from 'puppeteer-core';
import { findFirefox } from '../../../../worker/cli/engines.ts';
import { callOf, type Engine, goTo, type OpenBrowser, type Tab, untilTrue } from './engine.ts';
import { familyOf, gone, sigkill } from './processes.ts';

/** Over WebDriver BiDi. */
export const firefoxEngine: Engine = {
  name: 'firefox',
  async launch(profile) {
    const browser = await launch({
      browser: 'firefox',
      executablePath: findFirefox() ?? '',
      headless: true,
      userDataDir: profile,
      extraPrefsFirefox: {
        // What it would load on its own.
        'app.normandy.enabled': false,
        'app.update.disabledForTesting': true,
        'browser.safebrowsing.downloads.enabled': false,
        'browser.safebrowsing.malware.enabled': false,
        'browser.safebrowsing.phishing.enabled': false,
        'network.captive-portal-service.enabled': false,
        'network.connectivity-service.enabled': false,
        'services.settings.server': 'data:,#remote-settings-dummy/v1',
        'toolkit.telemetry.enabled': false,
        // The process kept for the next tab: killed with others, that tab never opens.
        'dom.ipc.processPrelaunch.enabled': false,
        // Puppeteer switches it off; a visitor's browser has it on.
        'browser.sessionhistory.max_total_viewers': -1,
        'fission.bfcacheInParent': true,
      },
    });
    const main = browser.process()?.pid;
    if (main === undefined) throw new Error('Firefox has no process');
    return openBrowser(browser, main);
  },
};

const openBrowser = (browser: Browser, main: number): OpenBrowser => ({
  async open() {
    let page: Page | undefined;
    // It may choose a process for it that was killed, and that it has not missed yet.
    await untilTrue('a tab is open', async () => (page = await browser.newPage()) !== undefined);
    if (page === undefined) throw new Error('Firefox opens no tab');
    return tabOf(page, main);
  },
  async close() {
    const family = familyOf(main);
    await browser.close();
    await gone(family);
  },
  async kill() {
    const family = familyOf(main);
    sigkill(family);
    await gone(family);
  },
});

const tabOf = (page: Page, main: number): Tab => {
  const tab: Tab = {
    // Its own `goto` waits for ever after a step back into the back-forward cache.
    go: (url) => goTo(tab, url),
    run: (task, ...args) => page.evaluate(callOf(task, args)) as Promise<never>,
    peek: (task, ...args) => page.evaluate(callOf(task, args)) as Promise<never>,
    close: () => page.close(),
    async kill() {
      const renderers = familyOf(main).filter(({ line }) => / tab\s*$/.test(line));
      sigkill(renderers);
      await gone(renderers);
    },
  };
  return tab;
};
