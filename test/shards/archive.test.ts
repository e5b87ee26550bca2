import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../worker/collect/read-ledger.ts';
import type { ReadSite } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { Manifest } from '../../worker/jobs/archive/manifest.ts';
import { exportEvents } from '../../worker/reports/index.ts';
import { cleanUp } from '../../worker/shards/carry-on.ts';
import { KEPT } from '../../worker/shards/clean.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { placeOf, readSpread } from '../../worker/stitch/spread.ts';
import { mortal } from '../support/mortal.ts';
import { newSite, visit } from '../reports/store.ts';
import { fourDatabases, shardsOf, spread, tellTo } from './several.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const START = Date.parse('2026-08-03T10:00:00Z');
const NOW = START + 100 * DAY;
const FIRST_DAY = Math.floor(START / DAY);

let several: Databases & { more: Map<string, D1Database> };
beforeAll(async () => {
  const { db, more } = await fourDatabases();
  several = { db, more: new Map([...more].slice(0, 2)), lake: env.TEST_LAKE };
});

/** A site over two databases with nothing in them, and a visitor of each. */
async function emptySite(): Promise<{ site: ReadSite & { id: string }; visitors: string[] }> {
  const site = newSite();
  const id = `spread-lake-${site.number}`;
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, ?2, '', 'UTC', 'EUR', '[]', '{"hot_days":5}', 0)`,
  )
    .bind(site.number, id)
    .run();
  const shards = shardsOf(several, site);
  await spread(shards, [...several.more.keys()], NOW);
  await cleanUp(shards, { now: NOW + KEPT, isOver: () => false });
  const map = await readSpread(env.DB, site.number);
  if (map === undefined) throw new Error('The site is not spread');
  const visitors = [...several.more.keys()].map((name) => {
    const all = Array.from({ length: 100 }, (_, i) => `visitor-${i}`);
    return all.find((visitor) => placeOf(map, visitor) === name) ?? '';
  });
  return { site: { ...site, id }, visitors };
}

async function storedIds(site: ReadSite): Promise<string[]> {
  const range = { from: START - DAY, to: NOW + 900 * DAY };
  const ids: string[] = [];
  for await (const rows of exportEvents({ ...several, site, now: NOW }, { range, masked: false }))
    ids.push(...rows.map((row) => JSON.stringify(row['event_id'])));
  return ids.sort();
}

const idsOf = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ events }) => events.map(({ id }) => JSON.stringify(id))).sort();

test('a run over several databases that is killed at any call loses nothing and counts nothing twice', async () => {
  const { site, visitors } = await emptySite();
  const lines: Line[] = [];
  let ids = 0;
  const run = (now: number, death?: number): Promise<boolean> => {
    const place = mortal({ db: env.DB, bucket: env.TEST_LAKE, more: several.more }, death);
    const makeId = (): string => `k${++ids}`;
    return archive({ ...place, now, makeId }).then(
      () => true,
      () => false,
    );
  };
  let kills = 0;
  // Each time something has come to a day that is in the lake of each database, and a day is new.
  for (let isWhole = false; !isWhole; kills++) {
    const at = START + kills * 2 * DAY;
    const told = visitors.flatMap((visitor) => [
      visit(visitor, [[at, 'page_view']]),
      visit(visitor, [[START + kills * 10 * MINUTE, 'late']]),
    ]);
    lines.push(...told);
    await tellTo(several, site, { lines: told });
    isWhole = await run(at + 10 * DAY, kills);
    if (kills % 20 === 0) expect(await storedIds(site)).toEqual(idsOf(lines));
  }
  expect(kills).toBeGreaterThan(20);
  for (const days of [500, 502]) expect(await run(START + days * DAY)).toBe(true);
  expect(await storedIds(site)).toEqual(idsOf(lines));
  const books = await readLedger(several, {
    site: site.number, from: FIRST_DAY, to: FIRST_DAY + 500,
  }); // prettier-ignore
  expect(books.reduce((sum, { stored }) => sum + stored, 0)).toBe(idsOf(lines).length);
  const object = await env.TEST_LAKE.get(`site=${site.id}/manifest.json`);
  const { events, parts } = JSON.parse((await object?.text()) ?? '{}') as Manifest;
  expect(events).toBe(idsOf(lines).length);
  // Nothing is left behind that nobody names, once replaced files have been kept for a month.
  expect(await run(START + 600 * DAY)).toBe(true);
  const { objects } = await env.TEST_LAKE.list({ prefix: `site=${site.id}/` });
  const named = parts.flatMap((part) => [part.events_file, part.sessions_file]);
  expect(objects.map(({ key }) => key).sort()).toEqual(
    [...named, `site=${site.id}/manifest.json`].sort(),
  );
});
