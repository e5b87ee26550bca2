import { env, exports } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { bury } from '../../worker/collect/dead-letters.ts';
import { HOLDS } from '../../worker/privacy/holds.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';
import { foundIn, tablesOf } from './markers.ts';

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
  const before = await found(texts);
  expect(before.join('\n')).toContain('symbols.text: secret-title-7');
  expect(before.join('\n')).toContain('quarantine.body: secret-order-7');
  const all = await get<{ totals: { accounted: number } }>('/ledger');

  const { receipt } = await erase({ visitor: 'erase-me-7' });
  expect(await found(texts)).toEqual([]);
  const erased = Object.fromEntries(receipt.map(({ store, erased: count }) => [store, count]));
  expect(erased).toMatchObject({ sessions: 1, orders: 1, quarantine: 1 });
  expect(erased['symbols']).toBeGreaterThan(0);
  expect(await overview()).toMatchObject({ visitors: 1, sessions: 1, page_views: 2, orders: 0 });
  const left = await get<{ totals: { accounted: number; erased: number } }>('/ledger');
  expect(left.totals).toMatchObject({ accounted: all.totals.accounted, erased: 4 });

  // As it was sent, with its clock of then; and as the snippet does it, stamped anew.
  for (const sentAt of [now, Date.now(), now - 120 * MINUTE, now - 20 * 1_440 * MINUTE])
    expect(await send({ ...secret, sent_at: sentAt })).toBeLessThan(300);
  expect(await found(texts)).toEqual([]);
  // What happens from now on is another matter.
  const at = Date.now() + 1;
  expect(await send(batchOf('erase-me-7', [{ ...view(9, '/a'), at }], { sent_at: at }))).toBe(204);
  expect(await overview()).toMatchObject({ visitors: 2, page_views: 3 });
});

/** Works out anew all that follows from what is stored: what differs from it. */
async function rebuilt(): Promise<string[]> {
  const changed: string[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const body: object = { write: false, ...(after && { after }) };
    const response = await ask(`/v1/sites/${site}/rebuild`, { key: OPERATOR, body });
    const piece = await response.json<{ steps: { changed: string[] }[]; next: string | null }>();
    changed.push(...piece.steps.flatMap((step) => step.changed));
    after = piece.next;
  }
  return changed;
}

async function bundleOf({ bundle }: Request): Promise<Record<string, unknown>[]> {
  const response = await ask(bundle ?? '', { key: OPERATOR });
  expect(response.status).toBe(200);
  const lines = (await response.text()).trim().split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
}

const at = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString();

