import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodeSet } from '../../worker/stitch/code-set.ts';

test('holds the codes that were added, and no other', () => {
  // Neighbours, as a few characters apart make them, and more of them than the first room is for.
  const codes = fc.array(fc.integer({ min: 70_000_000, max: 70_008_000 }), { maxLength: 4_000 });
  fc.assert(
    fc.property(codes, (added) => {
      const [set, known] = [new CodeSet(), new Set<number>()];
      for (const code of added) {
        expect(set.has(code)).toBe(known.has(code));
        set.add(code);
        known.add(code);
      }
      for (let code = 70_000_000; code < 70_008_000; code += 7) {
        if (set.has(code) !== known.has(code)) expect.fail(`${code} is ${known.has(code)}`);
      }
    }),
    { numRuns: 30, seed: 5 },
  );
});
