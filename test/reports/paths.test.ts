import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareItems, type Item } from '../../worker/history/item.ts';
import { FunnelFold } from '../../worker/reports/funnel.ts';
import { globOf } from '../../worker/reports/path-labels.ts';
import { PathsFold, type PathsOptions } from '../../worker/reports/paths.ts';
import type { Paths, PathsQuery } from '../../worker/reports/paths-query.ts';
import { ga360Sessions } from './ga360.ts';
import { ordered, contacted, visited, type Did } from './visits.ts';

const ALWAYS = { from: 0, to: 1_000_000 };
const MINUTE = 60_000;

const USUAL: PathsQuery = {
  range: ALWAYS,
  start: { event: 'a' },
  direction: 'forward',
  occurrence: 'first',
  nodes: 'event',
  groups: [],
  steps: 5,
  limit: 8,
  window: 'P30D',
  conversion: { event: 'purchase' },
};

function run(
  items: readonly Item[],
  query: Partial<PathsQuery> = {},
  options: Partial<PathsOptions> = {},
): Paths {
  const fold = new PathsFold({ ...USUAL, ...query }, { dataUntil: 1e15, ...options });
  for (const item of [...items].sort(compareItems)) fold.step(item);
  return fold.result();
}

const rows = ({ paths }: Paths): [string, number, number][] =>
  paths.map(({ nodes, people, conversion }) => [nodes.join(' '), people, conversion.n]);

const edges = (paths: Paths): string[] =>
  paths.edges.map(({ step, from, to, people }) => `${step} ${from}>${to} ${people}`);

