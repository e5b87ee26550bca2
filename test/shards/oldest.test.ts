import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { begunAfter, Reader } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import { cleanUp } from '../../worker/shards/carry-on.ts';
import { KEPT } from '../../worker/shards/clean.ts';
import { contact, newSite, tell, visit } from '../reports/store.ts';
import { FOUR, fourDatabases, sessionsIn, shardsOf, spread } from './several.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-10-20T00:00:00Z');
const NOW = START + 30 * DAY;
const VISITORS = Array.from({ length: 8 }, (_, i) => `visitor-${i}`);

const lake = env.TEST_LAKE;
let ids = 0;

/** A site that keeps ten days in D1. */
async function archivedSite(): Promise<ReturnType<typeof newSite>> {
  const site = newSite();
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, ?2, '', 'UTC', 'EUR', '[]', '{"hot_days":10}', 0)`,
  )
    .bind(site.number, `oldest-${site.number}`)
    .run();
  return site;
}

test('recording began with the first session or touchpoint, wherever it stands', async () => {
  const several = await fourDatabases();
  const site = await archivedSite();
  const begun = (at = 0): Promise<number | undefined> =>
    begunAfter(new Reader({ ...several, lake }, site), at);
  const move = (): Promise<unknown> => {
    const { db, more } = several;
    return archive({ db, more, bucket: lake, now: NOW, makeId: () => `o${++ids}` });
  };
  const saw = (visitor: string, at: number): Promise<void> =>
    tell(site, { lines: [visit(visitor, [[at, 'page_view', { page: '/' }]])] }, several);
  expect(await begun()).toBeUndefined();
  // A contact alone.
  await tell(site, { lines: [contact('ann', [[START + 25 * DAY + 7, 'call']])] }, several);
  expect(await begun()).toBe(START + 25 * DAY + 7);
  expect(await begun(START + 25 * DAY + 6)).toBe(START + 25 * DAY + 7);
  expect(await begun(START + 25 * DAY + 7)).toBeUndefined();
  for (const [i, visitor] of VISITORS.entries()) await saw(visitor, START + (i + 5) * DAY + 999);
  await spread({ ...shardsOf(several, site), lake }, FOUR, NOW);
  expect(await begun()).toBe(START + 5 * DAY);
  await cleanUp(shardsOf(several, site), { now: NOW + KEPT, isOver: () => false });
  expect(await begun()).toBe(START + 5 * DAY);
  await move();
  expect(await sessionsIn(several, site)).toEqual({ DB: 0, DB_1: 0, DB_2: 0, DB_3: 0 });
  expect(await begun()).toBe(START + 5 * DAY);
  expect(await begun(START + 5 * DAY - 1)).toBe(START + 5 * DAY);
  expect(await begun(START + 5 * DAY)).toBeUndefined();
});

test('what went back from the lake, or was erased from its file, is no beginning there', async () => {
  const site = await archivedSite();
  const databases = { db: env.DB, lake };
  const oldest = (): Promise<number | undefined> => new Reader(databases, site).sessions.oldest();
  const saw = (visitor: string, at: number): Promise<void> =>
    tell(site, { lines: [visit(visitor, [[at, 'page_view', { page: '/' }]])] }, databases);
  await saw('first', START);
  await saw('second', START + DAY);
  await archive({ db: env.DB, bucket: lake, now: NOW, makeId: () => `o${++ids}` });
  expect(await oldest()).toBe(START / 1_000);
  // A late event brings it back, and makes it begin earlier.
  await saw('first', START - 60_000);
  expect(await oldest()).toBe(START / 1_000 - 60);
  await env.DB.prepare('delete from sessions where site = ?1').bind(site.number).run();
  expect(await oldest()).toBe((START + DAY) / 1_000);
});

test('asking costs a row of sessions, and one of touchpoints where no session tells', async () => {
  const site = newSite();
  const seen = VISITORS.map((visitor, i) => visit(visitor, [[START + i * DAY, 'page_view']]));
  const called = VISITORS.map((user, i) => contact(user, [[START + i * DAY, 'call']]));
  await tell(site, { lines: [...seen, ...called] });
  for (const [at, rows] of [
    [START, 1],
    [START - 1, 2],
  ] as const) {
    // prettier-ignore
    const reader = new Reader({ db: env.DB }, site);
    expect([at, await begunAfter(reader, at)]).toEqual([at, at < START ? START : undefined]);
    expect(reader.rowsRead).toBe(rows);
  }
});
