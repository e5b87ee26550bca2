import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { flush } from '../../worker/collect/ledger.ts';
import { settle } from '../../worker/collect/settle.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { SESSION_EVENTS } from '../../worker/stitch/merge.ts';
import { SESSION } from '../../worker/stitch/session-row.ts';
import { ask, makeKey, makeSite } from '../support/api.ts';
import { Random } from '../support/random.ts';

const START = Date.UTC(2026, 9, 5, 10);
const OVER = 150;
const ctx = { waitUntil: (): void => undefined };

const EVENTS = Array.from({ length: SESSION_EVENTS + OVER }, (_, seq): Event => ({
  id: `load.${seq}`, at: START + seq * 700, name: seq % 9 ? 'click' : 'page_view', page: `/${seq % 7}`, context: {},
})); // prettier-ignore

/** Bought and given back when the session has long been full. */
for (const [seq, name] of [[SESSION_EVENTS + 20, 'purchase'], [SESSION_EVENTS + 90, 'refund']] as const) {
  EVENTS[seq] = {
    id: `load.${seq}`, at: START + seq * 700, name, page: '/bought', context: {},
    props: { transaction_id: '1001', value: 20, currency: 'EUR' },
  };
} // prettier-ignore

test('keeps the same beginning and the orders of a runaway session in any order, flagged and counted', async () => {
  const id = await makeSite({ origins: ['*'], time_zone: 'UTC' });
  const find = env.DB.prepare('select site from sites where id = ?1').bind(id);
  const number = (await find.first<{ site: number }>())?.site ?? 0;
  const orders = [EVENTS, EVENTS.toReversed(), new Random(5).shuffle(EVENTS)];
  for (const [n, order] of orders.entries()) {
    // Copies that come after all else find it full, and it stays flagged.
    const events = [...order, ...EVENTS.slice(0, 300)];
    for (let from = 0; from < events.length; from += 600) {
      const part = events.slice(from, from + 600);
      const intake = {
        site: { number, currency: 'EUR', symbols: 0 },
        lines: [{ visitor: `runaway${n}`, events: part }],
        edges: [], traits: [], quarantined: [], receivedAt: START,
      }; // prettier-ignore
      await settle({ db: env.DB, ctx, intake, tally: {} });
    }
  }
  await flush(env.DB);
  const { results } = await env.DB.prepare(
    `select start, end, version, events, views, flags, names, times, pages, ids, props, facts, strings
     from sessions where site = ?1`,
  )
    .bind(number)
    .all<{ start: number; end: number; events: number; flags: number }>();
  expect(results).toHaveLength(orders.length);
  for (const row of results) {
    expect(row).toEqual(results[0]);
    expect(row).toMatchObject({ start: START, end: EVENTS.at(-1)?.at, events: SESSION_EVENTS });
    expect(row.flags & SESSION.overflow).toBe(SESSION.overflow);
  }
  const ledger = env.DB.prepare(
    "select count from ledger where site = ?1 and outcome = 'overflow'",
  );
  expect(await ledger.bind(number).first()).toEqual({ count: OVER * orders.length });

  const { key } = await makeKey(id, 'read:reports');
  const body = { range: { from: '2026-10-05', to: '2026-10-05' } };
  const reader = await makeKey(id, 'read:customers');
  for (const n of orders.keys()) {
    const path = `/v1/sites/${id}/customers/runaway${n}/timeline?kinds=order,refund`;
    const bought = await ask(path, { key: reader.key });
    const { data } = await bought.json<{ data: { name: string }[] }>();
    expect(data.map(({ name }) => name)).toEqual(['purchase', 'refund']);
  }
  const report = await ask(`/v1/sites/${id}/reports/overview`, { key, body });
  expect(report.status).toBe(200);
  expect(await report.json()).toMatchObject({ data: { sessions: orders.length } });
});
