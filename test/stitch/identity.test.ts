import { createExecutionContext, env } from 'cloudflare:test';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { identityOfSite, Reader, type Identity } from '../../worker/history/index.ts';
import worker from '../../worker/index.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

/**
 * Who is who, through the front door: each test is a line of what breaks identity in the field. The rule
 * itself is held against a naive reference in test/history/identity.test.ts.
 */

const now = Date.now();
const MINUTE = 60_000;
const ctx = createExecutionContext();
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

vi.setConfig({ testTimeout: 30_000 });

let site = '';
let number = 0;
const keys: Record<string, string> = {};

async function useNewSite(): Promise<void> {
  site = await makeSite({ origins: ['*'], time_zone: 'UTC' });
  const row = await env.DB.prepare('select site from sites where id = ?1')
    .bind(site)
    .first<{ site: number }>();
  number = row?.site ?? 0;
  for (const kind of ['admin', 'server']) keys[kind] = (await makeKey(site, kind)).key;
}

beforeEach(useNewSite);

interface Sent {
  name: string;
  at: number;
  properties?: object;
}

let loads = 0;

async function visit(visitor: string, events: readonly Sent[]): Promise<number> {
  const body = JSON.stringify({
    v: 1, site, batch: 'b', sent_at: now, visitor, page_load: `load${loads++}`,
    events: events.map((event, seq) => ({ seq, page: '/', ...event })),
  }); // prettier-ignore
  const headers = { 'user-agent': AGENT };
  const request = new Request(`${HOST}/e`, { method: 'POST', headers, body });
  return (await worker.fetch(request, env, ctx)).status;
}

const view = (at: number): Sent => ({ name: 'page_view', at });
const identify = (user: unknown, at: number, more: object = {}): Sent => ({
  name: 'identify',
  at,
  properties: { user_id: user, ...more },
});

/** A server says that two users are one. */
async function alias(from: string, to: string, at: number): Promise<void> {
  const body = {
    type: 'alias',
    userId: to,
    previousId: from,
    messageId: `${from}>${to}`,
    timestamp: new Date(at).toISOString(),
  };
  const headers = { authorization: `Bearer ${keys['server']}`, 'content-type': 'application/json' };
  const request = new Request(`${HOST}/v1/alias`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect((await worker.fetch(request, env, ctx)).status).toBe(200);
}

const people = (): Promise<Identity> =>
  identityOfSite(new Reader({ db: env.DB }, { number, timeZone: 'UTC', currency: 'EUR' }));

async function relate(kind: 'link' | 'unlink', a: string, b: string): Promise<Response> {
  return ask(`/v1/sites/${site}/identity/${kind}`, {
    key: keys['admin'] ?? '',
    body: { a, b, reason: 'test' },
  });
}

async function conflicts(): Promise<Record<string, unknown>[]> {
  const response = await ask(`/v1/sites/${site}/identity/conflicts?limit=1000`, {
    key: keys['admin'] ?? '',
  });
  return (await response.json<{ data: Record<string, unknown>[] }>()).data;
}

interface Customer {
  id: string;
  users: string[];
  visitors: string[];
  sessions: number;
  events: number;
  orders: number;
}

async function customer(id: string): Promise<Customer> {
  return (await ask(`/v1/sites/${site}/customers/${id}`, { key: keys['admin'] ?? '' })).json();
}

async function timeline(id: string): Promise<{ name: string; visitor: string; at: string }[]> {
  const response = await ask(`/v1/sites/${site}/customers/${id}/timeline`, {
    key: keys['admin'] ?? '',
  });
  return (await response.json<{ data: { name: string; visitor: string; at: string }[] }>()).data;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]),
  );
}

