import { createExecutionContext, env } from 'cloudflare:test';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import worker from '../../worker/index.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';
import { faultyD1 } from '../support/faulty-d1.ts';

/**
 * What broke other collectors, a test a line. Where the others are:
 *
 * - golden.test.ts: malformed members of a batch one by one, times, money, ids, origins, gzip and its bomb
 * - segment.test.ts: Segment's messages, times, ids; bots by the kind of key
 * - device.test.ts: 3,226 labelled user agents, headless, none, 10 KB
 * - faults.test.ts: D1's eleven errors at every call, before and after commit
 * - spill.test.ts, test/jobs/queue.test.ts: D1 slow, full, away; the queue refusing, redelivering, poisoned
 * - quarantine.test.ts: what broke a rule is kept, listed, replayed, dropped; conflicting copies
 * - ledger.test.ts: conservation
 * - test/api: CORS, methods, tenancy, /health while D1 is down, hostile strings everywhere
 */

const now = Date.now();
const ORIGIN = 'https://shop.example';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const ctx = createExecutionContext();

vi.setConfig({ testTimeout: 30_000 });

let site = '';
let number = 0;
let key = '';

beforeAll(async () => {
  site = await makeSite({ origins: [ORIGIN], time_zone: 'UTC' });
  ({ key } = await makeKey(site, 'admin'));
  const row = await env.DB.prepare('select site from sites where id = ?1')
    .bind(site)
    .first<{ site: number }>();
  number = row?.site ?? 0;
});

let count = 0;
const fresh = (): string => `v${++count}`;

interface Sent {
  headers?: Record<string, string>;
  clock?: number;
  db?: D1Database;
}

async function send(
  body: BodyInit,
  { headers = {}, clock = now, db = env.DB }: Sent = {},
): Promise<Response> {
  const request = new Request(`${HOST}/e`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'user-agent': AGENT, ...headers },
    body,
  });
  return worker.fetch(request, { ...env, DB: db, SOJOURN_CLOCK: String(clock) }, ctx);
}

const batch = (visitor: string, events: readonly unknown[], more: object = {}): string =>
  JSON.stringify({
    v: 1,
    site,
    batch: 'b',
    sent_at: now,
    visitor,
    page_load: `p-${visitor}`,
    events,
    ...more,
  });

const view = (seq: number, more: object = {}): object => ({
  seq,
  at: now - 60_000 + seq,
  name: 'page_view',
  ...more,
});

interface Stored {
  events: number;
  sessions: number;
  start: number;
  flags: number;
  country: string;
}

async function storedOf(visitor: string): Promise<Stored> {
  const row = await env.DB.prepare(
    `select coalesce(sum(events), 0) as events, count(*) as sessions, min(start) as start,
       max(flags & 15) as flags, max(country) as country
     from sessions where site = ?1 and visitor = ?2`,
  )
    .bind(number, visitor)
    .first<Stored>();
  return row ?? { events: 0, sessions: 0, start: 0, flags: 0, country: '' };
}

async function timeline(id: string): Promise<Record<string, unknown>[]> {
  const response = await ask(`/v1/sites/${site}/customers/${encodeURIComponent(id)}/timeline`, {
    key,
  });
  expect([id, response.status]).toEqual([id, 200]);
  return (await response.json<{ data: Record<string, unknown>[] }>()).data;
}

async function reasonsOf(response: Response): Promise<string[]> {
  const { quarantined = [] } = await response.json<{ quarantined?: { reason: string }[] }>();
  return quarantined.map(({ reason }) => reason);
}

