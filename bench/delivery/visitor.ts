import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Engine,
  follow,
  type OpenBrowser,
  type Tab,
  untilTrue,
} from '../../test/support/node/engines/engine.ts';
import { servePages, type Site } from '../../test/support/node/pages.ts';
import { type Client, madeKey, viewKey } from './client.ts';
import { Network } from './network.ts';
import type { Act, End, Step, Visit } from './plan.ts';

/** When an event was made, and what came over its tab. */
export interface Made {
  key: string;
  isHasty: boolean;
  visit: number;
  end: End;
  /** By `performance.now()`, when its call had returned; and when the tab's end began. */
  at: number;
  ended: number;
  /** The browser's storage had it before the tab came to its end. */
  isKept: boolean;
}

type Of = Pick<Made, 'visit' | 'isHasty' | 'end'>;

/** What is made while all is well. */
const calmly: Of = { visit: -1, isHasty: true, end: 'close tab' };

/** How long what was made is waited for, ms. */
export interface Patience {
  /** At most. */
  most: number;
  /** Without a request. */
  quiet: number;
}

/** How long its storage may take, ms; what it has not by then is not kept. */
const keeping = 10_000;

/** How long a browser may take to open a tab, ms, and how often it is tried. */
const opening = 60_000;
const triesMax = 3;

const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing in ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/** One browser with its profile, and all that its person does. */
export class Visitor {
  /** Every call that returned. */
  made: Made[] = [];
  /** Events whose call was cut off by an accident of this program: they may be there or not. */
  unknown: Set<string> = new Set();
  visits = 0;
  /** Steps that this program could not take. */
  accidents = 0;
  readonly network: Network;
  #engine: Engine;
  #client: Client;
  #patience: Patience;
  #site: Site | undefined;
  #profile = '';
  #browser: OpenBrowser | undefined;
  #act: Made[] = [];
  #counter = 0;
  #firstOfProfile = 0;

  constructor(engine: Engine, client: Client, patience: Patience) {
    this.#engine = engine;
    this.#client = client;
    this.#patience = patience;
    this.network = new Network((delivery) => client.collect(delivery));
  }