/** Everything that can hold something of Ann, beside what Bob did at the same time. */
async function tellOfAnn(): Promise<void> {
  const track = (about: object, event: string, minutes: number, properties = {}): object => ({
    type: 'track', ...about, event, messageId: `${event} ${minutes} ${JSON.stringify(about)}`, timestamp: at(minutes),
    properties,
  }); // prettier-ignore
  const ann = { userId: 'ann-4711-2026-0007' };
  await segment(
    { type: 'identify', anonymousId: 'ann-phone', ...ann, messageId: 'i1', timestamp: at(50), traits: { email: 'Ann@Secret.example', name: 'Ann Secretname' } },
    track({ anonymousId: 'ann-phone', ...ann }, 'search', 49, { search_term: 'secret-search' }),
    { type: 'page', anonymousId: 'ann-phone', messageId: 'p1', timestamp: at(48), properties: { path: '/letters', title: 'A secret-title' } },
    track({ anonymousId: 'ann-laptop', ...ann }, 'Order Completed', 40, { order_id: 'secret-order', revenue: 10, currency: 'EUR', coupon: 'shared-coupon' }),
    track(ann, 'support_call', 30, { subject: 'secret-subject' }),
    { type: 'group', ...ann, messageId: 'g1', timestamp: at(29), groupId: 'acme', traits: { owner: 'ann@secret.example', plan: 'gold' } },
    { type: 'identify', userId: 'bob-0815', messageId: 'i2', timestamp: at(28), traits: { email: 'bob@shop.example', referred_by: 'ann@secret.example' } },
    track({ anonymousId: 'bob-phone', userId: 'bob-0815' }, 'Order Completed', 27, { order_id: 'bobs-order', revenue: 20, currency: 'EUR', coupon: 'shared-coupon' }),
  ); // prettier-ignore
  const lines = [
    { at: 'no time', name: 'x', user: 'ann-4711-2026-0007', properties: { note: 'secret-note' } },
    { at: 'no time', name: 'x', user: 'bob-0815' },
  ];
  const imported = await exports.default.fetch(`${HOST}/v1/sites/${site}/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server}`, 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  expect(imported.status).toBe(200);
  for (const [path, body] of [
    [
      '/segments',
      { name: 'Ann', filter: { field: 'trait.email', op: 'eq', value: 'ann@secret.example' } },
    ],
    ['/saved', { name: 'ann@secret.example', report: 'overview', query: {} }],
    ['/annotations', { at: at(10), text: 'Wrote to ann@secret.example and ann-4711-2026-0007.' }],
    ['/privacy', { type: 'access', subject: { user: 'ann-4711-2026-0007' } }],
  ] as const) {
    const made = await ask(`/v1/sites/${site}${path}`, { key: OPERATOR, body });
    expect(made.status).toBeLessThan(300);
  }
  const settings = { guards: { accepted_users: ['ann-4711-2026-0007', 'kiosk'] } };
  const changed = await ask(`/v1/sites/${site}`, {
    method: 'PATCH',
    key: OPERATOR,
    body: { settings },
  });
  expect(changed.status).toBe(200);
  await buryLetter();
}

/** A letter that the queue could not deliver, of both. */
async function buryLetter(): Promise<void> {
  const number = await numberOf();
  const lineOf = (visitor: string): { visitor: string; events: never[] } => ({
    visitor,
    events: [{ id: `${visitor}.1`, at: now - 5 * MINUTE, name: 'late', context: {} }] as never[],
  });
  const intake = {
    site: { number, currency: 'EUR', symbols: 0 },
    lines: [lineOf('ann-phone'), lineOf('bob-phone')],
    edges: [], traits: [{ user: 'ann-4711-2026-0007', at: now - 5 * MINUTE, traits: { phone: 'secret-phone' } }],
    quarantined: [], receivedAt: now,
  }; // prettier-ignore
  await bury(env.DB, { v: 1, intake, tally: {} }, { error: 'test', at: now });
}

const found = async (texts: readonly string[]): Promise<string[]> =>
  foundIn(env.DB, await numberOf(), texts);

async function numberOf(): Promise<number> {
  const row = await env.DB.prepare('select site from sites where id = ?1')
    .bind(site)
    .first<{ site: number }>();
  return row?.site ?? 0;
}

const OF_ANN = [
  'ann-4711-2026-0007', 'ann-phone', 'ann-laptop', 'ann@secret.example', 'secret-search', 'secret-order',
  'secret-title', 'secret-subject', 'Secretname', 'secret-note', 'secret-phone',
]; // prettier-ignore

describe('a person', () => {
  beforeEach(tellOfAnn);

  test.each([
    ['user', { user: 'ann-4711-2026-0007' }],
    ['visitor', { visitor: 'ann-laptop' }],
    ['e-mail address', { email: 'ANN@secret.example' }],
  ])(
    'is erased by %s from every table, with every device, and nobody else is',
    async (_, subject) => {
      const before = await found(OF_ANN);
      // What is planted stands everywhere that a person can.
      const tables = new Set(before.map((place) => place.slice(0, place.indexOf('.'))));
      expect(tables).toEqual(new Set([
      'accounts', 'annotations', 'dead_letters', 'edges', 'orders', 'privacy', 'quarantine', 'saved', 'segments',
      'sessions', 'sites', 'symbols', 'touchpoints', 'users',
    ])); // prettier-ignore
      const accounted = (await get<{ totals: { accounted: number } }>('/ledger')).totals.accounted;
      const { receipt, id } = await erase(subject);
      expect(await found(OF_ANN)).toEqual([]);
      expect(await rebuilt()).toEqual([]);

      expect(await overview()).toMatchObject({ visitors: 1, customers: 1, orders: 1 });
      const bob = await get<{ data: { name: string }[] }>('/customers/bob-0815/timeline');
      expect(bob.data.map(({ name }) => name)).toEqual(['purchase']);
      const traits = await get<{ traits: object }>('/customers/bob-0815');
      expect(traits.traits).toEqual({ email: 'bob@shop.example' });
      expect(await found(['shared-coupon'])).not.toEqual([]);
      // The letter that is left is Bob's, and can be delivered.
      const replayed = await ask(`/v1/sites/${site}/dead-letters/replay`, {
        key: OPERATOR,
        body: {},
      });
      expect(await replayed.json()).toMatchObject({ replayed: 1, stored: 1 });
      const { totals } = await get<{ totals: { accounted: number } }>('/ledger');
      // Beside what was accounted for: Bob's letter, and Ann's part of it.
      expect(totals.accounted).toBe(accounted + 2);

      // Every table is in the receipt, and what is said to be searched was.
      const stores = new Map(receipt.map((line) => [line.store, line]));
      const tablesOfAll = await tablesOf(env.DB);
      expect(tablesOfAll.filter((name) => !stores.has(name))).toEqual([]);
      for (const name of tablesOfAll) {
        const isSearched = HOLDS[name as keyof typeof HOLDS] === 'searched';
        expect([name, stores.get(name)?.searched !== 'no']).toEqual([name, isSearched]);
        if (tables.has(name)) expect([name, stores.get(name)?.erased]).not.toEqual([name, 0]);
      }
      const kept = await get<Request>(`/privacy/${id}`);
      expect(kept.receipt).toEqual(receipt);
    },
  );

  test('stays erased, whatever is sent again and however', async () => {
    await erase({ user: 'ann-4711-2026-0007' });
    await tellOfAnn();
    // What the business writes anew is its own.
    const again = (await found(OF_ANN)).filter(
      (place) => !/^(annotations|saved|segments|sites|privacy|accounts|users)\./.test(place),
    );
    // The letter is dropped when it is delivered.
    expect(again).toEqual([
      'dead_letters.body: ann-4711-2026-0007',
      'dead_letters.body: ann-phone',
      'dead_letters.body: secret-phone',
    ]);
    await ask(`/v1/sites/${site}/dead-letters/replay`, { key: OPERATOR, body: {} });
    expect(
      (await found(OF_ANN)).filter((place) =>
        /^(dead_letters|users|accounts|edges|sessions|symbols|orders)\./.test(place),
      ),
    ).toEqual([]);
    expect(await overview()).toMatchObject({ visitors: 1, orders: 1 });
  });

  test('sees all that is kept, until it is erased', async () => {
    const shown = await privacy({ type: 'access', subject: { email: 'ann@secret.example' } });
    expect(shown.status).toBe('done');
    const bundle = await bundleOf(shown);
    const text = JSON.stringify(bundle);
    for (const marker of [
      'ann-4711-2026-0007',
      'ann-phone',
      'ann-laptop',
      'secret-search',
      'secret-order',
      'secret-subject',
      'Secretname',
      'secret-note',
    ])
      expect([marker, text.includes(marker)]).toEqual([marker, true]);
    expect(text).not.toMatch(/bob-|bobs-|bob@/);
    const counted = Object.fromEntries(shown.receipt.map(({ store, found }) => [store, found]));
    const kept = Map.groupBy(bundle, ({ store }) => store as string);
    for (const [store, rows] of kept) expect([store, counted[store]]).toEqual([store, rows.length]);
    expect((await found(OF_ANN)).length).toBeGreaterThan(0);

    await erase({ user: 'ann-4711-2026-0007' });
    const gone = await ask(shown.bundle ?? '', { key: OPERATOR });
    // Asked for by another id than it is erased by.
    expect(gone.status).toBe(404);
  });
});
