import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Reader, walkBack, type Seen } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { contact, newSite, visit } from '../reports/store.ts';
import { FOUR, fourDatabases, shardsOf, spread, tellTo } from './several.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-10-20T00:00:00Z');
const NOW = START + 30 * DAY;

interface World {
  lines: Line[];
  /** Where the walk begins. */
  before: number;
  /** Of a slice. */
  size: number;
}

/** Many within a second, and some at one moment; an hour is where sessions begin to count as long. */
const at = fc
  .tuple(
    fc.nat(1),
    fc.constantFrom(0, 0, 0, 1, 30, 59, 60, 61, 150),
    fc.constantFrom(0, 0, 1, 500, 999),
  )
  .map(([day, minutes, ms]) => START + day * DAY + minutes * MINUTE + ms);

const visits = fc
  .record({
    visitor: fc.integer({ min: 0, max: 29 }).map((n) => `visitor-${n}`),
    begun: at,
    // Each 20 minutes after the one before: an hour exactly, and more than two.
    views: fc.constantFrom(1, 1, 1, 2, 4, 5, 8),
    bot: fc.constantFrom(undefined, 'test'),
    cookieless: fc.constantFrom(undefined, undefined, true),
  })
  .map(({ visitor, begun, views, bot, cookieless }): Line => {
    const context = { ...(bot && { bot }), ...(cookieless && { cookieless }) };
    const times = Array.from({ length: views }, (_, i) => begun + i * 20 * MINUTE);
    return visit(
      visitor,
      times.map((time) => [time, 'page_view', { page: '/', context }]),
    );
  });

const contacts = fc
  .tuple(fc.constantFrom('ann', 'bob'), at)
  .map(([user, time]): Line => contact(user, [[time, 'call']]));

const world: fc.Arbitrary<World> = fc.record({
  lines: fc
    .tuple(
      fc.array(visits, { minLength: 12, maxLength: 30 }),
      fc.array(contacts, { minLength: 4, maxLength: 8 }),
    )
    .map((lines) => lines.flat()),
  before: fc.oneof(
    fc.constant(NOW),
    at.map((time) => time + 40 * MINUTE),
  ),
  size: fc.integer({ min: 1, max: 6 }),
});

type SeenRow = Omit<Seen, 'cookieless'> & { cookieless: number };

/** All that was seen before a time, by when it ended or began, straight from the tables of one database. */
async function seenBefore(site: number, before: number, by: 'end' | 'start'): Promise<Seen[]> {
  const sessions = env.DB.prepare(
    'select visitor, start, end, flags & 4 as cookieless from sessions where site = ?1 and flags & 1 = 0',
  ).bind(site);
  const touchpoints = env.DB.prepare(
    'select user, at as start, at as end, 0 as cookieless from touchpoints where site = ?1',
  ).bind(site);
  const all = [];
  for (const rows of [sessions, touchpoints]) all.push(...(await rows.all<SeenRow>()).results);
  return all
    .map((one) => ({ ...one, cookieless: one.cookieless !== 0 }))
    .filter((one) => one[by] < before);
}

const inOrder = (seen: readonly Seen[]): string[] =>
  seen
    .map(({ visitor, user, start, end, cookieless }) =>
      JSON.stringify([visitor, user, start, end, cookieless]),
    )
    .sort();

let ids = 0;

test('a walk back shows everybody once, slice after slice, wherever sessions stand', async () => {
  const several = await fourDatabases();
  const lake = env.TEST_LAKE;
  const ask = async ({ lines, before, size }: World): Promise<void> => {
    const [one, four, archived] = [newSite(), newSite(), newSite()];
    await env.DB.prepare(
      `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
       values (?1, ?2, '', 'UTC', 'EUR', '[]', '{"hot_days":29}', 0)`,
    )
      .bind(archived.number, `walk-${archived.number}`)
      .run();
    const places: [site: typeof one, databases: Databases][] = [
      [one, { db: env.DB }],
      [four, several],
      [archived, { db: env.DB, lake }],
    ];
    for (const [site, databases] of places) await tellTo(databases, site, { lines });
    await spread(shardsOf(several, four), FOUR, NOW);
    await archive({ db: env.DB, bucket: lake, now: NOW, makeId: () => `w${++ids}` });
    for (const by of ['end', 'start'] as const) {
      const wanted = await seenBefore(one.number, before, by);
      for (const [i, [site, databases]] of places.entries()) {
        const seen: Seen[] = [];
        let to = before;
        for await (const slice of walkBack(new Reader(databases, site), { before, size, by })) {
          expect(slice.to).toBe(to);
          expect(slice.from).toBeLessThan(to);
          expect(slice.seen.filter((s) => s[by] < slice.from || s[by] >= to)).toEqual([]);
          to = slice.from;
          seen.push(...slice.seen);
        }
        expect(to).toBe(0);
        expect([i, by, inOrder(seen)]).toEqual([i, by, inOrder(wanted)]);
      }
    }
  };
  await fc.assert(fc.asyncProperty(world, ask), { numRuns: 5, endOnFailure: true });
});
