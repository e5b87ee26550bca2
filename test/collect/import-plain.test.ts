import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Json } from '../../schema/index.ts';
import { importLine } from '../../worker/collect/import.ts';
import { isPlainLine } from '../../worker/collect/import-plain.ts';
import { canonical } from '../../worker/stitch/canonical.ts';

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
  return fc.record(
    {
      at: fc.oneof(fc.integer(), fc.constant('2026-08-01T00:00:00Z'), other), name: text,
      id: text, visitor: text, user: text, page: text, title: text, referrer: text,
      properties: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), other),
      context: fc.oneof({ weight: 5, arbitrary: context }, other),
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
      expect(canonical(parsed.output as Json)).toBe(canonical(value as Json));
    }),
    { numRuns: 2_000 },
  );
  expect(plain).toBeGreaterThan(100);
});
