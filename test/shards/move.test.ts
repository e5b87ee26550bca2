import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLedger } from '../../worker/collect/read-ledger.ts';
import { settle } from '../../worker/collect/settle.ts';
import { exportEvents } from '../../worker/reports/index.ts';
import type { ReadSite } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { Manifest } from '../../worker/jobs/archive/manifest.ts';
import { cleanUp } from '../../worker/shards/carry-on.ts';
import { ALL_CLOSED } from '../../worker/shards/archived.ts';
import { KEPT, stepOfCleaning } from '../../worker/shards/clean.ts';
import { beginMove, makeSpread, stepOfMove } from '../../worker/shards/move.ts';
import type { SiteShards } from '../../worker/shards/site-shards.ts';
import { BUCKETS, bucketOf } from '../../worker/stitch/bucket.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { has, readHeld } from '../../worker/stitch/held.ts';
import { readSpread } from '../../worker/stitch/spread.ts';
import heldUpdate from '../../worker/sql/held.update.sql';
import { newSite, visit } from '../reports/store.ts';
import { faultyD1, type Fault } from '../support/faulty-d1.ts';
import { finish, fourDatabases, sessionsIn, shardsOf, tellTo } from './several.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-10-20T00:00:00Z');
const NOW = START + 10 * DAY;
const VISITORS = Array.from({ length: 16 }, (_, i) => `mover-${i}`);
/** Every second bucket: half of the visitors move, half stay. */
const MOVING = Array.from({ length: BUCKETS / 2 }, (_, i) => 2 * i);

let several: Awaited<ReturnType<typeof fourDatabases>>;
beforeAll(async () => {
  several = { ...(await fourDatabases()), lake: env.TEST_LAKE };
});

let files = 0;
/** A day goes to the lake five days after it ended. */
async function archiveAt(now: number, bucket: R2Bucket = env.TEST_LAKE): Promise<void> {
  const { db, more } = several;
  await archive({ db, more, bucket, now, makeId: () => `m${++files}` });
}

/**
 * A site with a session of each visitor, and a move of half of them that has not begun yet; where it is
 * archived, with another one of each in the lake.
 */
async function aboutToMove(
  isArchived = false,
): Promise<{ site: ReadSite; shards: SiteShards; lines: Line[] }> {
  const site = newSite();
  const shards = shardsOf(several, site);
  const lines = VISITORS.map((visitor, i) => lineOf(visitor, START + i, `start ${i}`));
  await tellTo(several, site, { lines });
  if (isArchived) {
    await env.DB.prepare(
      `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
       values (?1, ?2, '', 'UTC', 'EUR', '[]', '{"hot_days":5}', 0)`,
    )
      .bind(site.number, idOf(site))
      .run();
    await archiveAt(NOW);
    const hot = VISITORS.map((visitor, i) => lineOf(visitor, NOW - DAY + i, `hot ${i}`));
    await tellTo(several, site, { lines: hot });
    lines.push(...hot);
  }
  await makeSpread(shards);
  await begin(shards, 'DB', 'DB_1');
  return { site, shards, lines };
}

async function begin(shards: SiteShards, from: string, to: string): Promise<boolean> {
  const spread = await readSpread(env.DB, shards.site);
  if (spread === undefined) throw new Error('The site is not spread');
  return beginMove(shards, spread, { id: crypto.randomUUID(), from, to, buckets: MOVING });
}

const lineOf = (visitor: string, at: number, name: string): Line =>
  visit(visitor, [
    [at, 'page_view', { page: `/a/page/${name}` }],
    [at + 1_000, name],
  ]);

/** Ids of everything stored, as the public export tells them, sorted. */
async function storedIds(databases: Databases, site: ReadSite): Promise<string[]> {
  const range = { from: START - DAY, to: NOW };
  const ids: string[] = [];
  for await (const rows of exportEvents({ ...databases, site, now: NOW }, { range, masked: false }))
    ids.push(...rows.map((row) => JSON.stringify(row['event_id'])));
  return ids.sort();
}

const idsOf = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ events }) => events.map(({ id }) => JSON.stringify(id))).sort();

async function expectExactly(site: ReadSite, lines: readonly Line[]): Promise<void> {
  expect(await storedIds(several, site)).toEqual(idsOf(lines));
  const [from, to] = [START / DAY - 1, NOW / DAY];
  const days = await readLedger(several, { site: site.number, from, to });
  expect(days.reduce((sum, { stored }) => sum + stored, 0)).toBe(idsOf(lines).length);
}

