import { createExecutionContext, env } from 'cloudflare:test';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import worker from '../../worker/index.ts';
import { sessionOf, type SessionRow } from '../../worker/stitch/session-row.ts';
import { symbolsOf } from '../../worker/stitch/symbol-cache.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

// Whole tables of what may stand in a body, where hard-cases.test.ts has the cases.

const ORIGIN = 'https://shop.example';
const now = Date.now();
const ctx = createExecutionContext();

vi.setConfig({ testTimeout: 60_000 });

let site = '';
let number = 0;
beforeAll(async () => {
  site = await makeSite({ origins: [ORIGIN], time_zone: 'UTC' });
  const statement = env.DB.prepare('select site from sites where id = ?1').bind(site);
  number = (await statement.first<{ site: number }>())?.site ?? 0;
});

async function send(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`${HOST}/e`, {
    method: 'POST',
    headers: { origin: ORIGIN, ...headers },
    body,
  });
  return worker.fetch(request, { ...env, SOJOURN_CLOCK: String(now) }, ctx);
}

const batch = (visitor: string, event: object, more: object = {}): string =>
  JSON.stringify({
    v: 1, site, batch: 'b', sent_at: now, visitor, page_load: visitor,
    events: [{ seq: 0, at: now - 60_000, name: 'x', ...event }], ...more,
  }); // prettier-ignore

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('JSON', () => {
  const whole = batch('whole', { properties: { a: [1, 'b', null] } });

  test('cut at every character, or with one taken out or put in: 400 where it is no JSON, never 500', async () => {
    const mutants = Array.from(whole, (_, i) => [
      whole.slice(0, i),
      whole.slice(0, i) + whole.slice(i + 1),
      whole.slice(0, i) + '{}[],:"\\\u00000'.charAt(i % 10) + whole.slice(i),
    ]).flat();
    const wrong: unknown[] = [];
    for (const body of mutants) {
      const { status } = await send(body);
      const isRight = isJson(body) ? [200, 204, 403, 404, 422].includes(status) : status === 400;
      if (!isRight) wrong.push([body, status]);
    }
    expect(wrong).toEqual([]);
    expect(mutants.length).toBeGreaterThan(500);
  });

  test('that is odd but valid is taken: white space, escapes, forms of numbers, empty and repeated keys', async () => {
    const odd = [
      '0', '-0', '0.5', '1E3', '1e-3', '-1.0e+2', '123456789012345678901234567890', '2.5E-99', 'true', 'null', '""', '[]', '{}',
      '[[],{},"",0]', '"\\u0041\\n\\t\\/\\b\\f\\r\\\\\\""', '"\\ud83d\\ude00"', '"\u2028\u2029\u007f"', '" "', '{"":""}', '{"a":1,"a":2}',
      '{"a\\u0000b":1}', '{"toJSON":1,"__proto__":{"a":1}}', '[ 1 , 2\n,\t3\r]', '"\u{10ffff}"', '"null"', '[[[[[[[]]]]]]]',
    ]; // prettier-ignore
    for (const [n, text] of odd.entries()) {
      const body = batch(`odd${n}`, { properties: { odd: 'HERE' } }).replace('"HERE"', () => text);
      expect([text, (await send(` ${body}\r\n`)).status]).toEqual([text, 204]);
    }
  });
});

test('brotli, which the platform does not inflate, is 415', async () => {
  const brotli = new Uint8Array([0x1b, 0x3e, 0, 0xf8, 0x8d, 0x94, 0x6e, 0x5e, 0xb2, 0x54]);
  expect((await send(brotli, { 'content-encoding': 'br' })).status).toBe(415);
  const { key } = await makeKey(site, 'server');
  const headers = { authorization: `Bearer ${key}`, 'content-encoding': 'br' };
  const request = new Request(`${HOST}/v1/batch`, { method: 'POST', headers, body: brotli });
  expect((await worker.fetch(request, env, ctx)).status).toBe(415);
});

describe('clock of the sender', () => {
  test.each([
    ['+3 d', now + 3 * 86_400_000],
    ['-3 d', now - 3 * 86_400_000],
    ['1970', 10_000],
    ['2099', Date.UTC(2099, 0, 1)],
  ])('at %s: its events are put right, and how far it was off is kept', async (name, clock) => {
    const visitor = `clock${name.replace(/\W/g, '_')}`;
    const event = { at: clock - 5_000 };
    expect((await send(batch(visitor, event, { sent_at: clock }))).status).toBe(204);
    const select =
      'select *, cast(id as text) as id from sessions where site = ?1 and visitor = ?2';
    const row = await env.DB.prepare(select).bind(number, visitor).first<SessionRow>();
    const events = row === null ? [] : sessionOf(row, symbolsOf(env.DB, number).textOf).events;
    expect(events).toMatchObject([{ at: now - 5_000, context: { skew: clock - now } }]);
  });
});

