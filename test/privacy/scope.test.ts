import { createExecutionContext, createMessageBatch } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { messagesOf } from '../../worker/collect/letter.ts';
import worker from '../../worker/index.ts';
import { cleanUp } from '../../worker/shards/carry-on.ts';
import { KEPT } from '../../worker/shards/clean.ts';
import { beginMove, makeSpread } from '../../worker/shards/move.ts';
import { bucketOf } from '../../worker/stitch/bucket.ts';
import { readSpread } from '../../worker/stitch/spread.ts';
import { contact, identify, visit, type Told } from '../reports/store.ts';
import { finish, fourDatabases, shardsOf, tellTo } from '../shards/several.ts';
import {
  afterSomething,
  erase,
  eventsOf,
  makeSite,
  MINUTE,
  NOW,
  placesWith,
  rebuilt,
  START,
  type Setting,
} from './setting.ts';

const at = (minutes: number): number => START + minutes * MINUTE;

/** Who did what, as reports see it. */
async function deedsOf(setting: Setting): Promise<string[]> {
  const rows = await eventsOf(setting);
  return rows.map((row) => `${String(row['customer_id'])}: ${String(row['event_name'])}`).sort();
}

/** Ann on a phone and a laptop, which Bob uses after her; and a call she made. */
const TOLD: Told = {
  lines: [
    visit('phone', [[at(0), 'page_view'], [at(1), 'identify', { user: 'ann' }], [at(2), 'on_phone']]),
    visit('laptop', [
      [at(10), 'before_ann'], [at(11), 'identify', { user: 'ann' }], [at(12), 'of_ann'],
      [at(13), 'identify', { user: 'bob' }], [at(14), 'of_bob'],
    ]),
    contact('ann', [[at(20), 'support_call']]),
  ],
  edges: [identify('phone', 'ann', at(1)), identify('laptop', 'ann', at(11)), identify('laptop', 'bob', at(13))],
}; // prettier-ignore

async function settled(): Promise<Setting> {
  const setting = { databases: { db: env.DB }, site: await makeSite() };
  await tellTo(setting.databases, setting.site, TOLD);
  return setting;
}

test('of a shared device a person’s times are erased, and what others did on it stays theirs', async () => {
  const setting = await settled();
  await erase(setting, { user: 'ann' });
  expect(await deedsOf(setting)).toEqual(['bob: identify', 'bob: of_bob']);
  expect(await rebuilt(setting)).toEqual([]);
});

test('one of several ids that are joined is erased alone: what it joined comes apart, and stays', async () => {
  const setting = await settled();
  await erase(setting, { user: 'ann' }, 'id');
  expect(await deedsOf(setting)).toEqual([
    'bob: before_ann', 'bob: identify', 'bob: of_ann', 'bob: of_bob', 'phone: on_phone', 'phone: page_view',
  ]); // prettier-ignore
  expect(await placesWith(setting, ['"ann"', 'user:ann'])).toEqual([]);
  expect(await rebuilt(setting)).toEqual([]);
});

test('a shared device that is named itself goes as a whole, and nothing else of its people', async () => {
  const setting = await settled();
  await erase(setting, { visitor: 'laptop' });
  expect(await deedsOf(setting)).toEqual([
    'ann: identify', 'ann: on_phone', 'ann: page_view', 'ann: support_call',
  ]); // prettier-ignore
});

test('somebody nobody knows is erased too: what of them is still on its way is not stored', async () => {
  const setting = { databases: { db: env.DB }, site: await makeSite() };
  const { job } = await erase(setting, { user: 'ann' });
  expect(Object.values(job.receipt).reduce((sum, { erased }) => sum + erased, 0)).toBe(0);
  // A letter of the queue, that was written before.
  const { number, currency } = setting.site;
  const intake = {
    site: { number, currency, symbols: 0 }, lines: TOLD.lines, edges: TOLD.edges ?? [], traits: [],
    quarantined: [], receivedAt: at(30),
  }; // prettier-ignore
  const bodies = await messagesOf({ v: 1, intake, tally: {} });
  const messages = bodies.map((body, n) => ({
    id: `m${n}`,
    timestamp: new Date(NOW),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch('sojourn-spill', messages);
  await worker.queue(batch, env, createExecutionContext());
  expect(await deedsOf(setting)).toEqual([
    'bob: before_ann', 'bob: identify', 'bob: of_ann', 'bob: of_bob', 'phone: on_phone', 'phone: page_view',
  ]); // prettier-ignore
});

test('a bucket on its way from one database to another carries nobody past an erasure', async () => {
  const all = await fourDatabases();
  const two = new Map([...all.more].slice(0, 2));
  const site = await makeSite();
  const setting: Setting = {
    databases: { db: env.DB, more: two },
    site: { ...site, spread: true },
  };
  await makeSpread(shardsOf(setting.databases, site));
  await tellTo(setting.databases, setting.site, TOLD);
  const spread = await readSpread(env.DB, site.number);
  if (spread === undefined) throw new Error('The site is not spread');
  const buckets = ['phone', 'laptop'].map(bucketOf);
  // What was read of the one is on its way to the other while the person is erased in both.
  let erased = 0;
  const there = afterSomething(env.SHARD_1, async () => {
    if (erased++ === 0) await erase(setting, { user: 'ann' });
  });
  const moving = shardsOf({ db: env.DB, more: new Map([...two, ['DB_1', there]]) }, site);
  await beginMove(moving, spread, { id: 'm1', from: 'DB', to: 'DB_1', buckets });
  await finish(moving, NOW);
  expect(erased).toBeGreaterThan(1);
  await cleanUp(moving, { now: NOW + KEPT, isOver: () => false });
  expect(await deedsOf(setting)).toEqual(['bob: identify', 'bob: of_bob']);
  expect(await placesWith(setting, ['"ann"', 'of_ann', 'phone'])).toEqual([]);
});