/** The same databases, of which one fails once: as if whoever asked were gone. */
function failing(name: string, fault: Fault): Databases & { more: Map<string, D1Database> } {
  const more = new Map(several.more);
  more.set(name, faultyD1(several.more.get(name) ?? env.DB, fault).db);
  return { db: more.get('DB') ?? env.DB, more, lake: env.TEST_LAKE };
}

function clean(shards: SiteShards): Promise<void> {
  return cleanUp(shards, { now: NOW + KEPT, isOver: () => false });
}

test('moves half of the buckets, and deletes what has moved an hour later', async () => {
  const { site, shards, lines } = await aboutToMove();
  await finish(shards, NOW);
  await expectExactly(site, lines);
  expect(await stepOfCleaning(shards, NOW + KEPT - 1)).toBe(false);
  expect((await sessionsIn(several, site))['DB']).toBe(VISITORS.length);
  await clean(shards);
  await expectExactly(site, lines);
  const moving = VISITORS.filter((visitor) => bucketOf(visitor) % 2 === 0).length;
  expect(moving).toBeGreaterThan(3);
  const [DB, DB_1] = [VISITORS.length - moving, moving];
  expect(await sessionsIn(several, site)).toEqual({ DB, DB_1, DB_2: 0, DB_3: 0 });
});

test('stores every acknowledged event exactly once while buckets move to and fro', async () => {
  const { site, shards, lines } = await aboutToMove();
  const moving = new AbortController();
  const clients = VISITORS.map(async (visitor, i) => {
    // Several isolates' worth: each second client has databases of its own, and so a memory of its own.
    const own = i % 2 === 0 ? several : failing('DB_3', NEVER);
    for (let n = 1; !moving.signal.aborted; n++) {
      const line = lineOf(visitor, START + i + n * 600_000, `step ${n}`);
      await acknowledged(own, site, line);
      lines.push(line);
      // As clients do that come over the network: a report that pauses goes on when nothing is left to do.
      await scheduler.wait(1);
    }
  });
  for (const [from, to] of [['DB', 'DB_1'], ['DB_1', 'DB_2'], ['DB_2', 'DB']] as const) {
    if (from !== 'DB') expect(await begin(shards, from, to)).toBe(true);
    await finish(shards, NOW);
    const known = idsOf(lines);
    const stored = new Set(await storedIds(several, site));
    expect(known.filter((id) => !stored.has(id))).toEqual([]);
    await clean(shards);
  } // prettier-ignore
  moving.abort();
  await Promise.all(clients);
  await expectExactly(site, lines);
  const { DB_1, DB_2 } = await sessionsIn(several, site);
  expect([DB_1, DB_2]).toEqual([0, 0]);
});

const NEVER: Fault = { call: Infinity, message: '', when: 'before', times: 0 };

/** Sends until it is acknowledged, as a client does. */
async function acknowledged(databases: Databases, site: ReadSite, line: Line): Promise<void> {
  for (;;) {
    try {
      await tellTo(databases, site, { lines: [line] });
      return;
    } catch {
      await scheduler.wait(5);
    }
  }
}

const idOf = ({ number }: ReadSite): string => `move-${number}`;

/** Visitors of whom a database has something in the lake. */
async function archivedIn(db: D1Database | undefined, { number }: ReadSite): Promise<string[]> {
  const statement = db?.prepare('select distinct visitor from archived where site = ?1');
  const { results = [] } = (await statement?.bind(number).all<{ visitor: string }>()) ?? {};
  return results.map(({ visitor }) => visitor);
}

describe('a move that is killed', () => {
  test.each(['DB', 'DB_1'])(
    'at any call to %s is gone on with by another, days in the lake and all',
    async (name) => {
      const { site, shards, lines } = await aboutToMove(true);
      expect(await archivedIn(env.DB, site)).toHaveLength(VISITORS.length);
      const kills = await killAtEveryCall(name, shards, {
        step: (doomed) => stepOfMove(doomed, NOW),
        between: () => tellMeanwhile(site, lines),
      });
      expect(kills).toBeGreaterThan(30);
      // Days that go to the new database's lake in the meantime; none goes to the old one's.
      await archiveAt(NOW + 900 * DAY);
      const hasLeft = (visitor: string): boolean => MOVING.includes(bucketOf(visitor));
      const archived = await archivedIn(several.more.get('DB_1'), site);
      expect(archived.length).toBeGreaterThan(3);
      expect(archived.every(hasLeft)).toBe(true);
      // Before what has moved away is looked at again, which could make up for a loss.
      await expectExactly(site, lines);
      await killAtEveryCall(name, shards, {
        step: (doomed) => stepOfCleaning(doomed, NOW + KEPT),
        between: () => tellMeanwhile(site, lines),
      });
      await expectExactly(site, lines);
      expect((await readSpread(env.DB, site.number))?.places[0]).toBe('DB_1');
      expect((await archivedIn(env.DB, site)).some(hasLeft)).toBe(false);
      // Files of what has moved are written anew at once, what came late a day later.
      await archiveAt(NOW + 1_000 * DAY);
      await archiveAt(NOW + 1_002 * DAY);
      await expectExactly(site, lines);
      const manifest = await env.TEST_LAKE.get(`site=${idOf(site)}/manifest.json`);
      const { events } = JSON.parse((await manifest?.text()) ?? '{}') as Manifest;
      expect(events).toBe(idsOf(lines).length);
    },
  );
});

