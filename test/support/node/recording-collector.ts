import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  LIMITS,
  parseEnvelope,
  parseEvent,
  type WireBatch,
  type WireEvent,
} from '../../../schema/index.ts';

export interface Attempt {
  batch: WireBatch;
  /** Bytes of the body. */
  bytes: number;
  headers: IncomingMessage['headers'];
}

/** An event as it arrived, with what its batch says about it. */
export interface Arrived extends WireEvent {
  id: string;
  visitor: string;
}

/** True once it has answered itself; false to let the answer be 204. */
type Answer = (attempt: Attempt, response: ServerResponse) => boolean | Promise<boolean>;

/**
 * Speaks the collector's side of the wire and keeps what arrives: for what the snippet does, not
 * for what becomes of it. What it answered with success is `stored`.
 */
export class RecordingCollector {
  attempts: Attempt[] = [];
  /** What breaks the contract: always a defect of the snippet. */
  faults: string[] = [];
  stored: WireBatch[] = [];
  /** Most requests that were ever open at once. */
  mostAtOnce = 0;
  answer: Answer = () => false;
  /** Files it serves beside, by path. */
  files: Map<string, Uint8Array> = new Map();
  #open = 0;
  #port = 0;
  #server = createServer((request, response) => void this.#handle(request, response));
  #waiting = new Set<() => void>();

  /** Listens, after `stop` on the same port again. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Begins anew where nothing that is still on its way can arrive: at another port. */
  async move(): Promise<void> {
    await this.stop();
    this.#port = 0;
    await this.start();
    this.forget();
  }

  forget(): void {
    this.attempts = [];
    this.faults = [];
    this.stored = [];
    this.mostAtOnce = 0;
    this.answer = () => false;
  }

  /** Stored events, each once, in the order they happened in. */
  events(): Arrived[] {
    const found = new Map<string, Arrived>();
    for (const batch of this.stored) {
      for (const event of batch.events) {
        const id = `${batch.page_load}.${event.seq}`;
        found.set(id, { ...event, id, visitor: batch.visitor });
      }
    }
    return [...found.values()].toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  }

  names(): string[] {
    return this.events().map((event) => event.name);
  }

  named(name: string): Arrived[] {
    return this.events().filter((event) => event.name === name);
  }

  /** What clients said they had to give up; counted with events that are new, as the collector does. */
  lost(): Record<string, number> {
    const sum: Record<string, number> = {};
    const seen = new Set<string>();
    for (const { events, page_load, lost } of this.stored) {
      const ids = events.map(({ seq }) => `${page_load}.${seq}`);
      const isNew = ids.some((id) => !seen.has(id));
      for (const id of ids) seen.add(id);
      for (const [reason, n] of Object.entries((isNew && lost) || {})) {
        sum[reason] = (sum[reason] ?? 0) + n;
      }
    }
    return sum;
  }

  /** Waits until it holds; looks after each request. */
  async until(what: string, holds: () => boolean, patience = 90_000): Promise<void> {
    const end = Date.now() + patience;
    while (!holds()) {
      const left = end - Date.now();
      if (left <= 0) throw new Error(`never came: ${what}; stored: ${this.names().join(' ')}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.#waiting.add(wake);
      });
    }
  }

  /** Waits for as many events of a name. */
  async untilNamed(name: string, count = 1, patience?: number): Promise<Arrived[]> {
    await this.until(`${count} ${name}`, () => this.named(name).length >= count, patience);
    return this.named(name);
  }

  #check(batch: WireBatch): void {
    const parsed = parseEnvelope(batch);
    if (!parsed.ok) this.faults.push(`${parsed.reason} ${parsed.detail}`);
    const window = { earliest: LIMITS.earliest, latest: LIMITS.latest };
    for (const event of batch.events) {
      const result = parseEvent(event, { window, shift: 0, currency: 'EUR' });
      if (!result.ok) this.faults.push(`${event.name}: ${result.reason} ${result.detail}`);
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'retry-after');
    const file = this.files.get(request.url ?? '');
    if (file) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
      return;
    }
    if (request.url !== '/e' || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#open);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      this.#open--;
      return;
    }
    const body = Buffer.concat(chunks);
    const batch = parsed(body.toString());
    if (!batch) {
      this.#open--;
      response.writeHead(400).end();
      return;
    }
    this.#check(batch);
    const attempt = { batch, bytes: body.length, headers: request.headers };
    const { stored } = this;
    this.attempts.push(attempt);
    if (!(await this.answer(attempt, response))) {
      stored.push(batch);
      response.writeHead(204).end();
    }
    this.#open--;
    for (const wake of this.#waiting) wake();
  }
}

const parsed = (body: string): WireBatch | undefined => {
  try {
    return JSON.parse(body) as WireBatch;
  } catch {
    return undefined;
  }
};
