import fc from 'fast-check';

/** Values that no description foresees. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  "'; drop table sites; --",
  '%',
  '{{user_id}}',
  '__proto__',
  'constructor',
  '9'.repeat(400),
  'x'.repeat(5_000),
  [],
  {},
  [[[[[[[[[[[[]]]]]]]]]]]],
  { and: [] },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  '2026-13-45',
  'P99999999D',
  'last_28d',
];

export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD),
  fc.jsonValue({ maxDepth: 3 }),
);

type Place = [holder: Record<string, unknown>, key: string];

/** The same value with one of its parts replaced, taken away or added. */
export function damaged(value: unknown): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), odd, fc.string())
    .map(([which, how, part, name]) => {
      const copy: unknown = structuredClone(value);
      const places = placesIn(copy);
      const place = places[which % Math.max(1, places.length)];
      if (place === undefined) return part;
      const [holder, key] = place;
      if (how === 'replace') holder[key] = part;
      else if (how === 'remove') delete holder[key];
      else holder[`${key}${name}`] = part;
      return copy;
    });
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key] as Place, ...placesIn(holder[key])]);
}
