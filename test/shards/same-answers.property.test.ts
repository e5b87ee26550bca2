import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { ReportContext } from '../../worker/reports/index.ts';
import { KEPT } from '../../worker/shards/clean.ts';
import { cleanUp } from '../../worker/shards/carry-on.ts';
import type { Edge, Line } from '../../worker/stitch/event.ts';
import { answersOf } from '../reports/all-answers.ts';
import { contact, identify, newSite, visit, type Told } from '../reports/store.ts';
import { FOUR, fourDatabases, sessionsIn, shardsOf, spread, tellTo } from './several.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-10-20T00:00:00Z');
const NOW = START + 30 * DAY;
const RANGE = { from: START + DAY, to: START + 7 * DAY };

/** Enough of them to be in all four databases. */
const VISITORS = Array.from({ length: 12 }, (_, i) => `visitor-${i}`);
const USERS = ['u1', 'u2', 'u3'];

/** Many at one instant, where the order of rows in a database must not show. */
const at = fc
  .tuple(fc.nat(7), fc.constantFrom(0, 0, 0, 1, 20, 29, 30, 61, 300), fc.constantFrom(0, 0, 1, 999))
  .map(([day, minutes, ms]) => START + day * DAY + minutes * MINUTE + ms);
const what = fc.constantFrom('page_view', 'view_item', 'add_to_cart', 'purchase', 'search', 'own');
const visits = (most: number): fc.Arbitrary<Visit[]> =>
  fc.array(
    fc.record({
      visitor: fc.constantFrom(...VISITORS),
      seeds: fc.array(fc.tuple(at, what, fc.nat(5)), { minLength: 1, maxLength: 5 }),
      medium: fc.constantFrom(undefined, 'organic', 'email'),
      isBot: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
    }),
    { minLength: 1, maxLength: most },
  );

interface Visit {
  visitor: string;
  seeds: [number, string, number][];
  medium: string | undefined;
  isBot: boolean;
}
type Seed = Parameters<typeof visit>[1][number];

function lineOf({ visitor, seeds, medium, isBot }: Visit, world: number): Line {
  const context = { device: 'mobile' as const, country: 'DE', ...(isBot && { bot: 'test' }) };
  const all = seeds.map((seed): Seed => {
    const [time, name, more] = seedOf(seed, `${world}-${visitor}`);
    return [time, name, { ...more, context }];
  });
  const line = visit(visitor, all);
  const [first] = line.events;
  if (first && medium) first.source = { source: 'google', medium };
  return line;
}

/** Copies of an order meet where they are of one person. */
function seedOf([time, name, nth]: [number, string, number], whose: string): Seed {
  if (name === 'page_view') return [time, name, { page: nth < 3 ? '/' : `/product/${nth}` }];
  if (name === 'search') return [time, name, { props: { search_term: `lamp ${nth}` } }];
  if (name === 'own') return [time, `an event of the site’s own ${nth}`];
  const items = [{ item_id: `i${nth}`, item_name: `item ${nth}`, price: 4, quantity: 1 }];
  if (name !== 'purchase') return [time, name, { props: { items, value: 4, currency: 'EUR' } }];
  const order = { transaction_id: `o-${whose}-${nth}`, currency: nth > 3 ? 'USD' : 'EUR' };
  return [time, name, { props: { ...order, value: 10 + nth, items } }];
}

/** Over six hours, and into the range from before it. */
function longVisit(visitor: string): Line {
  return visit(
    visitor,
    Array.from({ length: 20 }, (_, i): Seed => [
      RANGE.from - 5 * HOUR + i * 29 * MINUTE,
      'page_view',
      { page: '/' },
    ]),
  );
}

const world = fc.record({
  before: visits(14),
  after: visits(8),
  longs: fc.uniqueArray(fc.constantFrom(...VISITORS), { maxLength: 2 }),
  contacts: fc.array(fc.tuple(fc.constantFrom(...USERS), at, fc.nat(3)), { maxLength: 3 }),
  edges: fc.uniqueArray(fc.tuple(fc.constantFrom(...VISITORS), fc.constantFrom(...USERS), at), {
    maxLength: 6,
    selector: ([a, b]) => `${a} ${b}`,
  }),
});

let several: Awaited<ReturnType<typeof fourDatabases>>;
beforeAll(async () => {
  several = await fourDatabases();
});

let worlds = 0;

async function expectAlike(one: ReportContext, four: ReportContext): Promise<void> {
  const [expected, found] = [await answersOf(one, RANGE), await answersOf(four, RANGE)];
  expect(found).toEqual(expected);
  // The same bytes, whatever `toEqual` may overlook.
  expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
}

test('four databases answer everything as one does, byte for byte', async () => {
  const used = new Set<string>();
  await fc.assert(
    fc.asyncProperty(world, async ({ before, after, longs, contacts, edges }) => {
      const number = ++worlds;
      const [one, four] = [newSite(), newSite()];
      const tellBoth = async (told: Told): Promise<void> => {
        await tellTo({ db: env.DB }, one, told);
        await tellTo(several, four, told);
      };
      const bonds = edges.map(([a, b, time]): Edge => identify(a, b, time));
      const lines = [
        ...before.map((all) => lineOf(all, number)),
        ...longs.map(longVisit),
        ...contacts.map(([user, time, nth]) =>
          contact(user, [seedOf([time, 'purchase', nth], `${number}-${user}`)]),
        ),
      ];
      await tellBoth({ lines, edges: bonds.slice(0, 3) });
      await spread(shardsOf(several, four), FOUR, NOW);
      const traits = [{ user: 'u1', at: NOW, traits: { plan: 'gold' } }];
      const late = [...after.map((all) => lineOf(all, number)), ...lines.slice(0, 2)];
      await tellBoth({ lines: late, edges: bonds.slice(3), traits });
      const contexts = [
        { db: env.DB, site: one, now: NOW },
        { ...several, site: four, now: NOW },
      ] as const;
      // What has moved away stands in two databases.
      await expectAlike(...contexts);
      await cleanUp(shardsOf(several, four), { now: NOW + KEPT, isOver: () => false });
      await expectAlike(...contexts);
      const counts = await sessionsIn(several, four);
      for (const [name, count] of Object.entries(counts)) if (count > 0) used.add(name);
      const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
      expect(all).toBe((await sessionsIn(several, one))['DB']);
    }),
    { numRuns: Number(env.SOJOURN_CASES) || 3 },
  );
  expect([...used].sort()).toEqual([...FOUR]);
}, 120_000);
