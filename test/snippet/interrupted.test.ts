import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import type { WireBatch } from '../../schema/index.ts';

// As a tab closes, Firefox now and then ends what runs on `pagehide` in its middle: an engine looks for
// such a wish where a function begins and where a loop goes on. Nothing is thrown that a page could catch,
// and `visibilitychange` runs whole a moment later. Here every such place has its turn.

interface Node {
  type: string;
  start: number;
  end: number;
  body?: unknown;
  expression?: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/**
 * Calls `$place` where each function begins and each loop goes on; and `$goOn` before each statement, as
 * what is ended here is caught by the script, or by a promise, and must not go on.
 */
const instrument = (code: string): string => {
  const inserted: [at: number, text: string][] = [];
  const visit = (node: Node): void => {
    const { body } = node;
    if (/Function|^(For|While|DoWhile)/.test(node.type) && isNode(body)) {
      if (body.type === 'BlockStatement') inserted.push([body.start + 1, '$place();']);
      else if (node.type === 'ArrowFunctionExpression') {
        inserted.push([body.start, '($place(),'], [body.end, ')']);
      }
    }
    if (node.type === 'BlockStatement') {
      for (const { start } of body as Node[]) inserted.push([start, '$goOn();']);
    }
    // Nobody waits for these, so nobody would hear that they ended.
    if (node.type === 'ExpressionStatement' && isNode(node.expression)) {
      if (node.expression.type === 'CallExpression') {
        inserted.push([node.expression.end, '?.catch?.(() => {})']);
      }
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parseAst(code));
  let text = code;
  // From the end on; where two meet, the inner one's closes first.
  for (const [at, more] of inserted.toSorted((a, b) => b[0] - a[0])) {
    text = text.slice(0, at) + more + text.slice(at);
  }
  return text;
};

const bundle = async (): Promise<string> => {
  const { output } = await build({
    input: join(import.meta.dirname, '../../snippet/s.ts'),
    write: false,
    transform: { define: { OWN_HOST: 'false' } },
    output: { format: 'iife' },
  });
  return instrument(output[0].code);
};

/** Where a script listens; what ends a handler ends no other. */
class Target {
  #handlers: [type: string, handle: (event: object) => void][] = [];
  addEventListener(type: string, handle: (event: object) => void): void {
    this.#handlers.push([type, handle]);
  }
  dispatch(type: string): void {
    for (const [of, handle] of this.#handlers) {
      try {
        if (of === type) handle({ type, timeStamp: 1 });
      } catch {
        // Where the wrapper itself was to begin.
      }
    }
  }
}

/** One page of a visitor, looked at for a second and closed; `pagehide` is ended at its n-th place. */
const closePage = async (
  code: string,
  n: number,
): Promise<{ places: number; sent: WireBatch[] }> => {
  let [now, places, isArmed] = [0, 0, false];
  const $goOn = (): void => {
    if (isArmed && places >= n) throw new Error('ended');
  };
  const $place = (): void => {
    if (isArmed) places++;
    $goOn();
  };
  const window = new Target();
  const document = {
    currentScript: { src: 'https://collector.example/s.js', dataset: { site: 'shop' } },
    documentElement: { scrollHeight: 1_000 },
    title: 'A page',
    referrer: '',
    hidden: false,
  };
  const localStorage: Record<string, string> = {};
  const bodies: string[] = [];
  const scope = {
    $goOn,
    $place,
    window,
    document,
    location: { origin: 'https://shop.example', host: 'shop.example', pathname: '/a', search: '' },
    history: { pushState: () => {} },
    navigation: new Target(),
    navigator: { language: 'en', sendBeacon: () => false },
    screen: { width: 1, height: 1 },
    innerHeight: 500,
    scrollY: 0,
    performance: { now: () => now },
    Date: class extends Date {
      static override now = (): number => 1_790_000_000_000 + now;
    },
    localStorage,
    indexedDB: undefined,
    MutationObserver: class {
      disconnect(): void {}
    },
    fetch: (_: string, { body }: { body: string }) => {
      bodies.push(body);
      return new Promise(() => {});
    },
    setTimeout: () => 0,
    clearTimeout: () => {},
  };
  compileFunction(code, Object.keys(scope))(...Object.values(scope));
  // What begins in microtasks has begun.
  const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
  await settled();
  now += 1_000;
  isArmed = true;
  window.dispatch('pagehide');
  isArmed = false;
  await settled();
  document.hidden = true;
  window.dispatch('visibilitychange');
  await settled();
  // What the next page of the site finds is as good as sent.
  const { left } = JSON.parse(localStorage['sojourn-shop'] ?? '{}') as {
    left?: [string, string[]][];
  };
  for (const [, [head = '', ...rest]] of left ?? [])
    bodies.push(`{${head},"events":[${rest.join()}]}`);
  return { places, sent: bodies.map((body) => JSON.parse(body) as WireBatch) };
};

test('a handler of pagehide that is ended at any place: the time of the view is told once, and whole', async () => {
  const code = await bundle();
  const { places } = await closePage(code, Infinity);
  expect(places).toBeGreaterThan(20);
  for (let n = 1; n <= places + 1; n++) {
    const { sent } = await closePage(code, n);
    const events = new Map(
      sent.flatMap(({ page_load, events: all }) =>
        all.map((event) => [`${page_load}.${event.seq}`, event] as const),
      ),
    );
    const times = [...events.values()].filter(({ name }) => name === 'engagement');
    expect([n, times.map(({ properties }) => properties?.['visible_ms'])]).toEqual([n, [1_000]]);
    expect([...events.values()].filter(({ name }) => name === 'page_view')).toHaveLength(1);
  }
});
