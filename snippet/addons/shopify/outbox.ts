import { random } from '../../random.ts';
import type { PixelConfig } from './api.ts';
import type { PixelMemory } from './memory.ts';

/** Batches that wait at most; the oldest go first. */
const waitingMax = 50;
/** Pauses before the attempts of one page, ms. What fails then is sent by the next page. */
const pauses = [0, 1_000, 5_000];
/** An answer that takes longer counts as none, ms. */
const patience = 10_000;

interface PixelEvent {
  at: number;
  name: string;
  page: string | { url: string };
  properties?: object | undefined;
}

/** Events on their way: each task's in one batch, kept by the shop's page until the collector has it. */
export class Outbox {
  readonly #config: PixelConfig;
  readonly #memory: PixelMemory;
  readonly #context: () => object;
  readonly #pageLoad: string = random();
  #seq = 0;
  #events: object[] = [];
  #isSealing = false;
  /** How often all was erased: what was on its way then is not tried again. */
  #erased = 0;

  constructor(config: PixelConfig, memory: PixelMemory, context: () => object) {
    this.#config = config;
    this.#memory = memory;
    this.#context = context;
  }

  add(event: PixelEvent): void {
    this.#events.push({ seq: this.#seq++, ...event });
    // Pages go soon, so it leaves at once.
    if (!this.#isSealing) void this.#seal();
  }

  /** Sends what earlier pages left behind. */
  async resume(): Promise<void> {
    const waiting = Object.entries(await this.#memory.waiting());
    for (const [id, text] of waiting.slice(-waitingMax)) void this.#send(id, text);
  }

  /** Consent was withdrawn. */
  async erase(): Promise<void> {
    this.#events = [];
    this.#erased++;
    await this.#memory.erase();
  }

  async #seal(): Promise<void> {
    this.#isSealing = true;
    const visitor = await this.#memory.visitor();
    this.#isSealing = false;
    const events = this.#events.splice(0);
    if (events.length === 0) return;
    const id = `${Date.now()}${random()}`;
    const text = JSON.stringify({
      v: 1,
      site: this.#config.site,
      batch: id,
      visitor,
      page_load: this.#pageLoad,
      context: this.#context(),
      events,
    });
    // Both at once: the page may go before either has ended.
    void this.#memory.change((waiting) => {
      waiting[id] = text;
      for (const old of Object.keys(waiting).slice(0, -waitingMax)) delete waiting[old];
    });
    await this.#send(id, text);
  }

  async #send(id: string, text: string): Promise<void> {
    const erased = this.#erased;
    for (const pause of pauses) {
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())));
      if (erased !== this.#erased) return;
      if (await this.#attempt(text)) {
        await this.#memory.change((waiting) => delete waiting[id]);
        return;
      }
    }
  }

  /** Whether that was the last word on it: it is stored, or never can be. */
  async #attempt(text: string): Promise<boolean> {
    try {
      const { ok, status } = await fetch(`${this.#config.host}/e`, {
        method: 'POST',
        // A string goes as text/plain, which needs no preflight.
        body: `{"sent_at":${Date.now()},${text.slice(1)}`,
        keepalive: true,
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      });
      return ok || (status < 500 && ![408, 425, 429].includes(status));
    } catch {
      return false;
    }
  }
}