describe('merges', () => {
  test('a chain a > b > c > d > e in all 24 orders of arrival is one customer of one name', async () => {
    const chain = ['a', 'b', 'c', 'd'].map(
      (from, i) => [from, ['b', 'c', 'd', 'e'][i] ?? '', now - (9 - i) * MINUTE] as const,
    );
    const names = new Set<string>();
    for (const order of permutations(chain)) {
      await useNewSite();
      for (const [from, to, at] of order) await alias(from, to, at);
      const who = await people();
      names.add(['a', 'b', 'c', 'd', 'e'].map((user) => who.ofUser(user)).join(' '));
    }
    // Nobody but the first alias knows `a`: it may be a visitor, so the customer is not named by it.
    expect([...names]).toEqual(['b b b b b']);
  });

  test.each([
    [
      'a > c beside b > c',
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
    [
      'a > b beside b > c',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    ],
    [
      'a > b beside b > a',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
    ],
  ] as const)('at once, %s: one customer, every event kept', async (_, merges) => {
    for (let round = 0; round < 8; round++) {
      await useNewSite();
      const users = [...new Set(merges.flat())];
      const visits = users.map((user) =>
        visit(`v-${user}`, [view(now - 5 * MINUTE), identify(user, now - 4 * MINUTE)]),
      );
      await Promise.all([...visits, ...merges.map(([from, to]) => alias(from, to, now - MINUTE))]);
      const who = await people();
      expect(new Set(users.map((user) => who.ofVisitor(`v-${user}`, now))).size).toBe(1);
      expect(await customer(users[0] ?? '')).toMatchObject({
        users: users.toSorted(),
        events: 2 * users.length,
        sessions: users.length,
      });
    }
  });

  test('two identified users stay two, whatever a page says, until somebody who may links them', async () => {
    await visit('v-ann', [view(now - 9 * MINUTE), identify('ann', now - 8 * MINUTE)]);
    await visit('v-bob', [view(now - 7 * MINUTE), identify('bob', now - 6 * MINUTE)]);
    const stolen = {
      name: 'alias',
      at: now - 5 * MINUTE,
      properties: { user_id: 'ann', previous_id: 'bob' },
    };
    await visit('v-bob', [stolen, identify('ann', now - 4 * MINUTE)]);
    const apart = await people();
    expect([apart.ofUser('ann'), apart.ofUser('bob')]).toEqual(['ann', 'bob']);
    expect(await conflicts()).toContainEqual({ kind: 'asserted_alias', users: ['ann', 'bob'] });
    const joined = await relate('link', 'user:ann', 'user:bob');
    expect(await joined.json()).toMatchObject({ kind: 'link', customers: { a: 'ann', b: 'ann' } });
    expect(await customer('bob')).toMatchObject({ id: 'ann', users: ['ann', 'bob'] });
  });

  test('a visitor that says it was another one is that visitor’s customer', async () => {
    await visit('old', [view(now - 9 * MINUTE)]);
    await visit('new', [identify('ann', now - 5 * MINUTE)]);
    await visit('new', [
      { name: 'alias', at: now, properties: { user_id: 'ann', previous_id: 'old' } },
    ]);
    expect(await customer('ann')).toMatchObject({ visitors: ['new', 'old'] });
  });
});

const ILLEGAL: readonly string[] = [
  'anonymous', 'guest', 'distinctid', 'distinct_id', 'id', 'not_authenticated', 'email', 'undefined',
  'true', 'false', '[object Object]', 'NaN', 'None', 'none', 'null', '0', '', '   ', '-1',
  '00000000-0000-0000-0000-000000000000', '{{user_id}}', '%USERID%', 'test',
]; // prettier-ignore

test('illegal ids never join anybody: any case, quoted, padded; and are shown', async () => {
  const forms = ILLEGAL.flatMap((id) => [
    id,
    id.toUpperCase(),
    ` ${id} `,
    `'${id}'`,
    `"${id}"`,
    `" ${id} "`,
  ]);
  const events = forms.map((form) => identify(form, now - MINUTE));
  await visit('one', [view(now - 2 * MINUTE), ...events]);
  await visit('two', [view(now - 2 * MINUTE), ...events]);
  const who = await people();
  expect([who.ofVisitor('one', now), who.ofVisitor('two', now)]).toEqual(['one', 'two']);
  const shown = (await conflicts())
    .filter(({ kind }) => kind === 'reserved_id')
    .map(({ id }) => String(id).toLowerCase());
  for (const id of ILLEGAL) {
    // What is blank is no id at all: it is refused, with its reason.
    if (id.trim() !== '') expect(shown).toContain(id.toLowerCase());
  }
  for (const id of ['undefined', ' null ', '""']) {
    expect((await relate('link', `user:${id}`, 'visitor:one')).status).toBe(422);
  }
});

test('an id that many devices claim on one day joins nobody, until it is accepted', async () => {
  const changed = await ask(`/v1/sites/${site}`, {
    method: 'PATCH',
    key: keys['admin'] ?? '',
    body: { settings: { guards: { visitors_a_day: 5 } } },
  });
  expect(changed.status).toBe(200);
  // Of one UTC day, whenever this runs.
  const noon = Math.floor(now / 86_400_000) * 86_400_000 - 43_200_000;
  for (let n = 0; n < 6; n++)
    await visit(`kiosk${n}`, [view(noon + n), identify('hub', noon + n + 1)]);
  expect((await customer('kiosk3')).id).toBe('kiosk3');
  const day = Math.floor(noon / 86_400_000);
  expect(await conflicts()).toEqual([{ kind: 'suspect_user', user: 'hub', day, visitors: 6 }]);
  await ask(`/v1/sites/${site}`, {
    method: 'PATCH',
    key: keys['admin'] ?? '',
    body: { settings: { guards: { accepted_users: ['hub'] } } },
  });
  expect(await customer('kiosk3')).toMatchObject({ id: 'hub', sessions: 6 });
  expect(await conflicts()).toEqual([]);
});

test('one user on phone and laptop at once is one customer of two sessions, their events in one line', async () => {
  const at = now - 10 * MINUTE;
  await visit('phone', [identify('ann', at), view(at + 2), view(at + 4)]);
  await visit('laptop', [identify('ann', at + 1), view(at + 3), view(at + 5)]);
  expect(await customer('ann')).toMatchObject({
    visitors: ['laptop', 'phone'],
    sessions: 2,
    events: 6,
  });
  expect((await timeline('ann')).map(({ visitor }) => visitor)).toEqual(
    Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? 'phone' : 'laptop')),
  );
});

