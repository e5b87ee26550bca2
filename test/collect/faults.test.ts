import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { WireBatch } from '../../schema/index.ts';
import app from '../../worker/index.ts';
import { makeSite } from '../support/api.ts';
import { D1_ERRORS, faultyD1, type Fault } from '../support/faulty-d1.ts';

let site: string;
let visitors = 0;

beforeAll(async () => {
  site = await makeSite({ origins: ['*'] });
});

/** A batch that touches every table ingest writes: session, symbols, edge, user, order, quarantine. */
function makeBatch(): WireBatch {
  const at = Date.now() - 60_000;
  const n = ++visitors;
  return {
    v: 1,
    site,
    batch: `batch${n}`,
    sent_at: Date.now(),
    visitor: `visitor${n}`,
    page_load: `load${n}`,
    events: [
      {
        seq: 0,
        at,
        name: 'page_view',
        page: { url: `/a/page/of/its/own/${n}`, title: `Title ${n}` },
      },
      {
        seq: 1,
        at: at + 1,
        name: 'identify',
        properties: { user_id: `user${n}`, traits: { plan: 'x' } },
      },
      {
        seq: 2,
        at: at + 2,
        name: 'purchase',
        properties: { transaction_id: `order${n}`, value: 10, currency: 'EUR' },
      },
      { seq: 3, at: at + 3, name: 'purchase', properties: { value: -1 } },
    ],
  };
}

async function post(batch: WireBatch, db: D1Database): Promise<number> {
  const ctx = createExecutionContext();
  const request = new Request('https://sojourn.example/e', {
    method: 'POST',
    body: JSON.stringify(batch),
  });
  const response = await app.fetch(request, { ...env, DB: db }, ctx);
  return response.status;
}

/** What is stored of a batch, from every table. */
async function storedOf({ visitor }: WireBatch): Promise<unknown> {
  const n = visitor.replace('visitor', '');
  const one = async (sql: string, value: string): Promise<unknown> =>
    (await env.DB.prepare(sql).bind(value).first<{ n: unknown }>())?.n ?? null;
  return {
    events: await one('select sum(events) as n from sessions where visitor = ?1', visitor),
    edges: await one("select count(*) as n from edges where kind = 'identify' and a = ?1", visitor),
    users: await one('select count(*) as n from users where user = ?1', `user${n}`),
    orders: await one('select sum(value) as n from orders where id = ?1', `order${n}`),
    quarantined: await one('select count(*) as n from quarantine where visitor = ?1', visitor),
  };
}

const ALL = { events: 3, edges: 1, users: 1, orders: 1_000, quarantined: 1 };

async function survives(fault: Fault): Promise<void> {
  const batch = makeBatch();
  const status = await post(batch, faultyD1(env.DB, fault).db);
  expect([200, 503]).toContain(status);
  if (status === 200) expect(await storedOf(batch)).toEqual(ALL);
  // The client sends what was not acknowledged again; and once more, as it may.
  if (status === 503) expect(await post(batch, env.DB)).toBe(200);
  expect(await post(batch, env.DB)).toBe(200);
  expect(await storedOf(batch)).toEqual(ALL);
}

async function countCalls(): Promise<number> {
  const counting = faultyD1(env.DB);
  await post(makeBatch(), counting.db);
  return counting.calls();
}

describe('an acknowledged batch is there, exactly once, when D1', () => {
  test.each(D1_ERRORS)('says "%s" at any call, before or after doing it', async (message) => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThanOrEqual(4);
    for (let call = 0; call < calls; call++) {
      for (const when of ['before', 'after'] as const) {
        await survives({ call, message, when, times: 1 });
      }
    }
  });

  test('stays down for the whole request', async () => {
    const calls = await countCalls();
    for (let call = 0; call < calls; call++) {
      const batch = makeBatch();
      const fault: Fault = { call, message: 'Network connection lost.', when: 'before', times: 99 };
      expect(await post(batch, faultyD1(env.DB, fault).db)).toBe(503);
      expect(await post(batch, env.DB)).toBe(200);
      expect(await storedOf(batch)).toEqual(ALL);
    }
  });
});

test('counts what no row holds in the ledger, within seconds', async () => {
  const own = await makeSite({ origins: ['*'] });
  const batch: WireBatch = { ...makeBatch(), site: own, lost: { queue_full: 7 } };
  const ctx = createExecutionContext();
  const send = (): Promise<Response> =>
    Promise.resolve(
      app.fetch(
        new Request('https://sojourn.example/e', { method: 'POST', body: JSON.stringify(batch) }),
        env,
        ctx,
      ),
    );
  await send();
  await send();
  await waitOnExecutionContext(ctx);
  // The flush may ride on an earlier request's context.
  const ledger = async (): Promise<unknown[]> => {
    const statement = env.DB.prepare(
      `select outcome, count from ledger
       where site = (select site from sites where id = ?1) and outcome not like 'cost:%' order by outcome`,
    );
    return (await statement.bind(own).all()).results;
  };
  await vi.waitFor(async () => expect(await ledger()).toHaveLength(2), { timeout: 60_000 });
  expect(await ledger()).toEqual([
    { outcome: 'duplicate', count: 4 },
    { outcome: 'lost:queue_full', count: 7 },
  ]);
});