  async start(): Promise<void> {
    await this.network.start();
    const head = this.#client.head(this.network.url);
    const html = `<!doctype html><html lang="en"><head><title>A page</title>${head}</head><body></body></html>`;
    const files = [...this.#client.files].map(([path, bytes]): [string, string] => [
      path,
      new TextDecoder().decode(bytes),
    ]);
    this.#site = await servePages({ ...Object.fromEntries(files), '*': html });
  }

  /** A new person: a profile that knows nothing. */
  async begin(): Promise<void> {
    this.#profile = await mkdtemp(join(tmpdir(), 'sojourn-visitor-'));
    this.#firstOfProfile = this.made.length;
    this.#lost.clear();
    this.#resigned = 0;
  }

  /** All there is gets its chance to arrive, then the person goes for good. */
  async end(): Promise<void> {
    this.#resigned = 0;
    this.#note(await this.#calm(`/last-${this.#counter++}`, 3), calmly);
    // Nobody comes after it to take on what it could not hand over itself.
    this.unknown.add(await this.#calm(`/last-${this.#counter++}`, 3));
    await this.#browser?.close();
    this.#browser = undefined;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async stop(): Promise<void> {
    await this.#browser?.kill();
    await this.#site?.stop();
    await this.network.stop();
  }

  async visit({ number, isHasty, acts }: Visit): Promise<void> {
    for (const act of acts) await this.#play({ visit: number, isHasty, end: act.end }, act);
    this.#note(await this.#calm(`/visit-${number}/calm`, 1), calmly);
    this.visits++;
  }

  async #play(of: Of, { steps, end }: Act): Promise<void> {
    this.#act = [];
    const tab = await this.#open();
    for (const step of steps) {
      try {
        if (step.do === 'go' || step.do === 'follow') await this.#settle(tab, of);
        await this.#take(step, tab, of);
      } catch (error) {
        // What the page did is not known: what it made counts if it arrives, and only then.
        this.#stumble(`visit ${of.visit}, ${JSON.stringify(step)}`, error);
        break;
      }
    }
    await this.#settle(tab, of);
    for (const made of this.#act) made.ended = performance.now();
    await this.#finish(tab, end);
  }

  async #open(): Promise<Tab> {
    for (let tries = 1; ; tries++) {
      try {
        this.#browser ??= await this.#engine.launch(this.#profile);
        return await within(opening, this.#browser.open());
      } catch (error) {
        // A browser that was killed a moment ago does not always come up again at once.
        this.#stumble('open', error);
        await this.#browser?.kill();
        this.#browser = undefined;
        if (tries === triesMax) throw error;
      }
    }
  }

  #stumble(over: string, error: unknown): void {
    this.accidents++;
    console.error(`${this.#engine.name}, ${over}:`, error);
  }

  async #take(step: Step, tab: Tab, of: Of): Promise<void> {
    const site = this.#site?.url ?? '';
    if ('path' in step) this.unknown.add(viewKey(step.path));
    switch (step.do) {
      case 'weather':
        return this.network.become(step.weather);
      case 'wait':
        return new Promise((resolve) => setTimeout(resolve, step.ms));
      case 'go':
        await tab.go(site + step.path);
        return this.#note(viewKey(step.path), of);
      case 'follow':
        await follow(tab, site + step.path);
        return this.#note(viewKey(step.path), of);
      case 'push':
        await tab.run((path) => {
          history.pushState(null, '', path);
          window.viewed();
        }, step.path);
        return this.#note(viewKey(step.path), of);
      case 'track':
        return this.#track(step, tab, of);
    }
  }

  async #track(
    { events, ballast }: Extract<Step, { do: 'track' }>,
    tab: Tab,
    of: Of,
  ): Promise<void> {
    const first = this.#counter;
    this.#counter += events;
    const keys = Array.from({ length: events }, (_, index) => madeKey(first + index));
    for (const key of keys) this.unknown.add(key);
    await tab.run(
      (from, many, bytes) => {
        for (let n = from; n < from + many; n++) window.made(n, bytes);
      },
      first,
      events,
      ballast,
    );
    for (const key of keys) this.#note(key, of);
  }

  /** What was made is on the device before the page goes, unless somebody is in haste. */
  async #settle(tab: Tab, { isHasty }: Of): Promise<void> {
    const { keep } = this.#client;
    if (!keep || isHasty || this.#act.length === 0) return;
    try {
      await within(keeping, tab.peek(keep));
      for (const made of this.#act) made.isKept = true;
    } catch (error) {
      this.#stumble('keep', error);
    }
  }

  #note(key: string, of: Of): void {
    this.unknown.delete(key);
    const made = { key, ...of, at: performance.now(), ended: Infinity, isKept: false };
    this.made.push(made);
    this.#act.push(made);
  }

  async #finish(tab: Tab, end: End): Promise<void> {
    const browser = this.#browser;
    if (end === 'close tab') return tab.close();
    if (end === 'kill tab') return tab.kill();
    if (end === 'leave site') {
      await tab.go('about:blank');
      return tab.close();
    }
    this.#browser = undefined;
    return end === 'close browser' ? browser?.close() : browser?.kill();
  }

  /**
   * The person comes back in fine weather, and stays until all has arrived or nothing comes any more.
   * The key of that page's view.
   */
  async #calm(path: string, factor: number): Promise<string> {
    await this.network.become('fine');
    const tab = await this.#open();
    await tab.go((this.#site?.url ?? '') + path);
    const began = performance.now();
    const { most, quiet } = this.#patience;
    await untilTrue(
      'what was made arrived, or nothing comes any more',
      () => {
        const silent = performance.now() - Math.max(began, this.network.lastHeard);
        return (
          this.#unaccounted() === this.#resigned ||
          silent > quiet * factor ||
          performance.now() - began > most * factor
        );
      },
      most * factor * 2,
    );
    this.#resigned = this.#unaccounted();
    await tab.close();
    return viewKey(path);
  }

  #arrived = new Set<string>();
  /** Events that this person's batches say were given up, by batch: copies say the same again. */
  #lost = new Map<string, number>();
  #counted = 0;
  /** So many events of this person had neither arrived nor been given up when the last calm ended. */
  #resigned = 0;

  /** Events of this person that have neither arrived nor were given up, as its client has said by now. */
  #unaccounted(): number {
    for (const delivery of this.network.delivered.slice(this.#counted)) {
      for (const key of this.#client.keysOf(delivery)) this.#arrived.add(key);
      for (const [batch, events] of this.#client.lostIn(delivery)) this.#lost.set(batch, events);
    }
    this.#counted = this.network.delivered.length;
    const missing = this.made
      .slice(this.#firstOfProfile)
      .filter(({ key }) => !this.#arrived.has(key));
    return [...this.#lost.values()].reduce((rest, events) => rest - events, missing.length);
  }
}
