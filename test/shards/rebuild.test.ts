import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import type { ReadSite } from '../../worker/history/index.ts';
import app from '../../worker/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import { cleanUp } from '../../worker/shards/carry-on.ts';
import { KEPT } from '../../worker/shards/clean.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import { makeSite, OPERATOR } from '../support/api.ts';
import { contact, visit } from '../reports/store.ts';
import { FOUR, fourDatabases, shardsOf, spread, tellTo } from './several.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-08-03T10:00:00Z');
const NOW = START + 100 * DAY;
const VISITORS = Array.from({ length: 12 }, (_, i) => `visitor-${i}`);

let several: Databases & { more: Map<string, D1Database> };
beforeAll(async () => {
  several = { ...(await fourDatabases()), lake: env.TEST_LAKE };
});

/** A site over four databases, a day of it in the lake, with an order of each visitor there and here. */
async function siteOfMany(): Promise<{ id: string; site: ReadSite }> {
  const id = await makeSite();
  const read = env.DB.prepare('select site from sites where id = ?1').bind(id);
  const number = (await read.first<number>('site')) ?? 0;
  const site = { number, timeZone: 'UTC', currency: 'EUR', spread: true };
  const bought = (nth: string, at: number): Parameters<typeof visit>[1][number] => [
    at,
    'purchase',
    { props: { transaction_id: nth, value: 12.5, currency: 'EUR' }, context: { country: 'DE' } },
  ];
  const lines = VISITORS.map((visitor, i) =>
    visit(visitor, [bought(`old-${i}`, START + i), bought(`new-${i}`, NOW - DAY + i)]),
  );
  await tellTo(several, site, { lines: [...lines, contact('ann', [bought('call', NOW - DAY)])] });
  const shards = shardsOf(several, site);
  await spread(shards, FOUR, NOW);
  await cleanUp(shards, { now: NOW + KEPT, isOver: () => false });
  let files = 0;
  const makeId = (): string => `${id}-${++files}`;
  await archive({ ...several, bucket: env.TEST_LAKE, now: NOW, makeId });
  return { id, site };
}

interface Rebuilt {
  rows: Record<string, number>;
  changed: Record<string, string[]>;
}

/** As `npm run rebuild` asks, of a Worker that has all databases and the bucket. */
async function rebuild(id: string, write = false, bound?: object): Promise<Rebuilt> {
  const [DB_1, DB_2, DB_3] = [env.SHARD_1, env.SHARD_2, env.SHARD_3];
  const all = bound ?? { DB_1, DB_2, DB_3, LAKE: env.TEST_LAKE };
  const found: Rebuilt = { rows: {}, changed: {} };
  for (let after: string | null | undefined; after !== null;) {
    const request = new Request(`https://sojourn.example/v1/sites/${id}/rebuild`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
      body: JSON.stringify({ write, ...(after !== undefined && { after }) }),
    });
    const response = await app.fetch(request, { ...env, ...all }, createExecutionContext());
    if (response.status !== 200) throw new Error(String(response.status));
    const piece = await response.json<{
      steps: { table: string; rows: number; changed: string[] }[];
      next: string | null;
    }>();
    for (const { table, rows, changed } of piece.steps) {
      found.rows[table] = (found.rows[table] ?? 0) + rows;
      if (changed.length > 0) found.changed[table] = [...(found.changed[table] ?? []), ...changed];
    }
    after = piece.next;
  }
  return found;
}

test('finds all of a site over four databases and the lake as it follows from what is stored, and repairs it', async () => {
  const { id, site } = await siteOfMany();
  const { rows, changed } = await rebuild(id);
  expect(changed).toEqual({});
  expect(rows).toMatchObject({ sessions: 12, archived: 12, touchpoints: 1, orders: 25 });
  expect((await rebuild(id, true)).changed).toEqual({});
  // Whichever database it is that goes wrong.
  const damages = {
    sessions: 'update sessions set events = events + 1 where site = ?1',
    archived: 'delete from archived where site = ?1',
  };
  for (const [table, damage] of Object.entries(damages)) {
    for (const db of several.more.values()) await db.prepare(damage).bind(site.number).run();
    const damaged = (await rebuild(id, true)).changed;
    expect(Object.keys(damaged)).toEqual([table]);
    expect(new Set(damaged[table]?.map((name) => name.split(' ')[0])).size).toBe(12);
    expect((await rebuild(id)).changed).toEqual({});
  }
  // Orders from the events of every database and of the lake.
  const read = env.DB.prepare('select * from orders where site = ?1 order by id').bind(site.number);
  const before = (await read.all()).results;
  for (const damage of [
    "update orders set copies = replace(copies, '1250', '1150') where site = ?1",
    'delete from orders where site = ?1',
  ]) {
    await env.DB.prepare(damage).bind(site.number).run();
    expect(Object.keys((await rebuild(id, true)).changed)).toEqual(['orders']);
    expect((await read.all()).results).toEqual(before);
  }
  // Half of it is not taken for all of it.
  await expect(rebuild(id, false, { LAKE: env.TEST_LAKE })).rejects.toThrow('503');
});
