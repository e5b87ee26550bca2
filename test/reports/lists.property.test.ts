import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  history,
  Identity,
  identityAround,
  identityOfSite,
  Reader,
  type ReadSite,
} from '../../worker/history/index.ts';
import { PathsFold } from '../../worker/reports/paths.ts';
import type { PathsQuery } from '../../worker/reports/paths-query.ts';
import {
  customerBy,
  funnel,
  listCustomers,
  listJourneys,
  overview,
  paths,
  timelineOf,
  type CustomersQuery,
  type Page,
  type Place,
  type ReportContext,
} from '../../worker/reports/index.ts';
import type { Edge, Line } from '../../worker/stitch/event.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-10-20T00:00:00Z');
const NOW = START + 30 * 24 * HOUR;
const MONTH = { from: START - 24 * HOUR, to: NOW };

const VISITORS = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'];
const USERS = ['u1', 'u2', 'u3'];

interface World {
  lines: Line[];
  edges: Edge[];
}

const name = fc.constantFrom('page_view', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase');

/** Times with many ties and gaps of minutes, hours and a day: sessions, long ones too. */
const at = fc
  .tuple(fc.nat(6), fc.constantFrom(0, 1, 20, 29, 60, 300, 400))
  .map(([day, minutes]) => START + day * 24 * HOUR + minutes * 60_000);

let orders = 0;

const line = fc
  .tuple(fc.constantFrom(...VISITORS), fc.array(fc.tuple(at, name), { minLength: 1, maxLength: 6 }))
  .map(([visitor, seeds]): Line => visit(visitor, seeds.map(seedOf)));

const offline = fc
  .tuple(fc.constantFrom(...USERS), at, fc.constantFrom('Call Received', 'purchase'))
  .map(([user, time, what]): Line => contact(user, [seedOf([time, what])]));

const edge = fc
  .tuple(fc.constantFrom(...VISITORS), fc.constantFrom(...USERS), at)
  .map(([visitor, user, time]) => identify(visitor, user, time));

/** A visit that goes on for nine hours without a pause: longer than a session found by its start. */
const long = fc.constantFrom(...VISITORS).map((visitor): Line => {
  const times = Array.from({ length: 19 }, (_, i) => START + 50 * HOUR + i * (HOUR / 2));
  return visit(
    visitor,
    times.map((time) => seedOf([time, 'page_view'])),
  );
});

const world: fc.Arbitrary<World> = fc.record({
  lines: fc
    .tuple(
      fc.array(line, { minLength: 1, maxLength: 10 }),
      fc.array(offline, { maxLength: 3 }),
      fc.array(long, { maxLength: 1 }),
    )
    .map((lines) => lines.flat()),
  edges: fc.uniqueArray(edge, { maxLength: 6, selector: ({ a, b }) => `${a} ${b}` }),
});

function seedOf([time, what]: [number, string]): Parameters<typeof visit>[1][number] {
  if (what !== 'purchase') return [time, what];
  const props = { transaction_id: `o-${++orders}`, currency: 'EUR', value: 10 };
  return [time, what, { props }];
}

async function allPages<T>(page: (after?: Place) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: Place | undefined;
  do {
    const { data, next }: Page<T> = await page(after);
    all.push(...data);
    after = next;
  } while (after);
  return all;
}

/** Whom the world's events belong to, straight from its lines. */
function customersOf({ lines, edges }: World): Map<string, number[]> {
  const guards = {
    visitorsADay: 100,
    accepted: new Set<string>(),
    isReserved: () => false,
    isCookieless: () => false,
  };
  const identity = new Identity({ edges, guards });
  const seen = new Map<string, number[]>();
  for (const { visitor, user = '', events } of lines) {
    for (const event of events) {
      const customer =
        visitor === undefined ? identity.ofUser(user) : identity.ofVisitor(visitor, event.at);
      seen.set(customer, [...(seen.get(customer) ?? []), event.at]);
    }
  }
  return seen;
}

async function told(history: World): Promise<{ site: ReadSite; context: ReportContext }> {
  const site = newSite();
  await tell(site, history);
  return { site, context: { db: env.DB, site, now: NOW } };
}

describe('a list of a busy hour', () => {
  const times = Array.from({ length: 19 }, (_, i) => START + i * (HOUR / 2));
  const hours = visit(
    'there for hours',
    times.map((time) => [time, 'page_view']),
  );
  const minutes = Array.from({ length: 30 }, (_, i) =>
    visit(`there for a minute ${i}`, [
      [START + 8.5 * HOUR + i * 50_000, 'page_view'],
      [START + 8.5 * HOUR + i * 50_000 + 40_000, 'page_view'],
    ]),
  );

  test.each([1, 4, 40])('finds who came long before all others, %i at a time', async (limit) => {
    const { context } = await told({ lines: [hours, ...minutes], edges: [] });
    const lists = [
      { sort: 'last_seen', order: [hours, ...minutes.toReversed()] },
      { sort: 'first_seen', order: [...minutes.toReversed(), hours] },
    ] as const;
    for (const { sort, order } of lists) {
      const listed = await allPages(async (after) => {
        return (await listCustomers(context, { sort, limit, ...(after && { after }) })).data;
      });
      expect(listed.map(({ id }) => id)).toEqual(order.map(({ visitor }) => visitor));
    }
  });
});

describe('lists of a random site', () => {
  test('show every customer exactly once, in order, however the pages fall', async () => {
    const sort = fc.constantFrom<CustomersQuery['sort'][]>('last_seen', 'first_seen', 'value');
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 1, max: 4 }), sort, async (history, limit, by) => {
        const { context } = await told(history);
        const all = await allPages(async (after) => {
          const query = { sort: by, limit, ...(after && { after }) };
          return (await listCustomers(context, query)).data;
        });
        const expected = customersOf(history);
        expect(all.map(({ id }) => id).sort()).toEqual([...expected.keys()].sort());
        for (const one of all) {
          const times = expected.get(one.id) ?? [];
          expect(Date.parse(one.first_seen)).toBe(Math.min(...times));
          expect(Date.parse(one.last_seen)).toBe(Math.max(...times));
        }
        if (by === 'value') {
          const values = all.map(({ value }) => value[0]?.minor ?? 0);
          expect(values).toEqual(values.toSorted((a, b) => b - a));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('show everybody once where more sessions end at a time than begin', async () => {
    // Five people on five devices each. A page of four looks at 11 sessions: the last is a third one's newest.
    const lines = Array.from({ length: 25 }, (_, i): Line => {
      const start = START + i * 10_000;
      const minutes = [0, 5, 10].map((minute) => start + minute * 60_000);
      return visit(
        `busy-${i}`,
        minutes.map((time) => [time, 'page_view']),
      );
    });
    const edges = lines.map(({ visitor = '' }, i) =>
      identify(visitor, `of-many-${Math.floor(i / 5)}`, START + i * 10_000),
    );
    const { context } = await told({ lines, edges });
    const all = await allPages(async (after) => {
      const query = { sort: 'last_seen' as const, limit: 4, ...(after && { after }) };
      return (await listCustomers(context, query)).data;
    });
    expect(all.map(({ id }) => id)).toEqual([4, 3, 2, 1, 0].map((i) => `of-many-${i}`));
  });

  test('tell each customer the same alone as in the list', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (history) => {
        const { context, site } = await told(history);
        const { data } = (await listCustomers(context, { sort: 'last_seen', limit: 100 })).data;
        for (const summary of data) {
          const alone = await customerBy(context, summary.id);
          expect(alone?.data).toMatchObject({ ...summary });
        }
        const guards = {
          visitorsADay: 100,
          accepted: new Set<string>(),
          isReserved: () => false,
          isCookieless: () => false,
        };
        const whole = new Identity({ edges: history.edges, guards });
        for (const id of [...VISITORS, ...USERS]) {
          const reader = new Reader({ db: env.DB }, site);
          const { identity } = await identityAround(reader, [id]);
          expect(identity.ofVisitor(id, NOW)).toBe(whole.ofVisitor(id, NOW));
          expect(identity.ofUser(id)).toBe(whole.ofUser(id));
        }
      }),
      { numRuns: 12 },
    );
  });

  test('walk the paths of sessions without times as with them', async () => {
    const query: PathsQuery = {
      range: { from: START, to: START + 5 * 24 * HOUR },
      unit: 'session',
      start: { session: 'start' },
      direction: 'forward',
      occurrence: 'first',
      nodes: 'event',
      groups: [],
      steps: 4,
      limit: 20,
      window: 'P30D',
      conversion: { event: 'purchase' },
    };
    const known = at.map((time) => time + 25 * 60_000);
    // One device, two people, within one session.
    const minutes: Parameters<typeof visit>[1] = [0, 10, 20, 30].map((minute, i) => [
      START + 24 * HOUR + minute * 60_000,
      i % 2 === 0 ? 'page_view' : 'view_item',
    ]);
    const shared: World = {
      lines: [visit('v1', minutes)],
      edges: [identify('v1', 'u1', START), identify('v1', 'u2', START + 24.3 * HOUR)],
    };
    // A node less than a path has.
    const alone: World = { lines: [visit('v1', minutes.slice(1))], edges: [] };
    await fc.assert(
      fc.asyncProperty(world, known, async (seeds, now) => {
        const { context } = await told(seeds);
        const reader = new Reader(context, context.site);
        const identity = await identityOfSite(reader);
        const fold = new PathsFold(query, { dataUntil: now });
        const read = { from: 0, to: NOW, depth: 'names' as const };
        for await (const items of history(reader, identity, read)) {
          for (const item of items) fold.step(item);
        }
        const { data } = await paths({ ...context, now }, query);
        expect(data).toEqual(fold.result());
      }),
      {
        numRuns: 15,
        examples: [
          [shared, START + 30 * HOUR],
          [shared, START + 24.6 * HOUR],
          // More than half an hour after it began, less than that after its last event.
          [alone, START + 24.75 * HOUR],
        ],
      },
    );
  });

  test('show every journey exactly once, and orders add up everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 1, max: 3 }), async (history, limit) => {
        const { context } = await told(history);
        const journeys = await allPages(async (after) => {
          return (await listJourneys(context, { limit, ...(after && { after }) })).data;
        });
        expect(new Set(journeys.map(({ id }) => id)).size).toBe(journeys.length);
        const customers = [...customersOf(history).keys()].sort();
        expect([...new Set(journeys.map(({ customer }) => customer))].sort()).toEqual(customers);

        const [one, other, byDay] = await Promise.all([
          overview(context, { range: MONTH }),
          overview(context, { range: MONTH, breakdown: { by: 'channel', limit: 1 } }),
          funnel(context, { range: MONTH, steps: [{ event: 'purchase' }] }),
        ]);
        const figures = one.data;
        const converted = journeys.filter(({ outcome }) => outcome === 'converted');
        expect(converted.length).toBe(figures.orders);
        expect(new Set(converted.map(({ customer }) => customer)).size).toBe(figures.conversion.n);
        expect(byDay.data.steps[0]?.people).toBe(figures.conversion.n);
        expect(figures.customers).toBe(customers.length);
        expect(figures.series.reduce((sum, day) => sum + day.orders, 0)).toBe(figures.orders);
        expect(figures.series.reduce((sum, day) => sum + day.events, 0)).toBe(figures.events);
        expect(figures.series.reduce((sum, day) => sum + day.sessions, 0)).toBe(figures.sessions);
        expect(figures.new_customers + figures.returning_customers).toBe(figures.customers);
        for (const key of ['orders', 'events', 'sessions', 'page_views'] as const) {
          const rows = other.data.rows ?? [];
          expect(rows.reduce((sum, row) => sum + row[key], 0)).toBe(figures[key]);
        }
        const events = await Promise.all(
          customers.map(async (id) => {
            const whole = await timelineOf(context, id, { limit: 1_000 });
            return whole?.data.data.length ?? 0;
          }),
        );
        expect(events.reduce((sum, count) => sum + count, 0)).toBe(figures.events);
      }),
      { numRuns: 20 },
    );
  });
});
