import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLedger } from '../../worker/collect/read-ledger.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { ReadSite } from '../../worker/history/index.ts';
import type { ReportContext } from '../../worker/reports/index.ts';
import type { Edge, Line } from '../../worker/stitch/event.ts';
import { answersOf } from './all-answers.ts';
import { contact, identify, newSite, tell, visit } from './store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;
const START = Date.parse('2026-08-03T00:00:00Z');
const DAYS = 6;
const NOW = START + 30 * DAY;
const RANGE = { from: START, to: START + (DAYS + 1) * DAY };

const VISITORS = ['v1', 'v2', 'v3', 'v4', 'v5'];
const USERS = ['u1', 'u2'];

/** Around midnight, where the days of a file end, and with gaps of exactly half an hour. */
const at = fc
  .tuple(fc.nat(DAYS - 1), fc.constantFrom(-40, -10, 0, 20, 30, 49, 60, 61, 300, 720))
  .map(([day, minutes]) => START + (day + 1) * DAY + minutes * MINUTE);
const what = fc.constantFrom('page_view', 'view_item', 'add_to_cart', 'purchase', 'search', 'own');
const source = fc.constantFrom(
  undefined,
  { source: 'google', medium: 'organic' },
  { source: 'news', medium: 'email' },
);
const visits = (most: number): fc.Arbitrary<Visit[]> =>
  fc.array(
    fc.tuple(
      fc.constantFrom(...VISITORS),
      fc.array(fc.tuple(at, what, fc.nat(5)), { minLength: 1, maxLength: 6 }),
      source,
    ),
    { minLength: 1, maxLength: most },
  );

type Visit = [
  visitor: string,
  seeds: [number, string, number][],
  from: { source: string; medium: string } | undefined,
];
type Seed = Parameters<typeof visit>[1][number];

let worlds = 0;

function linesOf(all: readonly Visit[], world: number): Line[] {
  return all.map(([visitor, seeds, from]) => {
    const line = visit(
      visitor,
      seeds.map((seed) => seedOf(seed, world)),
    );
    const [first] = line.events;
    if (first && from) first.source = from;
    return line;
  });
}

function seedOf([time, name, nth]: [number, string, number], world: number): Seed {
  const context = { device: 'mobile' as const, country: nth > 2 ? 'DE' : 'AT' };
  if (name === 'page_view') return [time, name, { page: nth < 3 ? '/' : `/p/${nth}`, context }];
  if (name === 'search') return [time, name, { props: { search_term: `lamp ${nth}` }, context }];
  if (name === 'own') return [time, `an event of the site’s own ${nth}`, { context }];
  const items = [{ item_id: `i${nth}`, item_name: `item ${nth}`, price: 4, quantity: 1 }];
  if (name !== 'purchase') return [time, name, { props: { items, value: 4, currency: 'EUR' } }];
  const order = { transaction_id: `o-${world}-${nth}`, currency: nth > 3 ? 'USD' : 'EUR' };
  return [time, name, { props: { ...order, value: 10 + nth, items } }];
}

/** A visit that goes on for nine hours without a pause, over midnight. */
function longVisit(visitor: string): Line {
  const from = START + 2 * DAY - 5 * HOUR;
  return visit(
    visitor,
    Array.from({ length: 20 }, (_, i): Seed => [
      from + i * 29 * MINUTE,
      'page_view',
      { page: '/' },
    ]),
  );
}

const world = fc.record({
  visits: visits(10),
  isLong: fc.boolean(),
  contacts: fc.array(fc.tuple(fc.constantFrom(...USERS), at), { maxLength: 2 }),
  edges: fc.uniqueArray(fc.tuple(fc.constantFrom(...VISITORS), fc.constantFrom(...USERS), at), {
    maxLength: 3,
    selector: ([a, b]) => `${a} ${b}`,
  }),
  late: visits(4),
  later: visits(3),
  hot: fc.integer({ min: 22, max: 31 }),
  /** When to compare, beside at the end: it costs more than all the rest. */
  look: fc.nat(2),
});

/** A site whose sessions stay in D1, and one like it whose older days go to the lake. */
interface Twins {
  plain: ReportContext;
  lake: ReportContext;
}

async function twins(hotDays: number): Promise<Twins> {
  const [plain, lake] = [newSite(), newSite()];
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, 'lake-' || ?1, '', 'UTC', 'EUR', '[]', json_object('hot_days', ?2), 0)`,
  )
    .bind(lake.number, hotDays)
    .run();
  return {
    plain: { db: env.DB, site: plain, now: NOW },
    lake: { db: env.DB, lake: env.TEST_LAKE, site: lake, now: NOW },
  };
}

async function tellBoth(
  { plain, lake }: Twins,
  told: { lines: Line[]; edges?: Edge[] },
): Promise<void> {
  await tell(plain.site, told);
  await tell(lake.site, told, { lake: env.TEST_LAKE });
}

let ids = 0;
async function run(now: number): Promise<void> {
  await archive({ db: env.DB, bucket: env.TEST_LAKE, now, makeId: () => `f${++ids}` });
}

async function expectAlike({ plain, lake }: Twins): Promise<void> {
  const [expected, found] = [await answersOf(plain, RANGE), await answersOf(lake, RANGE)];
  expect(found).toEqual(expected);
  // The same bytes, whatever `toEqual` may overlook.
  expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
  expect(await ledgerOf(lake.site)).toEqual(await ledgerOf(plain.site));
}

function ledgerOf({ number }: ReadSite): Promise<unknown> {
  const [from, to] = [RANGE.from / DAY - 1, RANGE.to / DAY + 1];
  return readLedger({ db: env.DB }, { site: number, from, to });
}

async function countOf({ number }: ReadSite): Promise<{ sessions: number; archived: number }> {
  const row = await env.DB.prepare(
    `select (select count(*) from sessions where site = ?1) as sessions,
            (select count(*) from archived where site = ?1) as archived`,
  )
    .bind(number)
    .first<{ sessions: number; archived: number }>();
  return row ?? { sessions: 0, archived: 0 };
}

describe('a random site', () => {
  test('answers the same before and after its days went to the lake, with what came late', async () => {
    let archived = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ visits: all, late, later, ...more }) => {
        const number = ++worlds;
        const both = await twins(more.hot);
        const lines = [
          ...linesOf(all, number),
          ...(more.isLong ? [longVisit('v1')] : []),
          ...more.contacts.map(([user, time]) => contact(user, [[time, 'Call Received']])),
        ];
        const edges = more.edges.map(([a, b, time]) => identify(a, b, time));
        await tellBoth(both, { lines, edges });
        await run(NOW);
        archived += (await countOf(both.lake.site)).archived;
        if (more.look === 0) await expectAlike(both);
        // Duplicates of what is archived, and new events next to it.
        await tellBoth(both, { lines: [...linesOf(late, number), ...lines.slice(0, 2)] });
        if (more.look === 1) await expectAlike(both);
        await run(NOW + 2 * DAY);
        await tellBoth(both, { lines: [...lines, ...linesOf(later, number)] });
        if (more.look === 2) await expectAlike(both);
        await run(NOW + 4 * DAY);
        await expectAlike(both);
        const { sessions } = await countOf(both.lake.site);
        if (more.hot < 24) expect(sessions).toBe(0);
      }),
      { numRuns: Number(env.SOJOURN_CASES) || 2 },
    );
    expect(archived).toBeGreaterThan(0);
  }, 120_000);
});
