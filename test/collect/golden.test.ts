import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WireBatch } from '../../schema/index.ts';
import { HOST, makeSite } from '../support/api.ts';
import { accepted, GOLDEN_NOW, rejected, wireText } from '../support/golden.ts';

let site: string;

beforeAll(async () => {
  site = await makeSite();
});

/** The examples are of one site and one moment: here they are of this site and of now. */
function asOfNow(text: string): string {
  const shift = Date.now() - GOLDEN_NOW;
  const moved = text.replace(/\b1[78]\d{11}\b/g, (time) => String(Number(time) + shift));
  return moved
    .replace('"site":"shop"', `"site":"${site}"`)
    .replace('"site": "shop"', `"site": "${site}"`);
}

async function post(text: string): Promise<Response> {
  return exports.default.fetch(
    new Request(`${HOST}/e`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://shop.example' },
      body: text,
    }),
  );
}

async function countOf(table: 'sessions' | 'quarantine'): Promise<number> {
  const statement = {
    sessions: 'select coalesce(sum(events), 0) as n from sessions',
    quarantine: 'select count(*) as n from quarantine',
  }[table];
  return (await env.DB.prepare(statement).first<{ n: number }>())?.n ?? 0;
}

describe('POST /e stores', () => {
  test.each(Object.entries(accepted))('%s, once however often it is sent', async (name, batch) => {
    const own: WireBatch = { ...batch, visitor: `visitor-${name}` };
    const text = asOfNow(JSON.stringify(own));
    const before = await countOf('sessions');
    expect((await post(text)).status).toBe(204);
    expect(await countOf('sessions')).toBe(before + batch.events.length);
    expect((await post(text)).status).toBe(204);
    expect(await countOf('sessions')).toBe(before + batch.events.length);
  });
});

describe('POST /e says why it does not store', () => {
  test.each(Object.entries(rejected))('%s', async (_, example) => {
    const [sessions, quarantine] = [await countOf('sessions'), await countOf('quarantine')];
    const response = await post(asOfNow(wireText(example)));
    expect(response.status).toBe(example.status);
    const body = await response.json<Record<string, unknown>>();
    expect(await countOf('sessions')).toBe(sessions);
    if (example.status === 200) {
      expect(body).toMatchObject({ stored: 0, quarantined: [{ reason: example.reason }] });
      expect(await countOf('quarantine')).toBe(quarantine + 1);
    } else {
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(body).toMatchObject({ status: example.status, reason: example.reason });
      expect(await countOf('quarantine')).toBe(quarantine);
    }
  });
});

test('stores the good events of a batch and keeps the bad ones with their reasons', async () => {
  const good = accepted['cart']?.events[0];
  const batch = {
    ...accepted['cart'],
    visitor: 'mixed',
    events: [good, { ...good, seq: -1 }, null],
  };
  const response = await post(asOfNow(JSON.stringify(batch)));
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    stored: 1,
    quarantined: [{ reason: 'seq_invalid' }, { reason: 'event_not_an_object' }],
  });
});

test('takes events of allowed origins alone', async () => {
  const own = await makeSite({ origins: ['https://shop.example'] });
  const text = asOfNow(JSON.stringify(accepted['least'])).replace(site, own);
  const statusFrom = async (origin: string | undefined): Promise<number> => {
    const headers = origin === undefined ? {} : { origin };
    const request = new Request(`${HOST}/e`, { method: 'POST', headers, body: text });
    return (await exports.default.fetch(request)).status;
  };
  expect(await statusFrom('https://shop.example')).toBe(204);
  for (const origin of [
    undefined,
    'null',
    'https://shop.example.evil',
    'http://shop.example',
    'https://www.shop.example',
  ]) {
    expect(await statusFrom(origin), String(origin)).toBe(403);
  }
});

test('inflates gzip, labelled or not, and stops a bomb', async () => {
  const gzip = async (text: string): Promise<ArrayBuffer> =>
    new Response(
      new Blob([text]).stream().pipeThrough(new CompressionStream('gzip')),
    ).arrayBuffer();
  const send = async (body: BodyInit, about: Record<string, string>): Promise<number> => {
    const headers = { origin: 'https://shop.example', ...about };
    const request = new Request(`${HOST}/e`, { method: 'POST', headers, body });
    return (await exports.default.fetch(request)).status;
  };
  const text = asOfNow(JSON.stringify({ ...accepted['cart'], visitor: 'zipped' }));
  const zipped = await gzip(text);
  expect(await send(zipped, { 'content-encoding': 'gzip' })).toBe(204);
  expect(await send(zipped, { 'content-type': 'application/x-www-form-urlencoded' })).toBe(204);
  expect(await send(zipped.slice(0, 100), { 'content-encoding': 'gzip' })).toBe(400);
  expect(await send(text, { 'content-encoding': 'br' })).toBe(204);
  expect(await send(new Uint8Array([1, 2, 3]), { 'content-encoding': 'br' })).toBe(415);
  expect(await send(await gzip(' '.repeat(20_000_000)), { 'content-encoding': 'gzip' })).toBe(413);
  expect(await send(new Uint8Array([0x22, 0xff, 0x22]), {})).toBe(400);
});
