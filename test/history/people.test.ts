import fc from 'fast-check';
import { expect, test } from 'vitest';
import { People } from '../../worker/history/people.ts';

test('numbers ids in the order in which they were met, whatever meets in the table', () => {
  // Few characters, so that many ids recur, and enough of them that the table grows.
  const id = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '–'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(id, { maxLength: 4_000, size: 'max' }), fc.integer(), (ids, seed) => {
      const [people, known] = [new People(seed | 0), new Map<string, number>()];
      for (const one of ids) {
        expect(people.find(one)).toBe(known.get(one));
        if (!known.has(one)) known.set(one, known.size);
        expect(people.numberOf(one)).toBe(known.get(one));
      }
      for (const [one, number] of known) {
        expect([people.find(one), people.nameOf(number)]).toEqual([number, one]);
      }
    }),
    { numRuns: 20, seed: 3, endOnFailure: true },
  );
});