describe('a body', () => {
  test('that is no JSON, cut short or odd is refused, never 500', async () => {
    const whole = batch(fresh(), [view(0)]);
    const malformed = [
      '', ' ', '{', '}', '[', '{]', '[}', '"', "{'v':1}", '{v:1}', '{"v":1,}', '[1,]', '[,1]', '{"a":1 "b":2}',
      'nul', 'NaN', 'Infinity', '-', '01', '1.', '.5', '+1', '0x1', '1e', '"\\x00"', '"\\u12"', '"\t"', '/**/{}',
      '{}{}', '\u0000', whole.slice(0, -1), whole.slice(1), `${whole}x`, `${whole},`,
      ...Array.from({ length: 20 }, (_, i) => whole.slice(0, i * 7)),
    ]; // prettier-ignore
    for (const body of malformed) expect([body, (await send(body)).status]).toEqual([body, 400]);
    for (const body of ['null', 'true', '0', '-0', '""', '[]', '{}', '[[]]', '1e999']) {
      expect([body, (await send(body)).status]).toEqual([body, 422]);
    }
    expect((await send(` \r\n\t${whole}\n`)).status).toBe(204);
  });

  test('is the same under any type', async () => {
    const types = ['', 'text/plain', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data',
      'text/plain; charset=utf-16', 'text/html; charset=x', '*/*', 'nonsense']; // prettier-ignore
    for (const type of types) {
      const visitor = fresh();
      const headers = { 'content-type': type };
      expect([
        type,
        (await send(new TextEncoder().encode(batch(visitor, [view(0)])), { headers })).status,
      ]).toEqual([type, 204]);
      expect((await storedOf(visitor)).events).toBe(1);
    }
  });

  const squeeze = async (text: BodyInit, format: 'gzip' | 'deflate'): Promise<ArrayBuffer> =>
    new Response(
      new Response(text).body?.pipeThrough(new CompressionStream(format)) ?? null,
    ).arrayBuffer();

  test('inflates or is refused, however it was squeezed and labelled', async () => {
    const visitor = fresh();
    const text = batch(visitor, [view(0)]);
    const gzip = await squeeze(text, 'gzip');
    const trailing = new Uint8Array([...new Uint8Array(gzip), 1, 2, 3]);
    const cases: [BodyInit, string, number[]][] = [
      [gzip, 'gzip', [204]],
      [gzip, 'identity, gzip', [204]],
      [gzip, '', [204]],
      [gzip, 'br', [204]],
      [await squeeze(text, 'deflate'), 'deflate', [204]],
      [text, 'gzip', [400, 204]],
      [text, 'zstd', [204]],
      [await squeeze(gzip, 'gzip'), 'gzip', [400]],
      [trailing, 'gzip', [400, 204]],
      [gzip.slice(0, gzip.byteLength / 2), 'gzip', [400]],
      [new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 1]), 'zstd', [415]],
      [await squeeze(text, 'deflate'), 'br', [415]],
    ];
    for (const [body, encoding, allowed] of cases) {
      const { status } = await send(body, {
        headers: encoding ? { 'content-encoding': encoding } : {},
      });
      expect([encoding, allowed.includes(status), status]).toEqual([encoding, true, status]);
    }
    expect((await storedOf(visitor)).events).toBe(1);
  });

  test('that is 100 MiB of zeros in 102 KB stops at a megabyte', async () => {
    let made = 0;
    const zeros = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1_048_576));
        if (++made === 100) controller.close();
      },
    });
    const bomb = await squeeze(zeros, 'gzip');
    expect(bomb.byteLength).toBeLessThan(110_000);
    expect((await send(bomb, { headers: { 'content-encoding': 'gzip' } })).status).toBe(413);
  });

  test('is UTF-8: a mark is skipped, anything else is refused; lone surrogates become U+FFFD', async () => {
    const text = batch(fresh(), [view(0)]);
    const bytes = new TextEncoder().encode(text);
    const utf16 = new Uint8Array(Array.from(text, (c) => [c.charCodeAt(0), 0]).flat());
    expect((await send(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes]))).status).toBe(204);
    for (const wrong of [
      utf16,
      new Uint8Array([0x22, 0xc0, 0xaf, 0x22]),
      new Uint8Array([...bytes, 0xff]),
    ]) {
      expect((await send(wrong)).status).toBe(400);
    }
    const visitor = fresh();
    const escaped = batch(visitor, [view(0, { properties: { said: 'LONE' } })]).replace(
      'LONE',
      'a\\ud800b\\u0000\\u2028',
    );
    expect((await send(escaped)).status).toBe(204);
    expect(await timeline(visitor)).toMatchObject([
      { properties: { said: 'a\ufffdb\u0000\u2028' } },
    ]);
  });

  test('that is large, wide or deep is refused at once', async () => {
    const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    const withProps = (text: string): string =>
      batch(fresh(), [view(0, { properties: { x: 'HERE' } })]).replace('"HERE"', text);
    const keys = (n: number): string =>
      `{${Array.from({ length: n }, (_, i) => `"k${i}":1`).join(',')}}`;
    const cases: [string, string, string][] = [
      ['33 levels', withProps(deep(33)), 'too_deep'],
      ['1001 levels', withProps(deep(1_001)), 'too_deep'],
      ['10^5 levels', withProps(deep(100_000)), 'too_deep'],
      ['10^6 levels', '['.repeat(1_000_000), 'too_deep'],
      ['10^3 keys', withProps(keys(1_000)), 'too_many_keys'],
      ['10^5 keys', withProps(keys(90_000)), 'too_many_keys'],
      ['a string of a megabyte', withProps(`"${'x'.repeat(1_000_000)}"`), 'string_too_long'],
      ['10^5 items', withProps(`[${'1,'.repeat(100_000)}1]`), 'too_many_keys'],
      ['10 MB', withProps(`"${'x'.repeat(10_000_000)}"`), 'too_large'],
    ];
    for (const [what, body, reason] of cases) {
      const response = await send(body);
      const text = await response.text();
      expect([what, response.status < 500]).toEqual([what, true]);
      expect([
        what,
        response.status === 413 ? 'too_large' : text.includes(reason) && reason,
      ]).toEqual([what, reason]);
    }
  });
});