describe('paths', () => {
  test('collapse equal nodes in a row before they count', () => {
    const anna = visited('anna', [
      [0, 'a'],
      [1, 'a'],
      [2, 'b'],
      [3, 'b'],
      [4, 'b'],
      [5, 'c'],
      [6, 'b'],
    ]);
    expect(rows(run([anna], { steps: 3 }))).toEqual([['a b c b', 1, 0]]);
    expect(rows(run([anna]))).toEqual([['a b c b (exit)', 1, 0]]);
  });

  test('go on across sessions and devices of one person, in order of time', () => {
    const items = [
      visited('anna', [
        [0, 'a'],
        [10, 'c'],
        [20, 'e'],
      ]),
      visited(
        'anna',
        [
          [5, 'b'],
          [15, 'd'],
        ],
        { visitor: 'phone' },
      ),
      contacted('anna', 30, 'call'),
    ];
    expect(rows(run(items, { steps: 9 }))).toEqual([['a b c d e call (exit)', 1, 0]]);
    expect(rows(run(items, { unit: 'session' }))).toEqual([['a c e (exit)', 1, 0]]);
  });

  test('look backward from the first start, or from the last', () => {
    const anna = visited('anna', [
      [0, 'x'],
      [1, 'b'],
      [2, 'b'],
      [3, 'a'],
      [4, 'c'],
      [5, 'a'],
    ]);
    const query = { direction: 'backward', steps: 3 } as const;
    expect(rows(run([anna], query))).toEqual([['a b x (entry)', 1, 0]]);
    expect(rows(run([anna], { ...query, occurrence: 'last' }))).toEqual([['a c a b', 1, 0]]);
    expect(rows(run([anna], { occurrence: 'last' }))).toEqual([['a (exit)', 1, 0]]);
  });

  test('reach as far as the window, its end included', () => {
    const anna = visited('anna', [
      [0, 'z'],
      [1_000, 'a'],
      [2_000, 'b'],
      [2_001, 'purchase'],
    ]);
    expect(rows(run([anna], { window: 'PT1S' }))).toEqual([['a b (exit)', 1, 0]]);
    expect(rows(run([anna], { window: 'PT2S' }))).toEqual([['a b purchase (exit)', 1, 1]]);
    const back = { direction: 'backward', window: 'PT1S', steps: 1 } as const;
    expect(rows(run([anna], back))).toEqual([['a z', 1, 0]]);
    expect(rows(run([anna], { ...back, start: { event: 'b' } }))).toEqual([['b a', 1, 1]]);
    expect(rows(run([anna], { ...back, start: { event: 'b' }, steps: 5 }))).toEqual([
      ['b a (entry)', 1, 1],
    ]);
  });

  test('start within the range alone, and go on beyond it', () => {
    const anna = visited('anna', [
      [5, 'a'],
      [6, 'b'],
      [10, 'a'],
      [11, 'c'],
      [20, 'd'],
    ]);
    const range = { from: 10, to: 11 };
    expect(rows(run([anna], { range }))).toEqual([['a c d (exit)', 1, 0]]);
    expect(rows(run([anna], { range: { from: 11, to: 99 } }))).toEqual([]);
  });

  test('group pages, the first pattern that fits, and leave queries out', () => {
    const anna = visited('anna', [
      [0, '/'],
      [1, '/p/lamp'],
      [2, 'add_to_cart'],
      [3, '/p/desk?ref=1'],
      [4, '/blog/1'],
      [5, '/cart'],
    ]);
    const groups = [
      { name: 'Lamps', pattern: '/p/*amp' },
      { name: 'Products', pattern: '/p/*' },
      { name: 'Blog', pattern: '*log*' },
    ];
    const query: Partial<PathsQuery> = { nodes: 'page', groups, start: { page: '/' } };
    expect(rows(run([anna], query))).toEqual([['/ Lamps Products Blog /cart (exit)', 1, 0]]);
    expect(rows(run([anna], { ...query, start: { event: 'add_to_cart' } }))).toEqual([
      ['add_to_cart Products Blog /cart (exit)', 1, 0],
    ]);
    // The page that fits the start is the start: it is not its own next step.
    const again = visited('ben', [
      [0, '/p/1'],
      [1, '/p/1'],
      [2, '/p/2'],
    ]);
    expect(rows(run([again], { nodes: 'page', start: { page: '/p/*' } }))).toEqual([
      ['/p/* /p/2 (exit)', 1, 0],
    ]);
  });

  test('start where a session does, where it ends, or where it landed', () => {
    const items = [
      visited('anna', [
        [0, '/blog'],
        [1, '/cart'],
      ]),
      visited('anna', [
        [9_000_000, '/cart'],
        [9_000_001, '/pay'],
      ]),
    ];
    const query: Partial<PathsQuery> = { nodes: 'page', range: { from: 0, to: 1e9 } };
    expect(rows(run(items, { ...query, start: { session: 'start' } }))).toEqual([
      ['(session start) /blog /cart /pay (exit)', 1, 0],
    ]);
    const backward = { ...query, start: { session: 'end' }, direction: 'backward' } as const;
    expect(rows(run(items, { ...backward, unit: 'session' }))).toEqual([
      ['(session end) /cart /blog (entry)', 1, 0],
      ['(session end) /pay /cart (entry)', 1, 0],
    ]);
    expect(rows(run(items, { ...query, start: { landing: '/cart' } }))).toEqual([
      ['/cart /pay (exit)', 1, 0],
    ]);
  });

  test('leave measurements out unless they are asked for', () => {
    const anna = visited('anna', [
      [0, 'a'],
      [1, 'engagement'],
      [2, 'b'],
      [3, 'scroll'],
    ]);
    expect(rows(run([anna]))).toEqual([['a b (exit)', 1, 0]]);
    expect(rows(run([anna], { events: ['scroll'] }))).toEqual([['a scroll (exit)', 1, 0]]);
  });

  test('go from stage to stage, told from a whole life', () => {
    const items = [
      visited('anna', [
        [0, '/'],
        [1, 'view_item'],
        [2, 'add_to_cart'],
        [3, 'purchase'],
      ]),
      visited('anna', [[100 * 86_400_000, '/']]),
    ];
    const orders = [ordered('o', ['anna', 3, 100])];
    const query: Partial<PathsQuery> = { nodes: 'stage', window: 'P366D' };
    expect(rows(run(items, { ...query, start: { session: 'start' } }, { orders }))).toEqual([
      ['(session start) awareness consideration intent purchase lapsed', 1, 1],
    ]);
    expect(rows(run(items, { ...query, start: { stage: 'purchase' } }, { orders }))).toEqual([
      ['purchase lapsed retention (exit)', 1, 0],
    ]);
    const before: Partial<PathsQuery> = { start: { stage: 'intent' }, direction: 'backward' };
    expect(rows(run(items, { ...query, ...before }, { orders }))).toEqual([
      ['intent consideration awareness (entry)', 1, 1],
    ]);
    // Who is told from the range alone would be new in it.
    const later = { range: { from: 50 * 86_400_000, to: 200 * 86_400_000 } };
    const now = { ...query, ...later, start: { session: 'start' } } as const;
    expect(rows(run(items, now, { orders }))).toEqual([['(session start) retention (exit)', 1, 0]]);
  });

  test('end each step with the rest and with those who left', () => {
    const items = ['b', 'b', 'b', 'c', 'c', 'd', 'e'].map((name, i) =>
      visited(`p${i}`, [
        [i, 'a'],
        [i + 1, name],
      ]),
    );
    const paths = run([...items, visited('q', [[0, 'a']])], { limit: 2, steps: 2 });
    expect(paths.steps.map(({ nodes }) => nodes.map(({ node, people }) => [node, people]))).toEqual(
      [
        [['a', 8]],
        [
          ['b', 3],
          ['c', 2],
          ['(other)', 2],
          ['(exit)', 1],
        ],
        [['(exit)', 7]],
      ],
    );
    expect(edges(paths)).toEqual([
      '0 a>b 3',
      '0 a>(other) 2',
      '0 a>c 2',
      '0 a>(exit) 1',
      '1 b>(exit) 3',
      '1 (other)>(exit) 2',
      '1 c>(exit) 2',
    ]);
    expect(rows(paths)).toEqual([
      ['a b (exit)', 3, 0],
      ['a c (exit)', 2, 0],
      ['(other)', 3, 0],
    ]);
  });

  test('tell how many of a path converted, and whose path may go on', () => {
    const items = [
      visited('anna', [
        [0, 'a'],
        [1, 'b'],
        [2, 'purchase'],
      ]),
      visited('ben', [
        [0, 'purchase'],
        [1, 'a'],
        [2, 'b'],
      ]),
    ];
    const paths = run(items, { steps: 1, events: ['b'] }, { dataUntil: 100 });
    expect(rows(paths)).toEqual([['a b', 2, 1]]);
    expect(paths.edges[0]?.conversion).toMatchObject({ value: 0.5, n: 1, of: 2 });
    expect(paths.in_progress).toBe(0);
    expect(run(items, {}, { dataUntil: 100 }).in_progress).toBe(2);
    const session = { unit: 'session' } as const;
    expect(run(items, session, { dataUntil: 2 + 31 * MINUTE }).in_progress).toBe(0);
    expect(run(items, session, { dataUntil: 2 + 29 * MINUTE }).in_progress).toBe(2);
  });

  test('put a name that reads like ours into quotes', () => {
    const anna = visited('anna', [
      [0, 'a'],
      [1, '(exit)'],
    ]);
    expect(rows(run([anna]))).toEqual([['a "(exit)" (exit)', 1, 0]]);
  });

  test('match patterns as a regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const source = pattern.replaceAll(/[/]/g, '\\/').replaceAll('*', '[^]*');
        expect(globOf(pattern)(text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 3_000, seed: 5 },
    );
  });
});

