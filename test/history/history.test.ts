import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Depth,
  endOf,
  history,
  Identity,
  identityOfSite,
  Reader,
  startOf,
  type Item,
} from '../../worker/history/index.ts';
import { mergeSessions } from '../../worker/stitch/merge.ts';
import type { Edge, Event, Line } from '../../worker/stitch/event.ts';
import { contact, identify, newSite, tell, visit } from '../reports/store.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-10-20T00:00:00Z');

const at = fc.integer({ min: 0, max: 40 }).map((half) => START + half * (HOUR / 2));
/** Many within one second, so that the order within a second shows. */
const near = fc.integer({ min: 0, max: 900 }).map((ms) => START + 3 * HOUR + ms);
const name = fc.constantFrom('page_view', 'purchase', 'a name of its own');
const seeds = fc.array(fc.tuple(fc.oneof(at, near), name), { minLength: 1, maxLength: 20 });
const visitor = fc.constantFrom('v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7');
const user = fc.constantFrom('u1', 'u2');

/** A visit of nine hours without a pause: its start is beyond the look back. */
const long = visitor.map((v) =>
  visit(
    v,
    Array.from({ length: 19 }, (_, i): [number, string] => [START + (i * HOUR) / 2, 'page_view']),
  ),
);

const line = fc.oneof(
  { weight: 1, arbitrary: long },
  { weight: 5, arbitrary: fc.tuple(visitor, seeds).map(([v, list]) => visit(v, list)) },
  { weight: 1, arbitrary: fc.tuple(user, seeds).map(([u, list]) => contact(u, list)) },
);
const edges = fc.uniqueArray(
  fc.tuple(visitor, user, at).map(([v, u, time]) => identify(v, u, time)),
  { maxLength: 5, selector: ({ a, b }) => `${a} ${b}` },
);

type Shown = [start: number, end: number, customer: string, names: string];

const shown = (item: Item): Shown => [
  startOf(item),
  endOf(item),
  item.customer,
  item.kind === 'session' ? item.names.join() : item.event.name,
];

/** The same from the events themselves. */
function expected(
  lines: readonly Line[],
  known: readonly Edge[],
  from: number,
  to: number,
): Shown[] {
  const guards = {
    visitorsADay: 100,
    accepted: new Set<string>(),
    isReserved: () => false,
    isCookieless: () => false,
  };
  const identity = new Identity({ edges: known, guards });
  const byVisitor = Map.groupBy(lines, (one) => one.visitor ?? '');
  const all = [...byVisitor].flatMap(([v, own]): Shown[] => {
    const events = own.flatMap((one) => one.events);
    if (v === '') return own.flatMap(({ user: u = '', events: list }) => list.map((e): Shown => [e.at, e.at, identity.ofUser(u), e.name])); // prettier-ignore
    return mergeSessions([], events).sessions.flatMap((session) => {
      const pieces: { customer: string; events: Event[] }[] = [];
      for (const event of session.events) {
        const customer = identity.ofVisitor(v, event.at);
        const last = pieces.at(-1);
        if (last?.customer === customer) last.events.push(event);
        else pieces.push({ customer, events: [event] });
      }
      return pieces.map(({ customer, events: list }): Shown => [
        list[0]?.at ?? 0,
        list.at(-1)?.at ?? 0,
        customer,
        list.map((event) => event.name).join(),
      ]);
    });
  });
  return all
    .filter(([start, end]) => end >= from && start < to)
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

test('streams what reaches into a range, in order of start, whatever the chunks', async () => {
  const hour = fc.integer({ min: 0, max: 21 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 9 }),
      edges,
      fc.tuple(hour, hour),
      fc.record({
        chunk: fc.integer({ min: 1, max: 4 }),
        depth: fc.constantFrom<Depth[]>('names', 'pages', 'whole'),
      }),
      async (lines, known, hours, { chunk, depth }) => {
        const site = newSite();
        await tell(site, { lines, edges: known });
        const reader = new Reader({ db: env.DB }, site);
        const identity = await identityOfSite(reader);
        const [from, to] = [Math.min(...hours), Math.max(...hours)].map((h) => START + h * HOUR);
        const range = { from: from ?? 0, to: to ?? 0 };
        const items: Item[] = [];
        for await (const some of history(reader, identity, { ...range, chunk, depth })) {
          items.push(...some);
        }
        const starts = items.map(startOf);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        const found = items.map(shown).sort((a, b) => (a.join() < b.join() ? -1 : 1));
        expect(found).toEqual(expected(lines, known, range.from, range.to));
        for (const item of items) {
          if (item.kind !== 'session') continue;
          if (depth !== 'names') expect(item.ids()).toHaveLength(item.size);
          if (depth === 'whole') expect(item.events().map((event) => event.at)).toEqual(item.times);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test.each([0, 1, 300, 999])(
  'reads a session once that began in the first second that is looked at, %i ms in',
  async (ms) => {
    const site = newSite();
    // A range begins in the midst of a second, and so does what may have begun an hour before it.
    const from = START + 10 * HOUR + 500;
    const begun = START + 9 * HOUR + ms;
    const times = [0, 25, 50, 75].map((minutes) => begun + minutes * 60_000);
    await tell(site, {
      lines: [
        visit(
          'ann',
          times.map((time) => [time, 'page_view']),
        ),
      ],
    });
    const reader = new Reader({ db: env.DB }, site);
    const identity = await identityOfSite(reader);
    const seen: number[] = [];
    for await (const items of history(reader, identity, {
      from,
      to: from + HOUR,
      depth: 'names',
    })) {
      seen.push(...items.map(startOf));
    }
    expect(seen).toEqual([begun]);
  },
);
