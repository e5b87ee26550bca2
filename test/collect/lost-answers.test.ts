import { env } from 'cloudflare:test';
import { beforeAll, expect, test } from 'vitest';
import { channelCode } from '../../worker/collect/settle.ts';
import { flush, note } from '../../worker/collect/ledger.ts';
import { forgetFlushes } from '../../worker/jobs/forget-flushes.ts';
import { HOME, type Databases } from '../../worker/stitch/databases.ts';
import type { Intake } from '../../worker/stitch/intake.ts';
import { store } from '../../worker/stitch/store.ts';
import { makeSite } from '../support/api.ts';
import { faultyD1 } from '../support/faulty-d1.ts';

const LOST = { message: 'Network connection lost.', times: 1 } as const;
const at = Date.now() - 60_000;

let site = 0;

beforeAll(async () => {
  const id = await makeSite({ origins: ['*'] });
  const row = env.DB.prepare('select site from sites where id = ?1').bind(id);
  site = (await row.first<{ site: number }>())?.site ?? 0;
});

/** Two events of a visitor of its own, and one that breaks a rule. */
function intakeOf(visitor: string): Intake {
  const events = [0, 1].map((seq) => ({
    id: `${visitor}.${seq}`,
    at: at + seq,
    name: 'click',
    context: {},
  }));
  const bad = { reason: 'at_invalid', detail: '', source: 'page' as const, visitor, body: null };
  return {
    site: { number: site, currency: 'EUR', symbols: 0 },
    lines: [{ visitor, events }],
    edges: [],
    traits: [],
    quarantined: [bad],
    receivedAt: at,
  };
}

const WAYS: Record<string, (db: D1Database) => Databases> = {
  'one database': (db) => ({ db }),
  'several databases': (db) => ({ db, more: new Map([[HOME, db]]) }),
};

test.for(Object.keys(WAYS))(
  'tells what was stored in %s, although the answer to any call was lost',
  async (way) => {
    const over = WAYS[way] ?? expect.unreachable();
    const counting = faultyD1(env.DB);
    await store(over(counting.db), intakeOf(`counted in ${way}`), channelCode);
    const calls = counting.calls();
    expect(calls).toBeGreaterThanOrEqual(2);
    for (let call = 0; call < calls; call++) {
      for (const when of ['before', 'after'] as const) {
        const intake = intakeOf(`${way}-${call}-${when}`);
        const { db } = faultyD1(env.DB, { ...LOST, call, when });
        const first = await store(over(db), intake, channelCode);
        expect(first).toMatchObject({ stored: 2, duplicates: 0, quarantined: 1 });
        const again = await store(over(env.DB), intake, channelCode);
        expect(again).toMatchObject({ stored: 0, duplicates: 2, quarantined: 0 });
      }
    }
  },
);

test('enters counts into the ledger once, although the answer was lost', async () => {
  const ctx = { waitUntil: (): void => undefined };
  for (const when of ['before', 'after'] as const) {
    const outcome = `lost:${when}`;
    const { db } = faultyD1(env.DB, { ...LOST, call: 0, when });
    note(db, ctx, { site, at, tally: { [outcome]: 3 } });
    await flush(db);
    note(db, ctx, { site, at, tally: { [outcome]: 4 } });
    await flush(db);
    await flush(db);
    const row = env.DB.prepare('select count from ledger where site = ?1 and outcome = ?2');
    expect(await row.bind(site, outcome).first()).toEqual({ count: 7 });
  }
});

test('forgets after a day under which ids counts were written', async () => {
  const countIds = async (): Promise<number> => {
    const sql = "select count(*) as n from cache where key like 'flush:%'";
    return (await env.DB.prepare(sql).first<{ n: number }>())?.n ?? 0;
  };
  const before = await countIds();
  expect(before).toBeGreaterThan(0);
  await forgetFlushes(env.DB, Date.now() + 86_000_000);
  expect(await countIds()).toBe(before);
  await forgetFlushes(env.DB, Date.now() + 87_000_000);
  expect(await countIds()).toBe(0);
});
