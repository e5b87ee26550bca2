import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type Server } from '../../worker/cli/server.ts';

// What clients of HTTP libraries cannot send: bytes on a socket, against workerd itself.

let server: Server;
beforeAll(async () => {
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    bindings: { SOJOURN_ADMIN_KEY: 'op_for_tests_only' },
  });
});
afterAll(() => server.close());

/** The status line of the answer to a request as it is written; empty where the connection ends without. */
async function statusOf(head: string, headers: readonly string[] = [], body = ''): Promise<string> {
  const socket = connect(Number(server.url.port), server.url.hostname);
  const lines = [`${head} HTTP/1.1`, `host: ${server.url.host}`, 'connection: close', ...headers];
  if (body !== '') lines.push(`content-length: ${Buffer.byteLength(body)}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const answer = await text(socket).catch(() => '');
  return /^HTTP\/1.1 (\d{3})/.exec(answer)?.[1] ?? '';
}

const cookies = `cookie: ${Array.from({ length: 200 }, (_, n) => `c${n}=${'x'.repeat(20)}`).join('; ')}`;

test('headers of 32 KB, 200 cookies, a URL of 16 KB: read past or refused, never 500', async () => {
  const wide = `x-wide: ${'x'.repeat(32_768)}`;
  const cases: [head: string, headers: string[], body: string][] = [
    ['POST /e', [cookies], '{}'],
    ['POST /e', [wide], '{}'],
    ['GET /health', [cookies, wide], ''],
    [`GET /v1/${'x'.repeat(16_384)}`, [], ''],
    [`GET /v1/sites?${'x'.repeat(16_384)}`, [], ''],
    [`POST /e?${'x'.repeat(16_384)}`, [], '{}'],
    ['GET /health', Array.from({ length: 500 }, (_, n) => `x-${n}: ${n}`), ''],
  ];
  for (const [head, headers, body] of cases) {
    const status = await statusOf(head, headers, body);
    expect([head.slice(0, 30), headers.length, status]).toEqual([
      head.slice(0, 30),
      headers.length,
      head === 'GET /health' ? expect.stringMatching(/^(200|4..)$/) : expect.stringMatching(/^4..$/), // prettier-ignore
    ]);
  }
});

// CONNECT and a target that is no path are left out: workerd answers them with 500 before any Worker.
test('methods and paths of all kinds: TRACE, made-up ones, //, %2e%2e, a slash at the end, never 500', async () => {
  const heads = [
    'TRACE /e', 'TRACE /', 'BREW /e', 'PROPFIND /v1/sites', 'PUT /e', 'DELETE /e', 'HEAD /e', 'GET /e',
    'POST //e', 'POST /e/', 'POST /%65%2e', 'POST /./%2e%2e/e/x', 'GET /%2e%2e/%2e%2e/etc/passwd', 'GET //evil.example/', 'GET /v1/sites/%00', 'GET /v1/sites/%zz',
    'POST /e\u0001', 'GET http://evil.example/e',
  ]; // prettier-ignore
  for (const head of heads) {
    const status = await statusOf(head);
    // Where it is no HTTP at all, the server may hang up; 501 is its word for a method that is none.
    // A GET of what could be a view of the dashboard gets its page, where that has been built.
    const expected = head.startsWith('GET') ? /^(|200|[34]..|501)$/ : /^(|[34]..|501)$/;
    expect([head, status]).toEqual([head, expect.stringMatching(expected)]);
  }
  expect(await statusOf('GET /health')).toBe('200');
});
