import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOST, makeSite } from '../support/api.ts';

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
