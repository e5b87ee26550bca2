import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashTable } from '../../worker/history/hash-table.ts';

test('finds everything again, however many things have one hash', () => {
  const things = fc.array(fc.nat(2_000), { minLength: 500, maxLength: 1_500, size: 'max' });
  fc.assert(
    fc.property(things, fc.integer({ min: 30, max: 1_500 }), (all, hashes) => {
      const table = new HashTable();
      const known: number[] = [];
      for (const thing of all) {
        const hash = -(thing % hashes);
        let slot = table.seek(hash);
        for (let seen = 0; table.at(slot) >= 0 && known[table.at(slot)] !== thing; seen++) {
          if (seen > known.length) throw new Error('There is no end to it');
          slot = table.seekOn(hash, slot);
        }
        const number = table.at(slot);
        expect(number).toBe(known.indexOf(thing));
        if (number < 0) table.put(slot, hash, known.push(thing) - 1);
      }
    }),
    { numRuns: 10, seed: 5, endOnFailure: true },
  );
});
