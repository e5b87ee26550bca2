import { createExecutionContext, env } from 'cloudflare:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Json } from '../../schema/index.ts';
import { importLine } from '../../worker/collect/import-line.ts';
import { isPlainLine } from '../../worker/collect/import-plain.ts';
import worker from '../../worker/index.ts';
import { canonical } from '../../worker/stitch/canonical.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';

const odd = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.constantFrom('', ' ', 'DE', 'de', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(257)),
  fc.constantFrom('x'.repeat(1_025), 'x'.repeat(16_385)),
  fc.jsonValue(),
);

function lineWith(other: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const text = fc.oneof({ weight: 8, arbitrary: fc.constantFrom('a', 'page_view', 'v1') }, other);
  const context = fc.record(
    {
      host: text, language: text, user_agent: text, browser: text, os: text, region: text,
      country: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('DE', 'US') }, other),
      screen: text,
    },
    { requiredKeys: [] },
  ); // prettier-ignore
  const unknown = fc.constantFrom<object>({ device: 'a' }, { constructor: 'a' });
  return fc.record(
    {
      at: fc.oneof(fc.integer(), fc.constant('2026-08-01T00:00:00Z'), other), name: text,
      id: text, visitor: text, user: text, page: text, title: text, referrer: text,
      properties: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), other),
      context: fc.oneof({ weight: 5, arbitrary: context }, unknown, other),
    },
    { requiredKeys: ['at', 'name'] },
  ); // prettier-ignore
}

test('takes for plain only what the schema takes, and leaves as it is', () => {
  let plain = 0;
  const key = fc.constantFrom('constructor', 'device', '__proto__', 'more');
  const more = fc.tuple(lineWith(odd), key, odd).map(([line, name, value]) => {
    return Object.defineProperty({ ...line }, name, { value, enumerable: true });
  });
  const lines = fc.oneof(lineWith(fc.constant('b')), lineWith(odd), more);
  fc.assert(
    fc.property(lines, (line) => {
      // As a line of a file comes: without `undefined`, with `__proto__` as a key of its own.
      const value = JSON.parse(JSON.stringify(line)) as Record<string, unknown>;
      if (!isPlainLine(value)) return;
      plain++;
      const parsed = v.safeParse(importLine, value);
      expect(parsed.success).toBe(true);
      // Properties are taken as they came: the schema's record leaves some keys out.
      const { properties: _, ...output } = parsed.output as { properties?: unknown };
      const { properties: __, ...rest } = value;
      expect(canonical(output as Json)).toBe(canonical(rest as Json));
    }),
    { numRuns: 2_000 },
  );
  expect(plain).toBeGreaterThan(100);
});

test('keeps properties that are named as every object’s members are, however a line is read', async () => {
  const site = await makeSite();
  const { key } = await makeKey(site, 'server');
  const named = '{"__proto__":1,"constructor":2,"prototype":3}';
  // The second name is trimmed, which the schema does.
  const lines = ['plain', ' schema'].map(
    (name) => `{"at":${Date.now() - 60_000},"name":"${name}","visitor":"v","properties":${named}}`,
  );
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const url = `${HOST}/v1/sites/${site}/imports`;
  const request = new Request(url, { method: 'POST', body: lines.join('\n'), headers });
  const answer = await worker.fetch(request, env, createExecutionContext());
  expect(await answer.json()).toMatchObject({ stored: 2 });
  const found = await ask(`/v1/sites/${site}/export/events?format=ndjson`, { key: OPERATOR });
  const stored = (await found.text()).trim().split('\n');
  expect(stored.filter((line) => line.includes(named))).toHaveLength(2);
});