describe('a shared device', () => {
  test('A, logout, B: nothing of A is B’s, as reset starts a new visitor', async () => {
    await visit('before', [
      view(now - 9 * MINUTE),
      identify('a', now - 8 * MINUTE),
      view(now - 7 * MINUTE),
    ]);
    await visit('after', [view(now - 6 * MINUTE), identify('b', now - 5 * MINUTE)]);
    expect(await customer('a')).toMatchObject({ visitors: ['before'], events: 3 });
    expect(await customer('b')).toMatchObject({ visitors: ['after'], events: 2 });
    expect(await conflicts()).toEqual([]);
  });

  test('without reset, the line is cut where B is named, and shown as shared', async () => {
    await visit('till', [
      view(now - 9 * MINUTE),
      identify('a', now - 8 * MINUTE),
      view(now - 7 * MINUTE),
    ]);
    await visit('till', [identify('b', now - 6 * MINUTE), view(now - 5 * MINUTE)]);
    expect((await timeline('a')).map(({ name }) => name)).toEqual([
      'page_view',
      'identify',
      'page_view',
    ]);
    expect((await timeline('b')).map(({ name }) => name)).toEqual(['identify', 'page_view']);
    expect(await conflicts()).toEqual([
      { kind: 'shared_visitor', visitor: 'till', users: ['a', 'b'] },
    ]);
  });
});

describe('identify', () => {
  test('before any other event, alone, or after a purchase fills in what came before', async () => {
    await visit('first', [identify('ann', now - 9 * MINUTE), view(now - 8 * MINUTE)]);
    await visit('only', [identify('bob', now - 9 * MINUTE)]);
    const properties = { transaction_id: `O-${site}`, value: 5, currency: 'EUR' };
    await visit('late', [
      view(now - 9 * MINUTE),
      { name: 'purchase', at: now - 8 * MINUTE, properties },
    ]);
    await visit('late', [identify('cleo', now - MINUTE)]);
    expect(await customer('ann')).toMatchObject({ id: 'ann', events: 2 });
    expect(await customer('bob')).toMatchObject({ id: 'bob', events: 1 });
    expect(await customer('late')).toMatchObject({ id: 'cleo', events: 3, orders: 1 });
  });

  test('signed by the site’s server is verified; with a wrong signature it is asserted and shown', async () => {
    const secret = 'a secret of the site’s server';
    const body = { settings: { identity_secret: secret } };
    const answer = await ask(`/v1/sites/${site}`, {
      method: 'PATCH',
      key: keys['admin'] ?? '',
      body,
    });
    const text = await answer.text();
    expect(text).toContain('"signs_identities":true');
    expect(text).not.toContain(secret);
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(secret),
      hmac,
      false,
      ['sign'],
    );
    const sign = async (user: string): Promise<string> =>
      new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(user))).toHex();
    await visit('right', [identify('ann', now - 9, { signature: await sign('ann') })]);
    await visit('wrong', [identify('bob', now - 8, { signature: await sign('ann') })]);
    await visit('bare', [identify('cleo', now - 7)]);
    await visit('odd', [identify('dora', now - 6, { signature: 'x'.repeat(64) })]);
    const { results } = await env.DB.prepare(
      'select a, verified, reason from edges where site = ?1 order by a',
    )
      .bind(number)
      .all();
    expect(results).toEqual([
      { a: 'bare', verified: 0, reason: '' },
      { a: 'odd', verified: 0, reason: 'wrong_signature' },
      { a: 'right', verified: 1, reason: '' },
      { a: 'wrong', verified: 0, reason: 'wrong_signature' },
    ]);
    expect(await conflicts()).toEqual([
      { kind: 'wrong_signature', visitor: 'odd', user: 'dora' },
      { kind: 'wrong_signature', visitor: 'wrong', user: 'bob' },
    ]);
    await ask(`/v1/sites/${site}`, {
      method: 'PATCH',
      key: keys['admin'] ?? '',
      body: { settings: { identity_secret: null } },
    });
    await visit('later', [identify('emil', now, { signature: 'x' })]);
    expect((await conflicts()).length).toBe(2);
  });
});

