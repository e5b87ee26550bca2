import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../worker/collect/read-ledger.ts';
import { begunAfter, Reader } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { Manifest } from '../../worker/jobs/archive/manifest.ts';
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
const VISITORS = Array.from({ length: 8 }, (_, i) => `visitor-${i}`);
const USERS = ['u1', 'u2', 'u3'];

/**
 * Many at one instant, where the order of rows in a database must not show; and around midnight, where the
 * days of a file end, with gaps of exactly half an hour.
 */
const at = fc
  .tuple(
    fc.nat(7),
    fc.constantFrom(-40, -10, 0, 0, 0, 1, 20, 29, 30, 49, 61, 300),
    fc.constantFrom(0, 0, 1, 999),
  )
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
  before: visits(12),
  after: visits(8),
  longs: fc.uniqueArray(fc.constantFrom(...VISITORS), { maxLength: 2 }),
  contacts: fc.array(fc.tuple(fc.constantFrom(...USERS), at, fc.nat(3)), { maxLength: 3 }),
  later: visits(4),
  /** Days that stay in D1: of eight, none to five. */
  hot: fc.integer({ min: 22, max: 27 }),
  /** When to compare, beside at the end: it costs more than all the rest. */
  look: fc.nat(2),
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

/** One site four times: in one database, over four, half of it in the lake, and both. */
type Places = Record<'one' | 'four' | 'lake' | 'both', ReportContext>;

async function placesFor(hotDays: number): Promise<Places> {
  const lake = env.TEST_LAKE;
  return {
    one: { db: env.DB, site: newSite(), now: NOW },
    four: { ...several, site: newSite(), now: NOW },
    lake: { db: env.DB, lake, site: await archivedSite(hotDays), now: NOW },
    both: { ...several, lake, site: await archivedSite(hotDays), now: NOW },
  };
}