describe('an event', () => {
  test('with numbers at the edge of what there is keeps them or says why not', async () => {
    const visitor = fresh();
    const numbers = '{"a":-0,"b":9007199254740993,"c":1e-324,"d":"1,5","e":"١٢","f":1e308}';
    const body = batch(visitor, [view(0, { properties: { n: 'HERE' } })]).replace(
      '"HERE"',
      numbers,
    );
    expect((await send(body)).status).toBe(204);
    const [event] = await timeline(visitor);
    expect(event?.['properties']).toEqual({
      n: { a: 0, b: 9_007_199_254_740_992, c: 0, d: '1,5', e: '١٢', f: 1e308 },
    });
    const infinite = batch(fresh(), [view(0, { properties: { n: 'HERE' } })]).replace(
      '"HERE"',
      '1e400',
    );
    expect(await reasonsOf(await send(infinite))).toEqual(['number_not_finite']);
  });

  test('may be named as every object’s members are', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    for (const name of names) {
      const events = [
        { ...view(0), name, properties: JSON.parse(`{"${name}":{"polluted":1}}`) as object },
        { ...view(1), name: 'identify', properties: { user_id: name } },
      ];
      expect([name, (await send(batch(name, events))).status]).toEqual([name, 204]);
      expect((await timeline(name)).map((one) => one['name'])).toEqual([name, 'identify']);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const id of names) {
      const { status } = await send(batch(fresh(), [view(0)], { site: id }));
      expect([404, 422]).toContain(status);
    }
  });

  test('has a time from the table of times', async () => {
    const times: [unknown, string][] = [
      [-1, 'at_out_of_range'], [0, 'too_old'], [1_792_000_000, 'too_old'], [2 ** 31 * 1_000, 'in_the_future'],
      [now * 1_000, 'at_out_of_range'], [253_402_300_799_000, 'at_out_of_range'], [8.64e15 + 1, 'at_out_of_range'],
      ['2026-11-21T12:00:00Z', 'at_invalid'], ['2026-11-21', 'at_invalid'], [[now], 'at_invalid'], [null, 'at_invalid'],
      [now - 31 * 86_400_000, 'too_old'], [now + 2 * 86_400_000, 'in_the_future'],
    ]; // prettier-ignore
    for (const [at, reason] of times) {
      const response = await send(batch(fresh(), [{ seq: 0, at, name: 'x' }]));
      expect([at, await reasonsOf(response)]).toEqual([at, [reason]]);
    }
    const visitor = fresh();
    expect((await send(batch(visitor, [{ seq: 0, at: now - 10.5, name: 'x' }]))).status).toBe(204);
    expect((await storedOf(visitor)).start).toBe(Math.round(now - 10.5));
  });

  test('is moved by as much as its sender’s clock is off, and marked', async () => {
    const offsets: [number, number][] = [
      [3 * 86_400_000, 0],
      [-3 * 86_400_000, 0],
      [-365 * 86_400_000, 0],
      [59_000, 59_000],
      [-61_000, 0],
    ];
    for (const [off, left] of offsets) {
      const visitor = fresh();
      const body = batch(visitor, [{ seq: 0, at: now - 5_000 + off, name: 'x' }], {
        sent_at: now + off,
      });
      expect((await send(body)).status).toBe(204);
      expect([off, (await storedOf(visitor)).start - (now - 5_000)]).toEqual([off, left]);
    }
    // Sent before it happened: the clock ran backwards in between. It is taken as it is told.
    const visitor = fresh();
    expect((await send(batch(visitor, [{ seq: 0, at: now + 5_000, name: 'x' }]))).status).toBe(204);
    for (const sent_at of [undefined, null, 'now', -1, 1e300]) {
      expect((await send(batch(fresh(), [view(0)], { sent_at }))).status).toBe(422);
    }
  });

  test('of a page cannot vouch for itself, nor say where it came from', async () => {
    const visitor = fresh();
    const order = `O-${site}`;
    const purchase = {
      ...view(1),
      name: 'purchase',
      properties: {
        transaction_id: order,
        value: 10,
        currency: 'EUR',
        by: 'server',
        verified: true,
      },
    };
    const refund = { ...view(2), name: 'refund', properties: { transaction_id: order, value: 1 } };
    const claims = {
      ip: '203.0.113.9',
      country: 'KP',
      userAgent: 'curl/8',
      bot: 'x',
      by: 'server',
      received_at: 1,
    };
    const body = batch(visitor, [{ ...view(0), ...claims }, purchase, refund], {
      context: { ...claims },
      ...claims,
    });
    expect((await send(body)).status).toBe(204);
    expect(await storedOf(visitor)).toMatchObject({ events: 3, flags: 0, country: '' });
    const row = await env.DB.prepare(
      'select flags & 2 as verified from orders where site = ?1 and id = ?2',
    )
      .bind(number, order)
      .first();
    expect(row).toEqual({ verified: 0 });
    for (const one of await timeline(visitor))
      expect(one).toMatchObject({ actor: { assurance: 'asserted' } });
    const { results } = await env.DB.prepare(
      'select * from sessions where site = ?1 and visitor = ?2',
    )
      .bind(number, visitor)
      .all();
    expect(JSON.stringify(results)).not.toContain('203.0.113.9');
  });

  test('of a bot is stored, flagged, and not among the visitors', async () => {
    const agents = [
      'Mozilla/5.0 (compatible; Googlebot/2.1)',
      'HeadlessChrome/140.0',
      '',
      'x'.repeat(10_000),
    ];
    for (const agent of agents) {
      const visitor = fresh();
      expect(
        (await send(batch(visitor, [view(0)]), { headers: { 'user-agent': agent } })).status,
      ).toBe(204);
      expect([agent.slice(0, 30), await storedOf(visitor)]).toMatchObject([
        agent.slice(0, 30),
        { events: 1, flags: 1 },
      ]);
    }
  });
});