test('money from the table: taken as minor units, or not stored, with the reason', async () => {
  const cases: [properties: object, becomes: string][] = [
    [{ value: 1e-9 }, 'EUR 0'],
    [{ value: 0 }, 'EUR 0'],
    [{ value: 19.999 }, 'EUR 2000'],
    [{ value: '19.90', currency: 'usd' }, 'USD 1990'],
    [{ value: 10, currency: ' eur ' }, 'EUR 1000'],
    [{ value: 10, currency: null }, 'EUR 1000'],
    [{ value: 1_250.4, currency: 'JPY' }, 'JPY 1250'],
    [{ value: 1.2345, currency: 'KWD' }, 'KWD 1235'],
    [{ value: -1 }, 'amount_negative'],
    [{ value: 9e18 }, 'amount_too_large'],
    [{ value: 1e300 }, 'amount_too_large'],
    [{ value: '1.234,56' }, 'amount_not_a_number'],
    [{ value: '1e3' }, 'amount_not_a_number'],
    [{ value: '19 €' }, 'amount_not_a_number'],
    [{ value: 10, currency: '€' }, 'currency_unknown'],
    [{ value: 10, currency: 'XXX' }, 'currency_unknown'],
    [{ value: 10, currency: '' }, 'currency_unknown'],
    [{ items: [{ item_id: 'a', price: 5, quantity: -2 }] }, 'quantity_invalid'],
    [{ items: [{ item_id: 'a', price: -5 }] }, 'amount_negative'],
    [{ items: [{ item_id: 'a', price: 0.1, quantity: 3 }] }, 'EUR 30'],
    [{ items: Array.from({ length: 120 }, () => ({ price: 1e9, quantity: 1e6, item_id: 'a' })) }, 'amount_too_large'], // prettier-ignore
  ];
  for (const [n, [properties, becomes]] of cases.entries()) {
    const id = `money${n}`;
    const event = { name: 'purchase', properties: { transaction_id: id, ...properties } };
    const response = await send(batch(id, event));
    const answer = response.status === 204 ? '' : await response.text();
    const order = await env.DB.prepare(
      "select currency || ' ' || value as told from orders where site = ?1 and id = ?2",
    )
      .bind(number, id)
      .first<{ told: string }>();
    expect([properties, order?.told ?? /"reason":"(\w+)"/.exec(answer)?.[1]]).toEqual([properties, becomes]); // prettier-ignore
  }
  const sum = 'select sum(value) as n from orders where site = ?1';
  expect(await env.DB.prepare(sum).bind(number).first()).toMatchObject({ n: 8_505 });
});

test('ids of messages that are none: one of the server’s own, the same for the same message', async () => {
  const own = await makeSite({ origins: ['*'], time_zone: 'UTC' });
  const { key } = await makeKey(own, 'server');
  const admin = (await makeKey(own, 'admin')).key;
  const ids: unknown[] = [undefined, null, '', ' ', 0, 7, { a: 1 }, ['x'], true, 'x'.repeat(10_000), 'a\u0000b', '\ud800', '__proto__']; // prettier-ignore
  for (const again of [false, true]) {
    for (const [n, messageId] of ids.entries()) {
      const message = {
        type: 'track',
        event: 'Seen',
        anonymousId: `v${n}`,
        timestamp: new Date(now - 1_000).toISOString(),
        messageId,
      };
      const { status } = await ask('/v1/batch', {
        body: { batch: [message] },
        headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      });
      expect([messageId, again, status]).toEqual([messageId, again, 200]);
    }
  }
  const ledger = await ask(`/v1/sites/${own}/ledger`, { key: admin });
  const { totals } = await ledger.json<{ totals: Record<string, unknown> }>();
  expect(totals).toMatchObject({ stored: ids.length });
});

test('preflights of every combination: no credentials, an age, no body', async () => {
  const methods = ['POST', 'GET', 'DELETE', 'X'];
  const wanted = ['', 'content-type', 'content-type, x-a, authorization', '*', 'x'.repeat(5_000)];
  for (const path of ['/e', '/v1/batch', '/v1/t', '/v1/sites']) {
    for (const origin of ['null', ORIGIN, 'https://evil.example']) {
      for (const method of methods) {
        for (const headers of wanted) {
          const request = new Request(HOST + path, {
            method: 'OPTIONS',
            headers: {
              origin,
              'access-control-request-method': method,
              ...(headers && { 'access-control-request-headers': headers }),
            },
          });
          const response = await worker.fetch(request, env, ctx);
          const about = [path, origin, method, headers.slice(0, 20)];
          expect([...about, response.status, await response.text()]).toEqual([...about, 204, '']);
          expect(response.headers.get('access-control-allow-credentials')).toBeNull();
          expect(response.headers.get('access-control-allow-origin')).not.toBe(origin);
          if (path === '/e') expect(response.headers.get('access-control-max-age')).toBe('86400');
        }
      }
    }
  }
});
