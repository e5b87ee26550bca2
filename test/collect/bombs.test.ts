import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOST, makeSite, OPERATOR } from '../support/api.ts';

let site: string;

beforeAll(async () => {
  site = await makeSite({ origins: ['*'] });
});

async function post(body: string): Promise<{ status: number; ms: number; reason: unknown }> {
  const started = performance.now();
  const response = await exports.default.fetch(new Request(`${HOST}/e`, { method: 'POST', body }));
  const text = await response.text();
  const { reason, quarantined } = (text === '' ? {} : JSON.parse(text)) as {
    reason?: string;
    quarantined?: { reason: string }[];
  };
  return {
    status: response.status,
    ms: performance.now() - started,
    reason: reason ?? quarantined?.[0]?.reason,
  };
}

function batchWith(properties: string): string {
  const now = Date.now();
  return `{"v":1,"site":"${site}","batch":"b","sent_at":${now},"visitor":"bomber","page_load":"p","events":[
    {"seq":1,"at":${now},"name":"a","properties":${properties}}]}`;
}

describe('refuses without effort', () => {
  const cases: [string, () => string, number, string][] = [
    [
      'nesting of 400,000 levels in properties',
      () => batchWith(`{"a":${'['.repeat(4e5)}${']'.repeat(4e5)}}`),
      400,
      'too_deep',
    ],
    [
      'nesting of 400,000 levels as the body',
      () => '['.repeat(4e5) + ']'.repeat(4e5),
      400,
      'too_deep',
    ],
    ['nesting that is never closed', () => '{"a":'.repeat(2e5), 400, 'too_deep'],
    [
      '50,000 keys',
      () => batchWith(`{${Array.from({ length: 5e4 }, (_, n) => `"k${n}":1`).join(',')}}`),
      400,
      'too_many_keys',
    ],
    [
      'an array of 300,000',
      () => batchWith(`{"a":[${'1,'.repeat(299_999)}1]}`),
      200,
      'too_many_keys',
    ],
    ['a text of 900 KB', () => batchWith(`{"a":"${'x'.repeat(9e5)}"}`), 200, 'string_too_long'],
    [
      '300,000 events',
      () => batchWith('{}').replace(/"events":[\s\S]*$/, `"events":[${'1,'.repeat(299_999)}1]}`),
      422,
      'too_many_events',
    ],
    ['ten megabytes', () => ' '.repeat(1e7), 413, 'none'],
  ];
  test.each(cases)('%s', async (_, make, status, reason) => {
    const body = make();
    const answer = await post(body);
    expect(answer.status).toBe(status);
    if (reason !== 'none') expect(answer.reason).toBe(reason);
  });
});

describe('refuses from those who have a key', () => {
  const operator = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' };
  const keys = `{${Array.from({ length: 5e4 }, (_, n) => `"k${n}":1`).join(',')}}`;
  const deep = '['.repeat(4e5) + ']'.repeat(4e5);

  async function gzipped(megabytes: number): Promise<ArrayBuffer> {
    const zeros = new Blob([new Uint8Array(megabytes * 1_048_576)]).stream();
    return new Response(zeros.pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
  }

  async function ask(path: string, body: string | ArrayBuffer): Promise<Response> {
    const request = { method: 'POST', headers: operator, body };
    return exports.default.fetch(new Request(HOST + path, request));
  }

  test('lines of an import with too much in them, and keeps the others', async () => {
    const lineOf = (properties: string): string =>
      `{"id":"x","at":1795262400000,"name":"a","visitor":"importer","properties":${properties}}`;
    const body = [lineOf(deep), lineOf('{"k":1}'), lineOf(keys)].join('\n');
    const answer = await ask(`/v1/sites/${site}/imports`, body);
    expect(await answer.json()).toMatchObject({
      stored: 1,
      quarantined: [
        { line: 1, reason: 'too_deep' },
        { line: 3, reason: 'too_many_keys' },
      ],
    });
  });

  test('a gzip bomb, wherever it is sent', async () => {
    const bomb = await gzipped(32);
    expect(bomb.byteLength).toBeLessThan(100_000);
    for (const path of ['/e', '/v1/batch', `/v1/sites/${site}/imports`]) {
      expect((await ask(path, bomb)).status, path).toBe(413);
    }
  });

  test.each([
    ['nesting', () => deep],
    ['keys', () => keys],
  ])('an API request of too much %s', async (_, make) => {
    const answer = await ask('/v1/sites', make());
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: '/docs/problems/invalid-json' });
  });
});