/** Somebody is written about, unless the bucket is closed: that is for others to wait for. */
async function tellMeanwhile(site: ReadSite, lines: Line[]): Promise<void> {
  const n = lines.length;
  const line = lineOf(VISITORS[n % 16] ?? '', START + n * 600_000, `meanwhile ${n}`);
  const bucket = bucketOf(line.visitor ?? '');
  const name = (await readSpread(env.DB, site.number))?.places[bucket] ?? '';
  const held = await readHeld(several.more.get(name) ?? env.DB, site.number, name === 'DB');
  if (!has(held.buckets, bucket)) return;
  lines.push(line);
  await tellTo(several, site, { lines: [line] });
  // Each time so late that what came late would go to the lake again.
  if (n % 5 === 0) await archiveAt(NOW + n * DAY);
}

interface Killed {
  step: (shards: SiteShards) => Promise<boolean>;
  between: () => Promise<void>;
}

/** Every step dies at its first call to the database, then at its second ..., before or after it. */
async function killAtEveryCall(
  name: string,
  shards: SiteShards,
  { step, between }: Killed,
): Promise<number> {
  let [kills, nth, state] = [0, 0, await stateOf(shards)];
  for (;;) {
    const when = nth % 2 === 0 ? 'before' : 'after';
    const fault: Fault = { call: nth >> 1, when, message: 'killed', times: 10_000 };
    const doomed = failing(name, fault);
    const own = { ...shards, databases: doomed.more, home: doomed.db };
    const outcome = await step(own).catch(() => 'killed');
    if (outcome === false) return kills;
    if (outcome === 'killed') kills++;
    await between();
    const now = await stateOf(shards);
    nth = now === state && outcome === 'killed' ? nth + 1 : 0;
    state = now;
  }
}

/** What decides which step is next. */
async function stateOf({ site }: SiteShards): Promise<string> {
  const held = [...several.more].map(([name, db]) => readHeld(db, site, name === 'DB'));
  const [spread, ...all] = await Promise.all([readSpread(env.DB, site), ...held]);
  return JSON.stringify([spread, all.map((one) => ({ ...one, symbols: 0 }))]);
}

test('no day goes to the lake of a database that its visitors have begun to leave', async () => {
  const { site, shards, lines } = await aboutToMove(true);
  const [mover = ''] = VISITORS.filter((visitor) => bucketOf(visitor) % 2 === 0);
  await finish(shards, NOW);
  await clean(shards);
  await archiveAt(NOW);
  const late = lineOf(mover, START + 600_000, 'late');
  await tellTo(several, site, { lines: [late] });
  // The next move begins, and comes to where it has copied the old database's lake, while a file is written for it.
  let written = 0;
  const bucket = new Proxy(env.TEST_LAKE, {
    get: (target, name) => {
      if (name !== 'put') return Reflect.get(target, name).bind(target) as unknown;
      return async (key: string, body: Uint8Array) => {
        const isCopied = async (): Promise<boolean> =>
          (await readSpread(env.DB, site.number))?.move?.closed === ALL_CLOSED;
        if (key.startsWith(`site=${idOf(site)}/day`)) {
          if (written === 0) await begin(shards, 'DB_1', 'DB_2');
          for (; !(await isCopied()); written++) await stepOfMove(shards, NOW);
        }
        return target.put(key, body);
      };
    },
  });
  await archiveAt(NOW + 2 * DAY, bucket);
  expect(written).toBeGreaterThan(2);
  await finish(shards, NOW);
  await clean(shards);
  await expectExactly(site, [...lines, late]);
});

test('days of a site are not moved where the lake is not bound', async () => {
  const { shards } = await aboutToMove(true);
  const { lake: _, ...dry } = shards;
  await expect(finish(dry, NOW)).rejects.toThrow(/not bound/);
});

