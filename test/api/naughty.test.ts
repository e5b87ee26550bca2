import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { HOST, makeKey, makeSite, send } from '../support/api.ts';
import { description } from '../support/openapi.ts';

const naughty = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'undefined',
  'NaN',
  'true',
  '1e400',
  '\u0000',
  '\u202egnp.exe',
  '\ud800',
  '😀'.repeat(50),
  '../../../etc/passwd',
  '..%2f..%2f',
  '%',
  '%00',
  "' or 1=1 --",
  "'; drop table sites; --",
  '1; select * from keys',
  '" or ""="',
  '%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%',
  '_'.repeat(51),
  '*',
  'a'.repeat(5_000),
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '{{7*7}}',
  '${7*7}',
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  '\r\nset-cookie: a=b',
  '{"$gt":""}',
  '[]',
  '٣',
  'İ',
  's_AAAA',
  'j_////',
];

let site = '';
let key = '';

beforeAll(async () => {
  site = await makeSite();
  ({ key } = await makeKey(site, 'admin'));
});

/** One request to each operation, every parameter filled by the same string. */
async function tryEverywhere(text: string): Promise<string[]> {
  const wrong: string[] = [];
  const { paths } = await description();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { parameters, tags }] of Object.entries(methods)) {
      if (tags.includes('Ingest')) continue;
      for (const odd of parameters) {
        if (odd.in === 'header' || (odd.name === 'site' && text === '')) continue;
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
          name === odd.name ? encode(text) : name === 'site' ? site : 'none-such',
        );
        const query = odd.in === 'query' ? `?${odd.name}=${encode(text)}` : '';
        const response = await send(
          new Request(HOST + filled + query, {
            method: method.toUpperCase(),
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            ...(method === 'get' ? {} : { body: JSON.stringify({ [text]: text }) }),
          }),
        );
        if (response.status >= 500) wrong.push(`${method} ${path} ${odd.name} ${response.status}`);
        if (response.headers.has('set-cookie')) wrong.push(`${method} ${path} sets a cookie`);
        await response.body?.cancel();
      }
    }
  }
  return wrong;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

test.each(naughty)('answers as described whatever a parameter is: %j', async (text) => {
  expect(await tryEverywhere(text)).toEqual([]);
});

test('leaves the tables as they were', async () => {
  const { results } = await env.DB.prepare(
    "select name from sqlite_schema where type = 'table' and name in ('sites', 'keys', 'sessions')",
  ).all();
  expect(results).toHaveLength(3);
});

test('answers any JSON to any writing operation as described', async () => {
  const { paths } = await description();
  const targets = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, tags }]) =>
      requestBody && !tags.includes('Ingest') ? [[method, path] as const] : [],
    ),
  );
  const names = [
    'id',
    'kind',
    'range',
    'filter',
    'steps',
    'unit',
    'and',
    'field',
    'op',
    'value',
    'any',
  ];
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1.5,
        '',
        'customer',
        'eq',
        'channel',
        'last_7d',
        'x',
      ),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 4 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), json, async ([method, path], body) => {
      const response = await send(
        new Request(HOST + path.replace('{site}', site), {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      );
      expect(response.status).toBeLessThan(500);
      await response.body?.cancel();
    }),
    { numRuns: 300, seed: 20_261_121 },
  );
});