describe('a batch', () => {
  test('sent a thousand times at once is stored once, and 999 are duplicates', async () => {
    const own = await makeSite({ origins: [ORIGIN], time_zone: 'UTC' });
    const body = batch('crowd', [view(0)], { site: own });
    const statuses = await Promise.all(
      Array.from({ length: 1_000 }, async () => (await send(body)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([204]));
    const day = new Date(now - 60_000).toISOString().slice(0, 10);
    const ledger = await ask(`/v1/sites/${own}/ledger?from=${day}`, {
      key: (await makeKey(own, 'admin')).key,
    });
    expect((await ledger.json<{ totals: object }>()).totals).toMatchObject({
      stored: 1,
      duplicates: 999,
      accounted: 1_000,
    });
  });

  test.each([
    ['an hour', 3_600_000],
    ['a year', 365 * 86_400_000],
  ])('caught and sent again after %s changes no count', async (_, later) => {
    const visitor = fresh();
    const body = batch(visitor, [view(0), view(1), { seq: 2, at: 1, name: 'bad' }]);
    expect((await send(body)).status).toBe(200);
    const [sessions, kept] = [await storedOf(visitor), await quarantined(visitor)];
    for (let n = 0; n < 3; n++)
      expect((await send(body, { clock: now + later + n })).status).toBe(200);
    expect(await storedOf(visitor)).toEqual(sessions);
    expect(await quarantined(visitor)).toBe(kept);
    // A client whose clock is slow is another matter: what it sends anew is new.
    expect(
      (await send(batch(visitor, [view(9)], { page_load: 'other' }), { clock: now + later }))
        .status,
    ).toBe(204);
    expect((await storedOf(visitor)).events).toBe(3);
  });

  async function quarantined(visitor: string): Promise<number> {
    const row = await env.DB.prepare(
      'select count(*) as n from quarantine where site = ?1 and visitor = ?2',
    )
      .bind(number, visitor)
      .first<{ n: number }>();
    return row?.n ?? 0;
  }

  test('of 500 with one that is bad stores 499 and names the one', async () => {
    const visitor = fresh();
    const events = Array.from({ length: 500 }, (_, n) =>
      n === 250 ? { ...view(n), at: 'noon' } : view(n),
    );
    const response = await send(batch(visitor, events));
    expect(await response.json()).toEqual({
      stored: 499,
      duplicates: 0,
      quarantined: [{ reason: 'at_invalid', detail: '/at' }],
    });
    expect((await storedOf(visitor)).events).toBe(499);
  });

  test('of another’s site or page is refused, whatever its referrer says', async () => {
    const body = batch(fresh(), [view(0)]);
    const origins: [Record<string, string>, number][] = [
      [{ origin: 'null' }, 403], [{ origin: '' }, 403], [{ origin: `${ORIGIN}.evil` }, 403],
      [{ origin: 'https://www.shop.example' }, 403], [{ origin: 'https://evil.example', referer: `${ORIGIN}/` }, 403],
      [{ origin: `${ORIGIN}:443` }, 403], [{ origin: ORIGIN.toUpperCase() }, 403], [{}, 204],
    ]; // prettier-ignore
    for (const [headers, status] of origins) {
      expect([headers, (await send(body, { headers })).status]).toEqual([headers, status]);
    }
    expect((await send(batch(fresh(), [view(0)], { site: 'nobodys-site' }))).status).toBe(404);
  });

  test('comes in by one path and one method', async () => {
    for (const path of ['//e', '/e/', '/%65%2e', '/E', '/e/..', '/./e%00']) {
      const request = new Request(HOST + path, { method: 'POST', body: batch(fresh(), [view(0)]) });
      const { status } = await worker.fetch(request, env, ctx);
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
      const { status } = await worker.fetch(new Request(`${HOST}/e`, { method }), env, ctx);
      expect([method, status]).toEqual([method, 405]);
    }
    const wide = {
      'x-wide': 'x'.repeat(32_768),
      cookie: Array.from({ length: 200 }, (_, n) => `c${n}=1`).join('; '),
    };
    // Nothing of them is read: they are in nobody's way.
    expect((await send(batch(fresh(), [view(0)]), { headers: wide })).status).toBe(204);
    const long = new Request(`${HOST}/v1/${'x'.repeat(16_384)}`);
    expect((await worker.fetch(long, env, ctx)).status).toBe(404);
  });
});

test('a log line holds no payload, key or e-mail', async () => {
  const lines: string[] = [];
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
    vi
      .spyOn(console, level)
      .mockImplementation((...parts: unknown[]) => void lines.push(parts.map(String).join(' '))),
  );
  const secret = 'ann@example.com';
  const events = [
    view(0, { page: `/${secret}`, properties: { secret } }),
    { ...view(1), name: 'identify', properties: { user_id: secret, traits: { secret } } },
    { seq: 2, name: secret },
  ];
  for (const message of [
    'Network connection lost.',
    'Exceeded maximum DB size.',
    `no such column: ${'x'.repeat(9)}`,
  ]) {
    const { db } = faultyD1(env.DB, { call: 0, message, when: 'before', times: 99 });
    await send(batch(fresh(), events), { db });
    await ask(`/v1/sites/${site}/customers?q=${encodeURIComponent(secret)}`, { key });
    await worker.fetch(
      new Request(`${HOST}/v1/track`, {
        method: 'POST',
        body: JSON.stringify({ writeKey: key, userId: secret, event: secret }),
      }),
      { ...env, DB: db },
      ctx,
    );
  }
  for (const spy of spies) spy.mockRestore();
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    expect(line).not.toContain(secret);
    expect(line).not.toContain(key);
  }
});
