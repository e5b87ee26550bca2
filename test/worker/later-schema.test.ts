import { createExecutionContext, env } from 'cloudflare:test';
import { expect, test } from 'vitest';
import worker from '../../worker/index.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

// A deployment that is rolled back leaves the later version's tables to this one, and a migration runs
// while batches come in: neither may cost an event.

const now = Date.now();
const ctx = createExecutionContext();
const headers = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
};

async function tables(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "select name from sqlite_schema where type = 'table' and name not like '_cf%' and name not like 'sqlite%' and name <> 'd1_migrations'",
  ).all<{ name: string }>();
  return results.map(({ name }) => name);
}

/** A name out of `sqlite_schema` in a fixed statement: SQL takes no parameter for a table. */
const change = (table: string, what: string): Promise<unknown> =>
  env.DB.prepare(['alter table', table, what].join(' ')).run();

test('columns that a later version adds and takes away under load: no error, no loss, all rows readable', async () => {
  const site = await makeSite({ origins: ['*'], time_zone: 'UTC' });
  const { key } = await makeKey(site, 'admin');
  const statuses = new Set<number>();
  let made = 0;
  /** All that ingest writes: session, edge, user, order, quarantine; sent until it is taken. */
  const collect = async (): Promise<void> => {
    const n = made++;
    const at = now - 60_000;
    const body = JSON.stringify({
      v: 1, site, batch: `b${n}`, sent_at: now, visitor: `v${n}`, page_load: `p${n}`,
      events: [
        { seq: 0, at, name: 'page_view', page: `/p/${n}` },
        { seq: 1, at, name: 'identify', properties: { user_id: `u${n}`, traits: { n } } },
        { seq: 2, at, name: 'purchase', properties: { transaction_id: `o${n}`, value: 1, currency: 'EUR' } },
        { seq: 3, at: 1, name: 'page_view' },
      ],
    }); // prettier-ignore
    for (;;) {
      const request = new Request(`${HOST}/e`, { method: 'POST', headers, body });
      const { status } = await worker.fetch(request, env, ctx);
      statuses.add(status);
      if (status < 500) return;
    }
  };
  const read = async (): Promise<void> => {
    for (const path of ['/customers', '/journeys', '/quarantine', '/ledger', '/segments', '/keys', '/identity/conflicts']) {
      const { status } = await ask(`/v1/sites/${site}${path}`, { key });
      expect([path, status]).toEqual([path, 200]);
    } // prettier-ignore
  };
  await collect();
  const names = await tables();
  expect(names.length).toBeGreaterThan(15);
  for (const what of ['add column later integer not null default 7', 'drop column later']) {
    for (let n = 0; n < names.length; n += 6) {
      const changes = names.slice(n, n + 6).map((name) => change(name, what));
      await Promise.all([collect(), ...changes, collect(), collect()]);
    }
    await read();
  }
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(made).toBeGreaterThan(20);
  const body = { range: { preset: 'last_7d' } };
  const response = await ask(`/v1/sites/${site}/reports/overview`, { key, body });
  const { data } = await response.json<{ data: Record<string, unknown> }>();
  expect(data).toMatchObject({ visitors: made, events: 3 * made, orders: made, customers: made });
});