const did = fc
  .array(fc.tuple(fc.nat(40), fc.constantFrom('a', 'b', 'c', 'd', 'purchase')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list): Did[] => list.toSorted((x, y) => x[0] - y[0]));

const random = fc.array(
  fc.tuple(fc.constantFrom('anna', 'ben', 'cy', 'di'), fc.nat(2), did, fc.boolean()),
  { maxLength: 12 },
);

const query = fc.record({
  direction: fc.constantFrom<('forward' | 'backward')[]>('forward', 'backward'),
  occurrence: fc.constantFrom<('first' | 'last')[]>('first', 'last'),
  unit: fc.constantFrom<('customer' | 'session')[]>('customer', 'session'),
  steps: fc.integer({ min: 1, max: 4 }),
  limit: fc.integer({ min: 1, max: 3 }),
  range: fc
    .tuple(fc.nat(60), fc.nat(60))
    .map(([from, length]) => ({ from: from * 1_000, to: (from + length) * 1_000 })),
  window: fc.nat(20).map((seconds) => `PT${seconds}S`),
});

function itemsOf(list: readonly [string, number, Did[], boolean][]): Item[] {
  return list.flatMap(([customer, shift, seeds, isContact], i): Item[] => {
    const late = seeds.map(([at, what]): Did => [(at + 25 * shift) * 1_000, what]);
    const [first] = late;
    if (isContact && first) return [contacted(customer, first[0], first[1])];
    return [visited(customer, late, { visitor: `${customer}-${i}` })];
  });
}

