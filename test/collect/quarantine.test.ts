import { env, exports } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { expireQuarantine, QUARANTINE_KEPT } from '../../worker/jobs/expire-quarantine.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

const ORIGIN = 'https://shop.example';
const now = Date.now();

let site = '';
let key = '';

beforeEach(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'admin'));
});

interface Row {
  id: string;
  reason: string;
  body: Record<string, unknown>;
  visitor: string | null;
  received_at: string;
  expires_at: string;
}

interface Replay {
  stored: number;
  duplicates: number;
  refused: { id: string; reason: string }[];
  next: string | null;
}

async function collect(events: object[], load = 'load'): Promise<void> {
  const batch = {
    v: 1, site, batch: 'b', sent_at: now, visitor: 'v', page_load: load, events,
    context: { referrer: 'https://www.google.com/', language: 'de' },
  }; // prettier-ignore
  const headers = {
    origin: ORIGIN,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  };
  await exports.default.fetch(`${HOST}/e`, {
    method: 'POST',
    headers,
    body: JSON.stringify(batch),
  });
}

async function list(query = ''): Promise<{ data: Row[]; next_cursor: string | null }> {
  const response = await ask(`/v1/sites/${site}/quarantine${query}`, { key });
  expect(response.status).toBe(200);
  return response.json();
}

async function replay(body: object): Promise<Replay> {
  const response = await ask(`/v1/sites/${site}/quarantine/replay`, { key, body });
  expect(response.status).toBe(200);
  return response.json();
}

/** As if the rule that refused them had been mended since: what they say is right now. */
async function mend(from: string, to: string): Promise<void> {
  await env.DB.prepare(
    `update quarantine set body = replace(body, ?2, ?3)
     where site = (select site from sites where id = ?1)`,
  )
    .bind(site, from, to)
    .run();
}

async function timeline(id: string): Promise<Record<string, unknown>[]> {
  const response = await ask(`/v1/sites/${site}/customers/${id}/timeline`, { key });
  return response.status === 404
    ? []
    : (await response.json<{ data: Record<string, unknown>[] }>()).data;
}

const purchase = (seq: number, value: number): object => ({
  seq,
  at: now - 60_000 + seq,
  name: 'purchase',
  page: 'https://shop.example/thanks',
  properties: { transaction_id: `O-${seq}`, currency: 'EUR', value },
});

test('lists what broke a rule, newest first, by reason and by pages', async () => {
  await collect([purchase(0, -1), purchase(1, -2), { seq: 2, at: 5, name: 'page_view' }]);
  const all = await list();
  expect(all.data.map(({ reason }) => reason).toSorted()).toEqual([
    'amount_negative',
    'amount_negative',
    'too_old',
  ]);
  const [one] = (await list('?reason=too_old')).data;
  expect(one).toMatchObject({ visitor: 'v', body: { seq: 2, at: 5, name: 'page_view' } });
  expect(Date.parse(one?.expires_at ?? '') - Date.parse(one?.received_at ?? '')).toBe(
    QUARANTINE_KEPT,
  );
  const first = await list('?limit=2');
  const rest = await list(`?limit=2&cursor=${first.next_cursor}`);
  expect([...first.data, ...rest.data]).toEqual(all.data);
});

test('stores what is good now as if it had been good at once, and only once', async () => {
  await collect([purchase(0, 5), purchase(1, -7), purchase(2, -8)]);
  await mend('-7', '7');
  const first = await replay({ reason: 'amount_negative' });
  expect(first).toMatchObject({
    stored: 1,
    duplicates: 0,
    refused: [{ reason: 'amount_negative' }],
    next: null,
  });
  const again = await replay({ reason: 'amount_negative' });
  expect(again).toMatchObject({
    stored: 0,
    duplicates: 0,
    refused: [{ reason: 'amount_negative' }],
  });
  expect((await list()).data).toHaveLength(1);
  const [good, mended] = await timeline('v');
  expect(mended).toMatchObject({ id: 'load.1', name: 'purchase', properties: { value: 7 } });
  // The device and the sender are those of the request it came with.
  expect({ ...mended, ...sameParts }).toEqual({ ...good, ...sameParts });
});

