import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ask, HOST, makeSite, OPERATOR, send } from '../support/api.ts';

const everywhere: [string, RequestInit][] = [
  ['/', {}],
  ['/health', {}],
  ['/openapi.json', {}],
  ['/v1/sites', {}],
  ['/v1/sites', { method: 'PUT' }],
  ['/v1/sites', { method: 'OPTIONS' }],
  ['/v1/nothing', {}],
  ['/v1/sites/%zz', {}],
  ['//v1/sites', {}],
  ['/v1/sites/', {}],
  ['/%2e%2e/%2e%2e/etc/passwd', {}],
  [`/v1/sites?${'a'.repeat(16_000)}`, {}],
];

test.each(everywhere)('secures the answer to %s', async (path, init) => {
  const { headers, status } = await exports.default.fetch(HOST + path, init);
  expect(status).toBeLessThan(500);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('keeps no answer that needs a key in any cache', async () => {
  const site = await makeSite();
  const paths = ['/v1/sites', `/v1/sites/${site}`, `/v1/sites/${site}/keys`, '/v1/sites/nowhere'];
  for (const key of [OPERATOR, 'wrong']) {
    for (const path of paths) {
      expect((await ask(path, { key })).headers.get('cache-control'), path).toBe('no-store');
    }
  }
});

test.each(['https://evil.example', 'null', HOST])(
  'lets no page of %s read an answer of the API',
  async (origin) => {
    const site = await makeSite();
    for (const method of ['GET', 'OPTIONS']) {
      const response = await ask(`/v1/sites/${site}`, {
        method,
        key: OPERATOR,
        headers: { origin },
      });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  },
);

test('says which methods a path takes', async () => {
  const put = await ask('/v1/sites', { method: 'PUT', key: OPERATOR });
  expect(put.status).toBe(405);
  expect(put.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
  expect(await put.json()).toMatchObject({ type: '/docs/problems/method-not-allowed' });
  const options = await ask('/v1/sites', { method: 'OPTIONS' });
  expect([options.status, await options.text()]).toEqual([204, '']);
});

test('answers HEAD like GET, without a body', async () => {
  const head = await send(new Request(`${HOST}/health`, { method: 'HEAD' }));
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('answers an unknown path of the API with a problem, not a page', async () => {
  const response = await ask('/v1/nothing', { headers: { accept: 'text/html' } });
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
});
