/** Real browsers as people use them: with a profile that outlives them, tabs, and sudden ends. */
export type EngineName = 'chromium' | 'firefox' | 'webkit';

export const ENGINES: readonly EngineName[] = ['chromium', 'firefox', 'webkit'];

export interface Engine {
  name: EngineName;
  /** Starts the browser on a profile's folder: what it kept there before is there again. */
  launch(profile: string): Promise<OpenBrowser>;
}

export interface OpenBrowser {
  open(): Promise<Tab>;
  /** As a person closes it: its pages hear that they go. */
  close(): Promise<void>;
  /** SIGKILL for all its processes. */
  kill(): Promise<void>;
}

export interface Tab {
  /** As from the address bar; settles when the page has loaded. */
  go(url: string): Promise<void>;
  /**
   * Runs a function in the page, with plain data in and out. What it returned has happened in the
   * page by then; whether anything of it has reached the disk is another matter.
   */
  run<A extends readonly unknown[], R>(task: (...args: A) => R, ...args: A): Promise<Awaited<R>>;
  /** As `run`, for what can be asked again: does not wait long for a page that goes meanwhile. */
  peek: Tab['run'];
  close(): Promise<void>;
  /** SIGKILL for the process that renders it; the browser and what it stores live on. */
  kill(): Promise<void>;
}

/** A function and what it is given, as the page's engine is told. */
export const callOf = (task: unknown, args: readonly unknown[]): string =>
  `(${String(task)})(...${JSON.stringify(args)})`;

/** Looks again and again until it is so; a page that navigates meanwhile is asked again. */
export const untilTrue = async (
  what: string,
  look: () => Promise<boolean> | boolean,
  patience: number = 60_000,
): Promise<void> => {
  const end = performance.now() + patience;
  let problem: unknown;
  do {
    try {
      if (await look()) return;
    } catch (error) {
      problem = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (performance.now() < end);
  throw new Error(`It was never so: ${what}`, { cause: problem });
};

/** Leaves for an address, and waits for its page to have loaded. */
export const goTo = async (tab: Pick<Tab, 'peek'>, url: string): Promise<void> => {
  const leave = (to: string, isAgain: boolean): void => {
    // It may have come since it was looked for: twice loaded, it is viewed twice.
    if (isAgain && location.href === to) return;
    Object.assign(window, { leaving: true });
    location.href = to;
  };
  const { href } = new URL(url);
  let hasLeft = false;
  await untilTrue(`at ${url}`, async () => {
    const at = await tab.peek(() => ({
      href: location.href,
      isLeaving: 'leaving' in window,
      isReady: document.readyState === 'complete',
    }));
    if (at.isLeaving) return false;
    if (hasLeft && at.href === href) return at.isReady;
    // The page may be gone before it could answer, or before it was asked.
    await tab.peek(leave, href, hasLeft).catch(() => {});
    hasLeft = true;
    return false;
  });
};

/** Leaves a page as a link does, and waits for the next to have loaded. */
export const follow = async (tab: Tab, url: string): Promise<void> => {
  await leaveBy(tab, (to) => void setTimeout(() => (location.href = to)), url);
  await arrivedAt(tab, url);
};

/** Goes one step back in the tab's history, which leads to `url`. */
export const goBack = async (tab: Tab, url: string): Promise<void> => {
  await leaveBy(tab, () => void setTimeout(() => history.back()));
  await arrivedAt(tab, url);
};

/** The page may be gone before it could answer. */
const leaveBy = async <A extends readonly unknown[]>(
  tab: Tab,
  task: (...args: A) => void,
  ...args: A
): Promise<void> => {
  await tab.peek(task, ...args).catch(() => {});
};

const arrivedAt = (tab: Tab, url: string): Promise<void> =>
  untilTrue(`at ${url}`, () =>
    tab.peek((to) => location.href === to && document.readyState === 'complete', url),
  );