const sameParts = {
  id: 0,
  at: 0,
  properties: 0,
  object: 0,
  title: 0,
  stage: 0,
  journey: 0,
  demo: 0,
};

test('finds an event there already where the client sent it right meanwhile', async () => {
  await collect([purchase(1, -7)]);
  await collect([purchase(1, 7)]);
  await mend('-7', '7');
  const [row] = (await list()).data;
  expect(await replay({ ids: [row?.id ?? ''] })).toMatchObject({ stored: 0, duplicates: 1 });
  expect((await list()).data).toEqual([]);
});

test('judges times against the time they came', async () => {
  await collect([{ seq: 0, at: now + 2 * 86_400_000, name: 'page_view' }]);
  await env.DB.prepare(
    'update quarantine set received_at = received_at - 864000000 where site = (select site from sites where id = ?1)',
  )
    .bind(site)
    .run();
  expect(await replay({ reason: 'in_the_future' })).toMatchObject({ stored: 0, refused: [{}] });
});

test('replays messages of Segment’s format and lines of files', async () => {
  const server = (await makeKey(site, 'server')).key;
  const message = {
    type: 'track',
    event: 'Order Refunded',
    userId: 'ann',
    messageId: 'm1',
    properties: { value: -3 },
  };
  await ask('/v1/batch', {
    body: { batch: [message] },
    headers: { authorization: `Basic ${btoa(`${server}:`)}` },
  });
  const line = JSON.stringify({
    at: now,
    name: 'purchase',
    visitor: 'old',
    properties: { value: -3 },
  });
  const importing = { method: 'POST', headers: { authorization: `Bearer ${server}` }, body: line };
  await exports.default.fetch(`${HOST}/v1/sites/${site}/imports`, importing);
  expect((await list()).data.length).toBe(2);
  await mend('-3', '3');
  const ids = (await list()).data.map(({ id }) => id);
  expect(await replay({ ids })).toMatchObject({ stored: 2, refused: [] });
  expect((await timeline('old')).map(({ name }) => name)).toEqual(['purchase']);
  const [refund] = await timeline('ann');
  expect(refund).toMatchObject({ actor: { assurance: 'verified' } });
});

test('keeps a conflicting copy as what it is', async () => {
  await collect([purchase(0, 5)]);
  await collect([purchase(0, 6)]);
  expect(await replay({ reason: 'conflicting_copy' })).toMatchObject({ stored: 0, refused: [{}] });
  expect((await list()).data).toHaveLength(1);
});

test.each([
  {},
  { ids: [] },
  { ids: ['x'], reason: 'too_old' },
  { reason: "x' or 1=1" },
  { reason: 'too_old', after: 'x' },
])('refuses to replay %j', async (body) => {
  expect((await ask(`/v1/sites/${site}/quarantine/replay`, { key, body })).status).toBe(422);
});

test('drops after 30 days what nobody mended, and says so in the ledger, once', async () => {
  await collect([purchase(0, -1), purchase(1, -2)]);
  await env.DB.prepare(
    `update quarantine set received_at = received_at - 10
     where body like '%"value":-1%' and site = (select site from sites where id = ?1)`,
  )
    .bind(site)
    .run();
  const [kept] = (await list()).data;
  const edge = Date.parse(kept?.received_at ?? '') + QUARANTINE_KEPT;
  await expireQuarantine(env.DB, edge);
  await expireQuarantine(env.DB, edge);
  expect((await list()).data).toEqual([kept]);
  const { totals } = await (
    await ask(`/v1/sites/${site}/ledger`, { key })
  ).json<{
    totals: Record<string, Record<string, number>>;
  }>();
  expect(totals).toMatchObject({
    expired: { amount_negative: 1 },
    quarantined: { amount_negative: 1 },
    accounted: 2,
  });
});