test('unlink takes ids apart and link joins them again, time after time, and rewrites nothing', async () => {
  await visit('v', [view(now - 9 * MINUTE), identify('ann', now - 8 * MINUTE)]);
  // A page whose clock is ahead says it once more: the word of a person comes after it all the same.
  await visit('w', [view(now - 7 * MINUTE), identify('ann', now + 3_600_000)]);
  const dump = (): Promise<unknown> =>
    env.DB.prepare('select * from sessions where site = ?1 order by visitor')
      .bind(number)
      .all()
      .then(({ results }) => results.map((row) => ({ ...row, id: 0 })));
  const before = await dump();
  for (let round = 0; round < 3; round++) {
    const apart = await relate('unlink', 'user:ann', 'visitor:w');
    expect(await apart.json()).toMatchObject({ customers: { a: 'ann', b: 'w' } });
    expect(await customer('ann')).toMatchObject({ visitors: ['v'], events: 2 });
    expect(await customer('w')).toMatchObject({ id: 'w', events: 2 });
    const joined = await relate('link', 'visitor:w', 'user:ann');
    expect(await joined.json()).toMatchObject({ customers: { a: 'ann', b: 'ann' } });
    expect(await customer('ann')).toMatchObject({ visitors: ['v', 'w'], events: 4 });
  }
  expect(await dump()).toEqual(before);
  expect((await relate('unlink', 'user:ann', 'user:nobody')).status).toBe(404);
  expect((await relate('link', 'user:ann', 'user:ann')).status).toBe(422);
  expect((await relate('link', 'ann', 'user:bob')).status).toBe(422);
});

test('a link to an id of which nothing was told says so, and one to a visit without consent is refused', async () => {
  await visit('v', [view(now - 9 * MINUTE), identify('ann', now - 8 * MINUTE)]);
  await visit('anonymous-1', [view(now - 9 * MINUTE)]);
  const warningsOf = async (a: string, b: string): Promise<unknown> => {
    const answer = await relate('link', a, b);
    expect(answer.status).toBe(200);
    return (await answer.json<{ warnings?: string[] }>()).warnings;
  };
  expect(await warningsOf('user:ann', 'visitor:anonymous-1')).toBeUndefined();
  expect(await warningsOf('user:ann', 'user:annn')).toEqual([
    'Nothing was ever told of user:annn: is it spelled right?',
  ]);
  expect(await warningsOf('user:ann', 'visitor:anonymous-2')).toHaveLength(1);
  // Traits or a contact are enough to be known.
  const headers = { authorization: `Bearer ${keys['server']}` };
  await ask('/v1/identify', { body: { userId: 'traits', traits: { plan: 'x' } }, headers });
  await ask('/v1/track', { body: { userId: 'called', event: 'Called' }, headers });
  expect(await warningsOf('user:traits', 'user:called')).toBeUndefined();
  const nobody = await relate('link', 'user:ann', 'visitor:c.AAAAAAAAAAAAAAAA');
  expect(nobody.status).toBe(422);
});

test('unmerge of users gives each its own events back', async () => {
  await visit('v', [view(now - 9 * MINUTE), identify('ann', now - 8 * MINUTE)]);
  await visit('w', [view(now - 7 * MINUTE), identify('bob', now - 6 * MINUTE)]);
  await alias('bob', 'ann', now - MINUTE);
  expect(await customer('bob')).toMatchObject({ id: 'ann', events: 4 });
  expect((await relate('unlink', 'user:bob', 'user:ann')).status).toBe(200);
  expect(await customer('ann')).toMatchObject({ users: ['ann'], visitors: ['v'], events: 2 });
  expect(await customer('bob')).toMatchObject({ users: ['bob'], visitors: ['w'], events: 2 });
});
