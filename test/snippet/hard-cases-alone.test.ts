import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileFunction, createContext, runInContext } from 'node:vm';
import { build } from 'rolldown';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sealed } from '../../snippet/queue.ts';
import { random } from '../../snippet/random.ts';
import { Random } from '../support/random.ts';

// What needs hours, a thousand browsers or ten million visitors: the real modules under a clock of ours.

/** What one browser has of the script's delivery, its state its own. */
interface Client {
  configure(config: { site: string; host: string }): void;
  setMode(mode: number): void;
  put(id: string, batch: Sealed): void;
  drain(): Promise<void>;
  waiting(): Promise<[string, Sealed][]>;
  recall(): { lost?: Record<string, number> };
}

/** Time that passes from one timer to the next, all that follows from each done first. */
class Clock {
  now = Date.UTC(2026, 10, 22);
  #timers: { due: number; run: () => void }[] = [];

  setTimeout = (run: () => void, ms = 0): void => {
    this.#timers.push({ due: this.now + ms, run });
  };

  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await new Promise((done) => setImmediate(done));
      let first = -1;
      for (const [index, { due }] of this.#timers.entries()) {
        if (due <= end && due < (this.#timers[first]?.due ?? Infinity)) first = index;
      }
      const [timer] = first < 0 ? [] : this.#timers.splice(first, 1);
      if (!timer) break;
      this.now = timer.due;
      timer.run();
    }
    this.now = end;
  }
}

const snippet = join(import.meta.dirname, '../../snippet');
const KEEPING = 3;

const bundle = async (): Promise<string> => {
  const parts = ['config', 'mode', 'queue', 'deliver', 'device'];
  const id = 'parts-of-delivery';
  const { output } = await build({
    input: id,
    write: false,
    plugins: [
      {
        name: id,
        resolveId: (source) => (source === id ? id : undefined),
        load: (source) =>
          source === id
            ? parts
                .map((part) => `export * from ${JSON.stringify(`${snippet}/${part}.ts`)};`)
                .join('')
            : undefined,
      },
    ],
    output: { format: 'iife', name: 'client' },
  });
  return output[0].code;
};