test('an isolate that has not heard of a move cannot write to where the bucket was', async () => {
  const { site, shards, lines } = await aboutToMove();
  const [mover = ''] = VISITORS.filter((visitor) => bucketOf(visitor) % 2 === 0);
  const stale = failing('DB_3', NEVER);
  const first = lineOf(mover, START + 600_000, 'first');
  await tellTo(stale, site, { lines: [first] });
  await finish(shards, NOW);
  const held = await readHeld(env.DB, site.number, true);
  expect(has(held.buckets, bucketOf(mover))).toBe(false);
  // A day later, so that nothing but the guard could tell.
  const late = lineOf(mover, START + DAY, 'late');
  await tellTo(stale, site, { lines: [late] });
  const count =
    'select count(*) as n from sessions where site = ?1 and visitor = ?2 and start >= ?3';
  const bind = [site.number, mover, START + DAY];
  expect(
    await env.DB.prepare(count)
      .bind(...bind)
      .first('n'),
  ).toBe(0);
  expect(
    await env.SHARD_1.prepare(count)
      .bind(...bind)
      .first('n'),
  ).toBe(1);
  await expectExactly(site, [...lines, first, late]);
});

/** A database in which something happens right before what buckets it holds is changed. */
function beforeChange(db: D1Database, act: () => Promise<void>): D1Database {
  const changing = (...values: unknown[]): Pick<D1PreparedStatement, 'run'> => ({
    run: async <T>(): Promise<D1Result<T>> => {
      await act();
      return db
        .prepare(heldUpdate)
        .bind(...values)
        .run<T>();
    },
  });
  return {
    prepare: (sql: string) => (sql === heldUpdate ? { bind: changing } : db.prepare(sql)),
    batch: (list: D1PreparedStatement[]) => db.batch(list),
  } as unknown as D1Database;
}

test('copies whom somebody writes about right before the old database closes', async () => {
  const { site, shards, lines } = await aboutToMove();
  const [visitor = ''] = VISITORS.filter((one) => bucketOf(one) % 2 === 0);
  const late = lineOf(visitor, START + 600_000, 'late');
  let told = 0;
  const watched = beforeChange(env.DB, async () => {
    const move = (await readSpread(env.DB, site.number))?.move;
    if (move?.isCopied && told++ === 0) await tellTo(several, site, { lines: [late] });
  });
  const databases = new Map([...shards.databases, ['DB', watched]]);
  await finish({ ...shards, databases }, NOW);
  expect(told).toBe(1);
  // Before anything is cleaned up, too.
  await expectExactly(site, [...lines, late]);
  await clean(shards);
  await expectExactly(site, [...lines, late]);
});

test('a request ends the move that somebody left with the buckets closed', async () => {
  const { site, shards, lines } = await aboutToMove();
  const isClosed = async (): Promise<boolean> =>
    !has((await readHeld(env.DB, site.number, true)).buckets, MOVING[0] ?? 0);
  while (!(await isClosed())) await stepOfMove(shards, NOW);
  const [visitor = ''] = VISITORS.filter((one) => bucketOf(one) % 2 === 0);
  const line = lineOf(visitor, START + 600_000, 'waited');
  const intake = {
    site: { number: site.number, currency: 'EUR', symbols: 0 },
    lines: [line], edges: [], traits: [], quarantined: [], receivedAt: NOW,
  }; // prettier-ignore
  const ctx = createExecutionContext();
  expect((await settle({ ...several, ctx, intake, tally: {} })).stored).toBe(2);
  await expectExactly(site, [...lines, line]);
});

test('counts once what a database has stored without a word', async () => {
  const { site, shards } = await aboutToMove();
  await finish(shards, NOW);
  const [visitor = ''] = VISITORS.filter((one) => bucketOf(one) % 2 === 0);
  let isLost = false;
  // Calls to the new database: what it takes, who is there, then the transaction.
  for (let call = 0; call < 6; call++) {
    const lost: Fault = { call, message: 'Network connection lost.', when: 'after', times: 1 };
    const line = lineOf(visitor, START + (call + 2) * 600_000, `unheard ${call}`);
    const stored = await tellTo(failing('DB_1', lost), site, { lines: [line] });
    isLost ||= stored.rowsWritten === 0;
    expect([stored.stored, stored.duplicates]).toEqual([2, 0]);
  }
  expect(isLost).toBe(true);
});

test('a site that is spread is not read or written where its databases are not bound', async () => {
  const { site } = await aboutToMove();
  const alone = { db: env.DB };
  const spread = { ...site, spread: true };
  const [line = lineOf('v', START, 'x')] = [];
  await expect(tellTo(alone, spread, { lines: [line] })).rejects.toThrow(/not bound/);
  await finish(shardsOf(several, site), NOW);
  await expect(storedIds(alone, spread)).rejects.toThrow(/not bound/);
});