async function archivedSite(hotDays: number): Promise<ReportContext['site']> {
  const site = newSite();
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, ?3, '', 'UTC', 'EUR', '[]', json_object('hot_days', ?2), 0)`,
  )
    .bind(site.number, hotDays, `same-${site.number}`)
    .run();
  return site;
}

async function tellAll(places: Places, told: Told): Promise<void> {
  for (const { site, now: _, ...databases } of Object.values(places)) {
    await tellTo(databases, site, told);
  }
}

let ids = 0;
async function archiveAt(now: number): Promise<void> {
  const { db, more } = several;
  await archive({ db, more, bucket: env.TEST_LAKE, now, makeId: () => `s${++ids}` });
}

async function moveTo(context: ReportContext, over: readonly string[]): Promise<void> {
  await spread({ ...shardsOf(several, context.site), lake: env.TEST_LAKE }, over, NOW);
}

function clean({ site }: ReportContext): Promise<void> {
  return cleanUp(shardsOf(several, site), { now: NOW + KEPT, isOver: () => false });
}

async function expectAlike(
  places: Places,
  wanted: readonly (keyof Places)[] = ['four', 'lake', 'both'],
): Promise<void> {
  const expected = await answersOf(places.one, RANGE);
  const begun = await begunAfter(new Reader(places.one, places.one.site), 0);
  const books = await ledgerOf(places.one);
  for (const place of wanted) {
    const found = await answersOf(places[place], RANGE);
    expect({ place, ...found }).toEqual({ place, ...expected });
    // The same bytes, whatever `toEqual` may overlook.
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    const { site, ...databases } = places[place];
    expect({ place, begun: await begunAfter(new Reader(databases, site), 0) }).toEqual({
      place,
      begun,
    });
    expect({ place, books: await ledgerOf(places[place]) }).toEqual({ place, books });
  }
}

function ledgerOf({ db, more, site }: ReportContext): Promise<unknown> {
  const [from, to] = [START / DAY - 2, START / DAY + 10];
  return readLedger({ db, ...(more && { more }) }, { site: site.number, from, to });
}

/** Sessions of the lake by database. */
async function archivedIn({ site }: ReportContext): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, db] of several.more) {
    const count = db.prepare('select count(*) as n from archived where site = ?1');
    counts[name] = (await count.bind(site.number).first<number>('n')) ?? 0;
  }
  return counts;
}

/** What other engines are told: as many sessions as the databases say are in the lake. */
async function expectListed(context: ReportContext): Promise<void> {
  const object = await env.TEST_LAKE.get(`site=same-${context.site.number}/manifest.json`);
  const { sessions } = JSON.parse((await object?.text()) ?? '{"sessions":0}') as Manifest;
  expect(sessions).toBe(sumOf(await archivedIn(context)));
}

const sumOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

test('one database, four, one with the lake and four with the lake answer the same, byte for byte', async () => {
  const [used, archived] = [new Set<string>(), new Set<string>()];
  const noteUsed = (counts: Record<string, number>, names: Set<string>): void => {
    for (const [name, count] of Object.entries(counts)) if (count > 0) names.add(name);
  };
  await fc.assert(
    fc.asyncProperty(world, async ({ before, after, later, longs, contacts, edges, ...more }) => {
      const number = ++worlds;
      const places = await placesFor(more.hot);
      const bonds = edges.map(([a, b, time]): Edge => identify(a, b, time));
      const lines = [
        // So that each database has some of it, and the lake some of each.
        ...VISITORS.map((visitor, i) => visit(visitor, [[START + i * MINUTE, 'page_view']])),
        ...before.map((all) => lineOf(all, number)),
        ...longs.map(longVisit),
        ...contacts.map(([user, time, nth]) =>
          contact(user, [seedOf([time, 'purchase', nth], `${number}-${user}`)]),
        ),
      ];
      await tellAll(places, { lines, edges: bonds.slice(0, 3) });
      await archiveAt(NOW);
      // What is in the lake moves along.
      await moveTo(places.four, FOUR);
      await moveTo(places.both, FOUR);
      const traits = [{ user: 'u1', at: NOW, traits: { plan: 'gold' } }];
      const late = [...after.map((all) => lineOf(all, number)), ...lines.slice(0, 2)];
      await tellAll(places, { lines: late, edges: bonds.slice(3), traits });
      // What has moved away stands in two databases.
      if (more.look === 0) await expectAlike(places, ['both']);
      await archiveAt(NOW + HOUR);
      if (more.look === 1) await expectAlike(places, ['both']);
      await clean(places.four);
      await clean(places.both);
      await archiveAt(NOW + 2 * DAY);
      await expectListed(places.both);
      noteUsed(await sessionsIn(several, places.four.site), used);
      noteUsed(await archivedIn(places.both), archived);
      await tellAll(places, { lines: [...lines, ...later.map((all) => lineOf(all, number))] });
      if (more.look === 2) await expectAlike(places, ['both']);
      // From one of the others to another, and away from home for good.
      await moveTo(places.both, ['DB_1', 'DB_3']);
      await clean(places.both);
      await archiveAt(NOW + 4 * DAY);
      await expectAlike(places);
      await expectListed(places.both);
      const [alone, spreadOut] = [places.one, places.four].map(({ site }) =>
        sessionsIn(several, site),
      );
      expect(sumOf((await spreadOut) ?? {})).toBe((await alone)?.['DB']);
      const left = { ...(await sessionsIn(several, places.both.site)) };
      const inLake = await archivedIn(places.both);
      expect([left['DB'], left['DB_2'], inLake['DB'], inLake['DB_2']]).toEqual([0, 0, 0, 0]);
      expect(sumOf(left) + sumOf(inLake)).toBe((await alone)?.['DB']);
    }),
    // To shrink a case takes minutes; its seed is enough to see it again.
    { numRuns: Number(env.SOJOURN_CASES) || 1, endOnFailure: true },
  );
  expect([...used].sort()).toEqual([...FOUR]);
  expect([...archived].sort()).toEqual([...FOUR]);
});
