import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReadSite } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import { rebuildPiece } from '../../worker/jobs/rebuild/rebuild.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { contact, newSite, tell, visit } from './store.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.parse('2026-08-03T10:00:00Z');
const NOW = START + 100 * DAY;

type Seed = Parameters<typeof visit>[1][number];

const name = fc.constantFrom('page_view', 'view_item', 'purchase', 'refund', 'own name');
const seeds = fc.array(fc.tuple(fc.nat(8), fc.nat(50), name, fc.nat(3)), {
  minLength: 1,
  maxLength: 8,
});
const world = fc.array(fc.tuple(fc.constantFrom('v1', 'v2', 'v3', 'user'), seeds), {
  minLength: 1,
  maxLength: 8,
});

function linesOf(all: [string, [number, number, string, number][]][]): Line[] {
  return all.map(([who, told]) => {
    const events = told.map(([day, minute, what, nth]): Seed => {
      const at = START + day * DAY + minute * MINUTE;
      const context = { device: 'mobile' as const, ...(nth === 3 && { bot: 'isbot' }) };
      if (what === 'page_view') {
        const source = { source: 'google', medium: nth > 1 ? 'cpc' : 'organic' };
        return [at, what, { page: `/${nth}`, context, source }];
      }
      if (what !== 'purchase' && what !== 'refund') return [at, what, { context }];
      // Some state no currency: the site's own holds.
      const order = { transaction_id: `o${nth}`, value: nth + minute };
      const props = nth % 2 === 0 ? order : { ...order, currency: 'USD' };
      return [at, what, { props, context }];
    });
    return who === 'user' ? contact('anna', events) : visit(who, events);
  });
}

async function makeSite(): Promise<ReadSite> {
  const site = newSite();
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, 'rebuild-' || ?1, '', 'UTC', 'EUR', '[]', '{"hot_days":96}', 0)`,
  )
    .bind(site.number)
    .run();
  return site;
}

interface Found {
  rows: Record<string, number>;
  changed: Record<string, string[]>;
}

async function rebuild(site: ReadSite, write = false): Promise<Found> {
  const found: Found = { rows: {}, changed: {} };
  const about = { number: site.number, currency: 'EUR' };
  let next: string | undefined;
  do {
    const piece = await rebuildPiece({ db: env.DB, lake: env.TEST_LAKE, site: about, write }, next);
    for (const { table, rows, changed } of piece.steps) {
      found.rows[table] = (found.rows[table] ?? 0) + rows;
      if (changed.length > 0) found.changed[table] = [...(found.changed[table] ?? []), ...changed];
    }
    next = piece.next;
  } while (next !== undefined);
  return found;
}

/** Every row that rebuilding may touch. */
async function tablesOf({ number }: ReadSite): Promise<unknown[]> {
  const answers = await env.DB.batch([
    env.DB.prepare('select * from sessions where site = ?1 order by visitor, start').bind(number),
    env.DB.prepare('select * from orders where site = ?1 order by id').bind(number),
    env.DB.prepare('select * from archived where site = ?1 order by visitor, start').bind(number),
  ]);
  return answers.map(({ results }) => results);
}

test('finds a random site, half of it in the lake, as it follows from what is stored', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.boolean(), async (all, isArchived) => {
      const site = await makeSite();
      const lines = linesOf(all);
      // In two goes, so that orders and sessions are merged with what is there.
      await tell(site, { lines: lines.slice(1) }, { lake: env.TEST_LAKE });
      if (isArchived) {
        let ids = 0;
        const makeId = (): string => `r${++ids}`;
        await archive({ db: env.DB, bucket: env.TEST_LAKE, now: NOW, makeId });
      }
      await tell(site, { lines }, { lake: env.TEST_LAKE });
      const before = await tablesOf(site);
      expect((await rebuild(site)).changed).toEqual({});
      expect((await rebuild(site, true)).changed).toEqual({});
      expect(await tablesOf(site)).toEqual(before);
    }),
    { numRuns: Number(env.SOJOURN_CASES) || 15 },
  );
});

test.each([
  ['a count', 'update sessions set events = events + 1 where site = ?1', 'sessions'],
  ['a channel', "update sessions set channel = 3 where site = ?1 and visitor = 'v1'", 'sessions'],
  ['a country', "update sessions set country = 'XX' where site = ?1", 'sessions'],
  ['a version', 'update sessions set version = 1 where site = ?1', 'sessions'],
  ['an end', 'update sessions set end = start where site = ?1', 'sessions'],
  ['a value', 'update orders set value = value + 1 where site = ?1', 'orders'],
  ['a flag', 'update orders set flags = 0 where site = ?1', 'orders'],
  ['copies', "update orders set copies = '[]' where site = ?1", 'orders'],
  // All that an order says agrees, but not with the events that tell of it, in D1, the lake and off the site.
  [
    'a copy',
    "update orders set copies = replace(copies, '1250', '1150') where site = ?1",
    'orders',
  ],
  [
    'who bought',
    'update orders set copies = replace(copies, \'r":"v\', \'r":"w\') where site = ?1',
    'orders',
  ],
  ['all orders', 'delete from orders where site = ?1', 'orders'],
  ['the index', 'delete from archived where site = ?1', 'archived'],
  ['a bot', 'update archived set flags = 1 where site = ?1', 'archived'],
])('finds and repairs %s that went wrong', async (_, damage, table) => {
  const site = await makeSite();
  const order = (id: string): Partial<Seed[2] & object> => ({
    props: { transaction_id: id, value: 12.5, currency: 'EUR' },
  });
  await tell(site, {
    lines: [
      visit('v0', [[START, 'page_view'], [START + MINUTE, 'purchase', order('old')]]),
      visit('v1', [[START + 9 * DAY, 'page_view'], [START + 9 * DAY + MINUTE, 'purchase', order('o')]]),
      contact('anna', [[START + 9 * DAY, 'purchase', order('by phone')]]),
    ],
  }); // prettier-ignore
  await archive({ db: env.DB, bucket: env.TEST_LAKE, now: NOW, makeId: () => `d${site.number}` });
  const before = await tablesOf(site);
  expect((await rebuild(site)).rows).toMatchObject({ sessions: 1, archived: 1, orders: 3 });
  await env.DB.prepare(damage).bind(site.number).run();
  const damaged = await tablesOf(site);
  expect(damaged).not.toEqual(before);
  expect(Object.keys((await rebuild(site)).changed)).toEqual([table]);
  expect(await tablesOf(site)).toEqual(damaged);
  await rebuild(site, true);
  expect((await rebuild(site)).changed).toEqual({});
  expect(await tablesOf(site)).toEqual(before);
});
