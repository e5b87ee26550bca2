import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { readLedger } from '../../worker/collect/read-ledger.ts';
import { Reader, type ReadSite } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import type { Manifest } from '../../worker/jobs/archive/manifest.ts';
import { beginJob } from '../../worker/privacy/job.ts';
import { runErasures } from '../../worker/privacy/run.ts';
import {
  customerBy,
  exportEvents,
  overview,
  type ReportContext,
} from '../../worker/reports/index.ts';
import type { Line } from '../../worker/stitch/event.ts';
import app from '../../worker/index.ts';
import { mortal } from '../support/mortal.ts';
import { newSite, tell, visit } from './store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-08-03T00:00:00Z');
const NOW = START + 100 * DAY;
const RANGE = { from: START - DAY, to: NOW };

let ids = 0;
const real = { db: env.DB, bucket: env.TEST_LAKE };
const run = (now: number, place: { db: D1Database; bucket: R2Bucket } = real): Promise<number> =>
  archive({ ...place, now, makeId: () => `e${++ids}` });

async function makeSite(hotDays = 90): Promise<ReadSite & { id: string }> {
  const site = newSite();
  const id = `lake-${site.number}`;
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, ?2, '', 'UTC', 'EUR', '[]', json_object('hot_days', ?3), 0)`,
  )
    .bind(site.number, id, hotDays)
    .run();
  return { ...site, id };
}

const contextOf = (site: ReadSite): ReportContext => ({
  db: env.DB,
  lake: env.TEST_LAKE,
  site,
  now: NOW,
});

/** Visits of ten minutes, a page a minute, one a day and visitor. */
function visitsOf(visitors: readonly string[], days: number, from = START): Line[] {
  return visitors.flatMap((visitor, i) =>
    Array.from({ length: days }, (_, day) => {
      const at = from + day * DAY + i * HOUR;
      return visit(visitor, [
        [at, 'page_view', { page: '/' }],
        [at + MINUTE, 'a name of its own', { props: { nth: i } }],
        [at + 10 * MINUTE, 'page_view', { page: `/p/${i}` }],
      ]);
    }),
  );
}

/** Every stored event, and what the ledger says of them. */
async function storedOf(site: ReadSite): Promise<{ events: string[]; ledger: number }> {
  const events: string[] = [];
  for await (const rows of exportEvents(contextOf(site), { range: RANGE, masked: false })) {
    for (const row of rows) {
      events.push(JSON.stringify([row['event_at'], row['visitor_id'], row['event_id']]));
    }
  }
  const [from, to] = [START / DAY - 2, START / DAY + 110];
  const days = await readLedger({ db: env.DB }, { site: site.number, from, to });
  return { events, ledger: days.reduce((sum, { stored }) => sum + stored, 0) };
}

async function keysOf(site: { id: string }): Promise<string[]> {
  const { objects } = await env.TEST_LAKE.list({ prefix: `site=${site.id}/` });
  return objects.map(({ key }) => key).sort();
}

async function manifestOf(site: { id: string }): Promise<Manifest> {
  const object = await env.TEST_LAKE.get(`site=${site.id}/manifest.json`);
  return JSON.parse((await object?.text()) ?? '{}') as Manifest;
}

const placesOf = async ({ number }: ReadSite): Promise<unknown> =>
  env.DB.prepare(
    `select (select count(*) from sessions where site = ?1) as sessions,
            (select count(*) from archived where site = ?1) as archived,
            (select count(*) from lake_gone where site = ?1) as gone`,
  )
    .bind(number)
    .first();

describe('an archive that is killed', () => {
  /** A day in the lake, something late to it, and a day that is to go there next. */
  async function prepared(): Promise<{ site: ReadSite & { id: string }; lines: Line[] }> {
    const site = await makeSite(91);
    const early = visitsOf(['v1', 'v2'], 1, START + 5 * DAY);
    await tell(site, { lines: early });
    await run(NOW);
    const late = visit('v1', [[START + 5 * DAY + 20 * MINUTE, 'page_view', { page: '/late' }]]);
    // Before its session, which begins with it from now on.
    const before = visit('v2', [[START + 5 * DAY + 40 * MINUTE, 'page_view']]);
    const next = visitsOf(['v1', 'v3'], 1, START + 9 * DAY);
    await tell(site, { lines: [late, before, ...next] }, { lake: env.TEST_LAKE });
    return { site, lines: [...early, late, before, ...next] };
  }

  /** A run that is killed, then whole runs, and what has become of the site. */
  async function survives(death: number | undefined): Promise<number> {
    const { site, lines } = await prepared();
    const expected = lines.flatMap(({ visitor, events }) =>
      events.map(({ id, at }) => JSON.stringify([at, visitor, id])),
    );
    const place = mortal(real, death);
    const killed = run(NOW + 2 * DAY, place);
    if (death === undefined) await killed;
    else await expect(killed).rejects.toThrow('killed');
    const whole = { events: expected.sort(), ledger: expected.length };
    const after = await storedOf(site);
    expect({ ...after, events: after.events.sort() }).toEqual(whole);
    // Files whose job died are deleted a day later, replaced ones after a month.
    await run(NOW + 40 * DAY);
    await run(NOW + 80 * DAY);
    const later = await storedOf(site);
    expect({ ...later, events: later.events.sort() }).toEqual(whole);
    expect(await placesOf(site)).toEqual({ sessions: 0, archived: 4, gone: 0 });
    const { parts, events } = await manifestOf(site);
    expect(events).toBe(expected.length);
    const named = parts.flatMap((part) => [part.events_file, part.sessions_file]);
    expect(await keysOf(site)).toEqual([...named, `site=${site.id}/manifest.json`].sort());
    return place.calls();
  }

  test('anywhere loses nothing, counts nothing twice and leaves nothing behind', async () => {
    const calls = await survives(undefined);
    expect(calls).toBeGreaterThan(15);
    // One call follows another: killed after one is killed before the next.
    for (let call = 0; call < calls; call++) await survives(call);
  });
});

test('two archives at once move each session once', async () => {
  const site = await makeSite();
  const lines = visitsOf(['v1', 'v2', 'v3'], 3);
  await tell(site, { lines });
  const before = await storedOf(site);
  await Promise.all([run(NOW), run(NOW), run(NOW)]);
  await run(NOW);
  expect(await storedOf(site)).toEqual(before);
  expect(await placesOf(site)).toEqual({ sessions: 0, archived: 9, gone: 0 });
  const { parts, sessions } = await manifestOf(site);
  expect([parts.length, sessions]).toEqual([3, 9]);
});

test('a session that changes while its file is written stays, and its copy does not count', async () => {
  const site = await makeSite();
  await tell(site, { lines: visitsOf(['v1', 'v2'], 1) });
  const late = visit('v1', [[START + 15 * MINUTE, 'page_view', { page: '/late' }]]);
  const bucket = new Proxy(env.TEST_LAKE, {
    get: (target, name) => {
      if (name !== 'put') return Reflect.get(target, name).bind(target) as unknown;
      return async (key: string, body: Uint8Array) => {
        if (key.endsWith('sessions.parquet')) await tell(site, { lines: [late] }, { lake: target });
        return target.put(key, body);
      };
    },
  });
  await run(NOW, { db: env.DB, bucket });
  expect(await placesOf(site)).toEqual({ sessions: 1, archived: 1, gone: 1 });
  expect((await storedOf(site)).events).toHaveLength(7);
  expect((await storedOf(site)).ledger).toBe(7);
});

test('what moves while a report reads is told once', async () => {
  const site = await makeSite();
  const lines = visitsOf(['v1', 'v2', 'v3', 'v4'], 4);
  await tell(site, { lines });
  const { sessions } = new Reader(contextOf(site), site);
  const seen: string[] = [];
  for await (const { rows } of sessions.range({ ...RANGE, depth: 'whole', chunk: 3 })) {
    for (const row of rows) seen.push(`${row.start} ${row.visitor}`);
    await archive({ ...real, now: NOW, makeId: () => `e${++ids}`, files: 1 });
  }
  expect(seen).toHaveLength(16);
  expect(new Set(seen).size).toBe(16);
  expect(await placesOf(site)).toMatchObject({ archived: 16 });
});

test('days go to the lake when they are older than the site keeps them', async () => {
  const site = await makeSite(3);
  await tell(site, { lines: visitsOf(['v1'], 6) });
  await run(START + 5 * DAY + 12 * HOUR);
  expect((await manifestOf(site)).parts.map(({ day }) => day)).toEqual([
    '2026-08-03',
    '2026-08-04',
  ]);
  await run(START + 6 * DAY);
  expect((await manifestOf(site)).parts.map(({ day }) => day).at(-1)).toBe('2026-08-05');
  expect(await placesOf(site)).toMatchObject({ sessions: 3, archived: 3 });
});

test('a big day is several files, and what comes late to it is written with its own part alone', async () => {
  const site = await makeSite();
  const visitors = Array.from({ length: 2_300 }, (_, i) => `v${i}`);
  const lines = visitors.map((visitor, i) => visit(visitor, [[START + i * 9_000, 'page_view']]));
  await tell(site, { lines });
  await run(NOW);
  const { parts, sessions } = await manifestOf(site);
  expect(sessions).toBe(2_300);
  expect(parts.map((part) => part.sessions)).toEqual([2_000, 300]);
  expect(parts[0]?.to).toBe(parts[1]?.from);
  await tell(site, { lines: [visit('v7', [[START + 64_000, 'click']])] }, { lake: env.TEST_LAKE });
  await run(NOW + 2 * DAY);
  const after = await manifestOf(site);
  expect(after.parts.map(({ generation, events }) => [generation, events])).toEqual([
    [2, 2_001],
    [1, 300],
  ]);
  const { data } = await overview(contextOf(site), { range: RANGE });
  expect(data.sessions).toBe(2_300);
});

test('who is erased is in no report at once, and in no file an hour after the next run', async () => {
  const site = await makeSite();
  await tell(site, { lines: visitsOf(['erased', 'kept'], 2) });
  await run(NOW);
  expect(await customerBy(contextOf(site), 'erased')).toBeDefined();
  const work = { databases: { db: env.DB, lake: env.TEST_LAKE }, site, now: NOW };
  await beginJob(work, { type: 'erase', subject: { visitor: 'erased' }, scope: 'person' });
  await runErasures(work, () => false);
  expect(await customerBy(contextOf(site), 'erased')).toBeUndefined();
  expect(await storedOf(site)).toMatchObject({ ledger: 6 });
  const before = await keysOf(site);
  // Not a day later, as with what comes late.
  await run(NOW + HOUR);
  await run(NOW + 2 * HOUR);
  const after = await keysOf(site);
  expect(after.filter((key) => before.includes(key))).toEqual([`site=${site.id}/manifest.json`]);
  expect((await manifestOf(site)).events).toBe(6);
  expect((await storedOf(site)).events.every((event) => event.includes('kept'))).toBe(true);
});

test('half of a site is not shown as all of it where the bucket is not bound', async () => {
  const site = await makeSite();
  await tell(site, { lines: visitsOf(['v1'], 2) });
  await run(NOW);
  const statusOf = async (bound: object): Promise<number> => {
    const request = new Request(`https://sojourn.example/v1/sites/${site.id}/customers`, {
      headers: { authorization: `Bearer ${env.SOJOURN_ADMIN_KEY}` },
    });
    const response = await app.fetch(request, { ...env, ...bound }, createExecutionContext());
    return response.status;
  };
  expect(await statusOf({})).toBe(503);
  expect(await statusOf({ LAKE: env.TEST_LAKE })).toBe(200);
});
