import { env, exports } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';
import { foundIn } from './markers.ts';

// Through the API alone, as a business would do it, and then a look into every table there is.

const now = Date.now();
const MINUTE = 60_000;

let site = '';
let server = '';

beforeEach(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  server = (await makeKey(site, 'server')).key;
});

interface Request {
  id: string;
  status: string;
  receipt: { store: string; searched: string; found: number; erased: number; note: string }[];
  bundle: string | null;
}

async function privacy(body: object): Promise<Request> {
  const response = await ask(`/v1/sites/${site}/privacy`, { key: OPERATOR, body });
  expect(response.status).toBe(202);
  return response.json<Request>();
}

async function erase(subject: object, scope?: string): Promise<Request> {
  const done = await privacy({ type: 'erase', subject, ...(scope && { scope }) });
  expect(done.status).toBe('done');
  return done;
}

/** A page's batch as the snippet seals it. */
function batchOf(visitor: string, events: object[], changes: object = {}): object {
  return {
    v: 1, site, batch: `b-${visitor}`, sent_at: now, visitor, page_load: `load-${visitor}`, events, ...changes,
  }; // prettier-ignore
}

async function send(batch: object): Promise<number> {
  const response = await exports.default.fetch(`${HOST}/e`, {
    method: 'POST',
    headers: {
      origin: 'https://shop.example',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
    body: JSON.stringify(batch),
  });
  return response.status;
}

async function segment(...messages: object[]): Promise<void> {
  const response = await exports.default.fetch(`${HOST}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server}` },
    body: JSON.stringify({ batch: messages }),
  });
  expect(response.status).toBe(200);
}

async function get<T>(path: string): Promise<T> {
  const response = await ask(`/v1/sites/${site}${path}`, { key: OPERATOR });
  expect(response.status).toBe(200);
  return response.json<T>();
}

async function overview(): Promise<Record<string, unknown>> {
  const response = await ask(`/v1/sites/${site}/reports/overview`, {
    key: OPERATOR,
    body: { range: { preset: 'last_7d' } },
  });
  return (await response.json<{ data: Record<string, unknown> }>()).data;
}

const view = (seq: number, path: string, title = 'Shop'): object => ({
  seq, at: now - 30 * MINUTE + seq * 1_000, name: 'page_view', page: `https://shop.example${path}`,
  properties: { title },
}); // prettier-ignore

test('a visitor is erased from every table, and stays so when the same is sent again', async () => {
  const secret = batchOf('erase-me-7', [
    view(0, '/a', 'Letters of a secret-title-7'),
    {
      seq: 1,
      at: now - 29 * MINUTE,
      name: 'secret_event_7',
      properties: { text: 'secret-text-7' },
    },
    {
      seq: 2,
      at: now - 28 * MINUTE,
      name: 'purchase',
      properties: { transaction_id: 'secret-order-7', value: -1 },
    },
    {
      seq: 3,
      at: now - 27 * MINUTE,
      name: 'purchase',
      properties: { transaction_id: 'secret-order-7', value: 5, currency: 'EUR' },
    },
  ]);
  const other = batchOf('other-visitor', [view(0, '/a', 'Shop'), view(1, '/b')]);
  for (const batch of [secret, other]) expect(await send(batch)).toBeLessThan(300);
  const texts = [
    'erase-me-7',
    'secret-title-7',
    'secret_event_7',
    'secret-text-7',
    'secret-order-7',
  ];
  const before = await foundIn(env.DB, texts);
  expect(before.join('\n')).toContain('symbols.text: secret-title-7');
  expect(before.join('\n')).toContain('quarantine.body: secret-order-7');
  const all = await get<{ totals: { accounted: number } }>('/ledger');

  const { receipt } = await erase({ visitor: 'erase-me-7' });
  expect(await foundIn(env.DB, texts)).toEqual([]);
  const erased = Object.fromEntries(receipt.map(({ store, erased: count }) => [store, count]));
  expect(erased).toMatchObject({ sessions: 1, orders: 1, quarantine: 1 });
  expect(erased['symbols']).toBeGreaterThan(0);
  expect(await overview()).toMatchObject({ visitors: 1, sessions: 1, page_views: 2, orders: 0 });
  const left = await get<{ totals: { accounted: number; erased: number } }>('/ledger');
  expect(left.totals).toMatchObject({ accounted: all.totals.accounted, erased: 4 });

  // As it was sent, with its clock of then; and as the snippet does it, stamped anew.
  for (const sentAt of [now, Date.now(), now - 120 * MINUTE, now - 20 * 1_440 * MINUTE])
    expect(await send({ ...secret, sent_at: sentAt })).toBeLessThan(300);
  expect(await foundIn(env.DB, texts)).toEqual([]);
  // What happens from now on is another matter.
  const at = Date.now() + 1;
  expect(await send(batchOf('erase-me-7', [{ ...view(9, '/a'), at }], { sent_at: at }))).toBe(204);
  expect(await overview()).toMatchObject({ visitors: 2, page_views: 3 });
  void segment;
});