let code = '';
let clock = new Clock();
beforeEach(async () => {
  code ||= await bundle();
  clock = new Clock();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** As much of a browser as delivery sees: no IndexedDB, no Web Locks, a network that is a function. */
const openClient = (fetch: (body: string) => Promise<Response>, more: object = {}): Client => {
  const { setTimeout } = clock;
  const scope = {
    fetch: (_: string, { body }: { body: string }) => fetch(body),
    setTimeout,
    Date: { now: () => clock.now, parse: Date.parse },
    AbortSignal: { timeout: () => undefined },
    Math,
    crypto,
    btoa,
    navigator: {},
    localStorage: {},
    indexedDB: undefined,
    OWN_HOST: false,
    ...more,
  };
  const make = compileFunction(`${code}; return client`, Object.keys(scope)) as (
    ...given: unknown[]
  ) => Client;
  const client = make(...Object.values(scope));
  client.configure({ site: 'shop', host: 'https://collector.example' });
  client.setMode(KEEPING);
  return client;
};

const batchOf = (id: string, events = 1): Sealed => [
  `"v":1,"batch":"${id}"`,
  ...Array.from({ length: events }, (_, seq) => `{"seq":${seq}}`),
];

const MINUTE = 60_000;

/** What comes of it once the timers of this moment have run. */
const elapsed = async <T>(work: Promise<T>): Promise<T> => {
  await clock.advance(1);
  return work;
};

test('herd of 1,000 clients after an outage of 10 minutes: jitter spreads them, and every batch arrives once', async () => {
  const dice = new Random(11);
  vi.spyOn(Math, 'random').mockImplementation(() => dice.next());
  const end = clock.now + 10 * MINUTE;
  const arrivals: number[] = [];
  const batches = new Set<string>();
  let refused = 0;
  const fetch = (body: string): Promise<Response> => {
    if (clock.now < end) {
      refused++;
      return Promise.resolve(new Response(null, { status: 503 }));
    }
    arrivals.push(clock.now - end);
    batches.add(/"batch":"(\w+)"/.exec(body)?.[1] ?? '');
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  // All of them lose the collector in the same instant: the worst start there is.
  for (let n = 0; n < 1_000; n++) {
    const client = openClient(fetch);
    client.put(`${n}`, batchOf(`c${n}`));
    void client.drain();
  }
  await clock.advance(60 * MINUTE);
  expect(batches.size).toBe(1_000);
  expect(arrivals.length).toBe(1_000);
  // 0.5 s doubling: eleven attempts each at most, in ten minutes.
  expect(refused).toBeLessThanOrEqual(11_000);
  const bySecond = Map.groupBy(arrivals, (ms) => Math.floor(ms / 1_000));
  const busiest = Math.max(...[...bySecond.values()].map(({ length }) => length));
  expect(busiest).toBeLessThanOrEqual(20);
  expect(bySecond.size).toBeGreaterThan(200);
});

test('queue that never empties: the oldest beyond 500 batches are given up, and counted by events', async () => {
  let status = 503;
  const arrived: string[] = [];
  const client = openClient((body) => {
    if (status === 204) arrived.push(/"batch":"(\w+)"/.exec(body)?.[1] ?? '');
    return Promise.resolve(new Response(null, { status }));
  });
  for (let n = 0; n < 510; n++) client.put(String(10_000 + n), batchOf(`b${n}`, 2));
  await elapsed(client.drain());
  expect((await elapsed(client.waiting())).length).toBe(500);
  expect(client.recall().lost).toEqual({ queue: 20 });
  status = 204;
  await clock.advance(MINUTE);
  expect(arrived).toEqual(Array.from({ length: 500 }, (_, n) => `b${n + 10}`));
  expect(await elapsed(client.waiting())).toEqual([]);
});

test('IndexedDB that never answers: what waits in memory is told within 1 s', async () => {
  const client = openClient(() => new Promise(() => {}), { indexedDB: { open: () => ({}) } });
  (client as unknown as { keepBatches(): void }).keepBatches();
  client.put('1', batchOf('one'));
  const told = vi.fn<(batches: unknown) => void>();
  void client.waiting().then(told);
  await clock.advance(999);
  expect(told).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(told).toHaveBeenCalledWith([['1', batchOf('one')]]);
});

test('network that fails: 3 attempts, then silence, however often it is asked', async () => {
  let attempts = 0;
  const client = openClient(() => {
    attempts++;
    return Promise.reject(new TypeError('Failed to fetch'));
  });
  client.put('1', batchOf('one'));
  for (let n = 0; n < 50; n++) {
    await elapsed(client.drain());
    await clock.advance(MINUTE);
  }
  expect(attempts).toBe(3);
});

test('loader blocked for ever: the stub keeps 100 calls and no more', async () => {
  const readme = await readFile(join(snippet, 'README.md'), 'utf8');
  const [, stub = ''] = /<script>\n([\s\S]*?)<\/script>/.exec(readme) ?? [];
  // In a page `sojourn` is a member of the window; the stub keeps whatever stands there.
  const page = createContext({ Date: { now: () => clock.now } });
  runInContext(`const window = globalThis;${stub}`, page);
  const { sojourn } = page as { sojourn: { q: unknown[]; track(name: string, of: object): void } };
  for (let n = 0; n < 100_000; n++) sojourn.track('click', { n });
  expect(sojourn.q.length).toBe(100);
  expect(sojourn.q.at(-1)).toEqual(['track', clock.now, 'click', { n: 99 }]);
});

describe('visitor ids', () => {
  /** As one number of 64 of the 96 bits: half a gigabyte less than the texts. */
  const numbersOf = (count: number): BigUint64Array => {
    const bytes = Buffer.alloc(count * 8);
    for (let n = 0; n < count; n++) bytes.write(random().slice(0, 10), n * 8, 'base64');
    return new BigUint64Array(bytes.buffer, bytes.byteOffset, count);
  };

  // 10^7 of them take a minute: SOJOURN_CASES=10000000
  const cases = Number(process.env['SOJOURN_CASES'] || 50_000);
  test(`of ${cases} none is there twice, and each keeps the 96 bits it was made of`, () => {
    const ids = numbersOf(cases).sort();
    expect(ids.length).toBe(cases);
    expect(ids.findIndex((id, n) => n > 0 && id === ids[n - 1])).toBe(-1);
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes);
    expect(random()).toBe('A'.repeat(16));
    const single = Array.from({ length: 96 }, (_, bit) => {
      vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => {
        if (bytes instanceof Uint8Array) bytes[bit >> 3] = 128 >> (bit & 7);
        return bytes;
      });
      return random();
    });
    expect(new Set(single).size).toBe(96);
  }, 600_000);

  test('are never made of Math.random, and not at all without crypto', () => {
    const dice = vi.spyOn(Math, 'random');
    random();
    expect(dice).not.toHaveBeenCalled();
    vi.stubGlobal('crypto', undefined);
    expect(() => random()).toThrow(TypeError);
    vi.unstubAllGlobals();
  });
});
