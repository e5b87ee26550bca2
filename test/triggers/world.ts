import { join } from 'node:path';
import { vi } from 'vitest';
import { startServer, type Server } from '../../worker/cli/server.ts';
import { Consumer, type Received } from './consumer.ts';

export const OPERATOR = 'op_for_tests_only';
export const SITE = '/v1/sites/shop';

const headers = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
};

export interface Attempt {
  at: string;
  outcome: string;
  status: number | null;
}

export interface Delivery {
  id: string;
  status: string;
  event: { name: string; at: string };
  visitor: string | null;
  next_attempt_at: string | null;
  attempts: Attempt[];
  payload?: object | null;
}

export interface Trigger {
  id: string;
  secret: string;
  enabled: boolean;
  off_because: string | null;
  url: string;
}

export interface Sent {
  visitor?: string;
  seq?: number;
  name?: string;
  at?: number;
  properties?: object;
  page?: string;
}

/** The Worker in workerd with its D1, and somebody's server that webhooks go to. */
export class World {
  readonly consumer: Consumer = new Consumer();
  /** Where the consumer is. */
  target = '';
  #server: Server | undefined;
  #ahead = 0;

  async start(resources: Record<string, unknown> = {}): Promise<void> {
    this.target = await this.consumer.listen();
    this.#server = await startServer({
      host: '127.0.0.1',
      port: 0,
      bindings: {
        SOJOURN_ADMIN_KEY: OPERATOR,
        SOJOURN_WEBHOOK_HOSTS: '127.0.0.1,localhost:1',
        SOJOURN_WEBHOOK_SECONDS: '3',
      },
      entry: join(import.meta.dirname, '../support/clocked-worker.ts'),
      resources,
    });
    const site = { id: 'shop', name: 'Shop', time_zone: 'UTC', currency: 'EUR', origins: ['*'] };
    await this.call('POST', '/v1/sites', site);
  }

  async stop(): Promise<void> {
    this.consumer.close();
    await this.#server?.close();
  }

  get #url(): URL {
    if (this.#server === undefined) throw new Error('Not started');
    return this.#server.url;
  }

  get now(): number {
    return Date.now() + this.#ahead;
  }

  /** Rows of what fired that have a text anywhere. */
  async kept(text: string): Promise<string[]> {
    const db = await this.#server?.miniflare.getD1Database('DB');
    const all = await db?.prepare('select * from deliveries').all();
    return (all?.results ?? [])
      .map((row) => JSON.stringify(row))
      .filter((row) => row.includes(text));
  }

  /** Turns the Worker's clock so far ahead, and lets it do what it does each minute. */
  async pass(ms: number): Promise<void> {
    await this.turn(ms);
    await this.minute();
  }

  async turn(ms: number): Promise<void> {
    this.#ahead += ms;
    await this.#control('/__clock', String(this.#ahead));
  }

  async minute(): Promise<void> {
    await this.#control('/__minute');
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await this.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }

  /** A trigger whose webhooks go to a path of the consumer. */
  trigger(path: string, about: object = {}): Promise<Trigger> {
    const body = { name: `to ${path}`, event: 'purchase', url: this.target + path, ...about };
    return this.call('POST', `${SITE}/triggers`, body);
  }

  change(id: string, body: object): Promise<Trigger> {
    return this.call('PATCH', `${SITE}/triggers/${id}`, body);
  }

  async read(id: string): Promise<Trigger> {
    return this.call('GET', `${SITE}/triggers/${id}`);
  }

  async deliveries(id: string, query = ''): Promise<Delivery[]> {
    const path = `${SITE}/triggers/${id}/deliveries?limit=1000${query}`;
    return (await this.call<{ data: Delivery[] }>('GET', path)).data;
  }

  /** Deliveries, once there are so many, all of them stand as they are to and were tried so often. */
  async settled(id: string, count: number, status = 'delivered', tries = 1): Promise<Delivery[]> {
    return vi.waitFor(
      async () => {
        const found = await this.deliveries(id);
        const isSo = found.every((one) => one.status === status && one.attempts.length >= tries);
        if (found.length === count && isSo) return found;
        const shown = JSON.stringify(found).slice(0, 2_000);
        throw new Error(`${found.length}, not ${count} that are ${status}: ${shown}`);
      },
      { timeout: 60_000, interval: 50 },
    );
  }

  /** A page's batch, as the snippet seals it. */
  async send(...events: Sent[]): Promise<number> {
    const [{ visitor = 'v-1' } = {}] = events;
    const body = {
      v: 1, site: 'shop', batch: `b-${visitor}`, sent_at: this.now, visitor, page_load: `l-${visitor}`,
      events: events.map(({ seq = 0, name = 'purchase', at = this.now, properties, page }) => ({
        seq, at, name, ...(properties && { properties }), ...(page && { page }),
      })),
    }; // prettier-ignore
    const about = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(new URL('/e', this.#url), about)).status;
  }

  /** What came to a path, once there is so much. */
  async received(path: string, count: number): Promise<Received[]> {
    return vi.waitFor(
      () => {
        const all = this.consumer.at(path);
        if (all.length === count) return all;
        throw new Error(`${path} received ${all.length}, not ${count}`);
      },
      { timeout: 60_000, interval: 20 },
    );
  }

  async #control(path: string, body = ''): Promise<void> {
    const response = await fetch(new URL(path, this.#url), { method: 'POST', body });
    if (response.status !== 204) throw new Error(`${path} answers ${response.status}`);
  }
}

/** The first of what must not be empty. */
export function firstOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('There is none');
  return first;
}
