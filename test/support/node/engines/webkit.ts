import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { findMiniBrowser, findXvfb } from '../../../../worker/cli/engines.ts';
import { servePages } from '../pages.ts';
import { callOf, type Engine, goTo, type OpenBrowser, type Tab, untilTrue } from './engine.ts';
import { Inspector } from './inspector.ts';
import { familyOf, gone, type Process, sigkill } from './processes.ts';

/**
 * MiniBrowser under Xvfb, by its remote inspector: the WebDriver that comes with it forgets the
 * profile when the browser ends, and so cannot show what survives that.
 */
export const webkitEngine: Engine = {
  name: 'webkit',
  async launch(profile) {
    for (let tries = 1; ; tries++) {
      try {
        return await launch(profile);
      } catch (error) {
        if (tries === TRIES) throw error;
      }
    }
  },
};

/** Now and then it does not come up: another may have taken its port. */
const TRIES = 3;

const launch = async (profile: string): Promise<OpenBrowser> => {
  const port = await freePort();
  // A window that stays, from which the others are opened.
  const desk = await servePages({ '*': '<!doctype html><title>desk</title>' });
  const folders = ['XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'];
  const child = spawn(
    findMiniBrowser() ?? '',
    [
      '--enable-developer-extras=true',
      '--javascript-can-open-windows-automatically=true',
      `${desk.url}/`,
    ],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        ...Object.fromEntries(folders.map((name) => [name, profile])),
        DISPLAY: await display(),
        WEBKIT_INSPECTOR_HTTP_SERVER: `127.0.0.1:${port}`,
      },
    },
  );
  const inspector = new Inspector(`127.0.0.1:${port}`);
  let home = '';
  try {
    await untilTrue('MiniBrowser answers', async () => {
      const [first] = await inspector.targets();
      if (!first) return false;
      home = first.socket;
      return (await inspector.evaluate(home, 'document.title')) === 'desk';
    });
  } catch (error) {
    sigkill(familyOf(child.pid ?? 0));
    await desk.stop();
    throw error;
  }
  return openBrowser({ child, inspector, home, leave: () => desk.stop() });
};

interface Parts {
  child: ChildProcess;
  inspector: Inspector;
  /** Socket of the window that stays. */
  home: string;
  leave: () => Promise<void>;
}

const openBrowser = ({ child, inspector, home, leave }: Parts): OpenBrowser => {
  const main = child.pid ?? 0;
  const desk = renderers(main);
  const tabs = new Set<Tab>();
  const end = async (family: Process[]): Promise<void> => {
    sigkill(family);
    await gone(family);
    await leave();
  };
  return {
    async open() {
      const before = new Set((await inspector.targets()).map(({ socket }) => socket));
      // Without an opener it gets a process of its own.
      await inspector.evaluate(home, `void open('about:blank', '_blank', 'noopener')`);
      let socket: string | undefined;
      await untilTrue('the tab is open', async () => {
        socket = (await inspector.targets()).find((one) => !before.has(one.socket))?.socket;
        return socket !== undefined;
      });
      const tab = tabOf({ inspector, socket: socket ?? '', main, desk });
      tabs.add(tab);
      return tab;
    },
    async close() {
      for (const tab of tabs) await tab.close();
      const family = familyOf(main);
      child.kill('SIGTERM');
      await gone(family);
      await leave();
    },
    kill: () => end(familyOf(main)),
  };
};

interface Place {
  inspector: Inspector;
  socket: string;
  main: number;
  /** Processes that render the window that stays. */
  desk: Process[];
}

const tabOf = ({ inspector, socket, main, desk }: Place): Tab => {
  let isDead = false;
  const evaluate = (expression: string, patience?: number): Promise<unknown> =>
    inspector.evaluate(socket, expression, patience);
  const tab: Tab = {
    go: (url) => goTo(tab, url),
    run: (task, ...args) => evaluate(callOf(task, args)) as Promise<never>,
    peek: (task, ...args) => evaluate(callOf(task, args), glance) as Promise<never>,
    async close() {
      if (isDead) return;
      isDead = true;
      await evaluate('void close()').catch(() => {});
      await untilTrue('the tab is closed', async () => {
        return (await inspector.targets()).every((one) => one.socket !== socket);
      });
    },
    async kill() {
      isDead = true;
      const ids = new Set(desk.map(({ id }) => id));
      const others = renderers(main).filter(({ id }) => !ids.has(id));
      sigkill(others);
      await gone(others);
    },
  };
  return tab;
};

/** How long a page that may be about to go has for its answer, ms. */
const glance = 5_000;

const renderers = (main: number): Process[] =>
  familyOf(main).filter(({ line }) => line.includes('WebKitWebProcess'));

let shown: Promise<string> | undefined;

/** A screen that nobody sees, for as long as this process lives. */
const display = (): Promise<string> => {
  shown ??= new Promise((resolve, reject) => {
    const args = ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
    const xvfb = spawn(findXvfb() ?? '', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    xvfb.once('error', reject);
    xvfb.stdout.once('data', (line: Buffer) => resolve(`:${line.toString().trim()}`));
    xvfb.unref();
    process.once('exit', () => xvfb.kill());
  });
  return shown;
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