/** Paths of customers, told slowly: all their events in one list, cut and collapsed in one go. */
function naivePaths(items: readonly Item[], asked: PathsQuery): Map<string, number> {
  const units = Map.groupBy(
    items.filter((item) => asked.unit !== 'session' || isUnit(item, asked)),
    (item) => (asked.unit === 'session' && item.kind === 'session' ? item.visitor : item.customer),
  );
  const counts = new Map<string, number>();
  for (const list of units.values()) {
    const events = list
      .toSorted(compareItems)
      .flatMap((item) => (item.kind === 'session' ? [...item.events()] : [item.event]))
      .sort((x, y) => x.at - y.at || compareIdsAsTold(x.id, y.id));
    const starts = [...events.keys()].filter((i) => {
      const at = events[i]?.at ?? 0;
      return events[i]?.name === 'a' && at >= asked.range.from && at < asked.range.to;
    });
    const start = asked.occurrence === 'first' ? starts[0] : starts.at(-1);
    if (start === undefined) continue;
    const at = events[start]?.at ?? 0;
    const seconds = Number(asked.window.slice(2, -1));
    const reach = asked.unit === 'session' ? Infinity : seconds * 1_000;
    const ahead =
      asked.direction === 'forward' ? events.slice(start) : events.slice(0, start + 1).toReversed();
    const names = ahead.filter((one) => Math.abs(one.at - at) <= reach).map(({ name }) => name);
    const path = names.filter((name, i) => name !== names[i - 1]);
    const shown = path.slice(0, asked.steps + 1).join(' ');
    const end = asked.direction === 'forward' ? '(exit)' : '(entry)';
    const key = path.length <= asked.steps ? `${shown} ${end}` : shown;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function isUnit(item: Item, { range }: PathsQuery): boolean {
  return item.kind === 'session' && item.start >= range.from && item.start < range.to;
}

/** Nobody of these histories does two things at once on two devices. */
function compareIdsAsTold(x: string, y: string): number {
  return x < y ? -1 : 1;
}

/** Times made all different, so that only one order of events is right. */
function apart(items: readonly Item[]): Item[] {
  let tick = 0;
  return items.map((item) => {
    tick++;
    if (item.kind === 'touchpoint') {
      return contacted(item.customer, item.event.at + tick * 10, item.event.name);
    }
    const shifted = item.names.map((name, i): Did => [(item.times[i] ?? 0) + tick * 10 + i, name]);
    return visited(item.customer, shifted, { visitor: item.visitor });
  });
}

test('paths of a real shop start with the people of its funnel', async () => {
  const sessions = await ga360Sessions();
  if (sessions === undefined) return;
  const range = { from: 0, to: 4e12 };
  const paths = run(sessions, { range, start: { event: 'view_item' }, steps: 3 });
  expect(paths.steps[0]?.nodes).toMatchObject([{ node: 'view_item', people: 196 }]);
  const after = paths.edges.filter(({ step }) => step === 0);
  expect(after.reduce((sum, { people }) => sum + people, 0)).toBe(196);
  // Every buyer viewed before: the file's 16 who went all the way are among those who converted.
  const converted = paths.steps[0]?.nodes[0]?.conversion.n ?? 0;
  expect(converted).toBeGreaterThanOrEqual(16);
  expect(converted).toBeLessThanOrEqual(23);
  const whole = run(sessions, { range, unit: 'session', start: { session: 'start' } });
  expect(whole.steps[0]?.nodes[0]?.people).toBe(1_278);
});

describe('paths of random histories', () => {
  test('are those of a slow and simple count', () => {
    fc.assert(
      fc.property(random, query, (list, more) => {
        const items = apart(itemsOf(list));
        const asked = { ...USUAL, ...more, limit: 1_000 };
        const fast = new Map(
          run(items, asked).paths.map((one) => [one.nodes.join(' '), one.people]),
        );
        expect(fast).toEqual(naivePaths(items, asked));
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  test('lead out of every node as many as lead into it', () => {
    fc.assert(
      fc.property(random, query, (list, more) => {
        const paths = run(itemsOf(list), more);
        const sum = (of: (edge: Paths['edges'][0]) => boolean): number =>
          paths.edges.filter(of).reduce((total, { people }) => total + people, 0);
        for (const { step, nodes } of paths.steps) {
          for (const { node, people } of nodes) {
            const into = sum((edge) => edge.step === step - 1 && edge.to === node);
            const out = sum((edge) => edge.step === step && edge.from === node);
            if (step > 0) expect(into).toBe(people);
            const isEnd = node === '(exit)' || node === '(entry)' || step === more.steps;
            expect(out).toBe(isEnd ? 0 : people);
          }
        }
        const started = paths.steps[0]?.nodes[0]?.people ?? 0;
        expect(paths.paths.reduce((total, { people }) => total + people, 0)).toBe(started);
      }),
      { numRuns: 1_000, seed: 2 },
    );
  });

  test('start with as many people as the first step of a funnel has', () => {
    fc.assert(
      fc.property(random, query, (list, { range, unit, ...more }) => {
        const items = itemsOf(list).sort(compareItems);
        const funnel = new FunnelFold(
          { range, unit, steps: [{ event: 'a' }] },
          { dataUntil: Infinity },
        );
        for (const item of items) funnel.step(item);
        const paths = run(items, { ...more, range, unit });
        const [first] = funnel.result().steps;
        expect(paths.steps[0]?.nodes[0]?.people).toBe(first?.people);
      }),
      { numRuns: 1_000, seed: 3 },
    );
  });

  test('are the same where people are let go of as soon as their walk is over', () => {
    fc.assert(
      fc.property(random, query, (list, asked) => {
        const more = { ...USUAL, ...asked, unit: 'customer' } as const;
        const [kept, letGo] = [Infinity, 1].map((many) => {
          const fold = new PathsFold(more, { dataUntil: 1e15, many });
          for (const item of itemsOf(list).sort(compareItems)) fold.step(item);
          return fold.result();
        });
        expect(letGo).toEqual(kept);
      }),
      { numRuns: 300 },
    );
  });

  test('are told once where somebody comes again as the walk is over', () => {
    const fold = new PathsFold({ ...USUAL, window: 'PT0S' }, { dataUntil: 1e15, many: 1 });
    for (const at of [0, 1]) fold.step(visited('anna', [[at, 'a']]));
    expect(rows(fold.result())).toEqual([['a (exit)', 1, 0]]);
  });

  test('open exactly the people that each number counts', () => {
    fc.assert(
      fc.property(random, query, (list, asked) => {
        const more = { ...asked, unit: 'customer' } as const;
        const walked = new Map<number, number[]>();
        const onPath = ({ person }: { person: number }, way: number): void => {
          walked.set(way, [...(walked.get(way) ?? []), person]);
        };
        const fold = new PathsFold({ ...USUAL, ...more }, { dataUntil: 1e15, onPath });
        for (const item of itemsOf(list).sort(compareItems)) fold.step(item);
        const paths = fold.result();
        const behind = (pick: Parameters<PathsFold['waysOf']>[0]): number =>
          [...fold.waysOf(pick)].flatMap((way) => walked.get(way) ?? []).length;
        for (const { step, nodes } of paths.steps) {
          for (const { node, people } of nodes) expect(behind({ step, node })).toBe(people);
        }
        for (const { step, from, to, people } of paths.edges) {
          expect(behind({ step, from, to })).toBe(people);
        }
        for (const { nodes, people } of paths.paths) expect(behind({ path: nodes })).toBe(people);
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});
