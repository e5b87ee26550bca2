import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PersonSet } from '../../worker/history/person-lists.ts';
import { RowPeople } from '../../worker/reports/row-people.ts';

test('holds the people that a set of numbers does, few or many, and tells them', () => {
  const edge = fc.constantFrom(31, 32, 63, 2_047, 2_048);
  const person = fc.oneof({ weight: 8, arbitrary: fc.nat(9_000) }, fc.nat(100), edge);
  fc.assert(
    fc.property(fc.array(person, { maxLength: 6_000, size: 'max' }), (people) => {
      const known = new Set(people);
      for (const made of [new PersonSet(), new RowPeople()]) {
        for (const one of people) made.add(one);
        expect(made.size).toBe(known.size);
        expect([...made].sort((a, b) => a - b)).toEqual([...known].sort((a, b) => a - b));
      }
    }),
    { numRuns: 20, seed: 5, endOnFailure: true },
  );
  const set = new PersonSet();
  set.add(33);
  expect([1, 32, 33, 34, 65, 1_000_000].filter((one) => set.has(one))).toEqual([33]);
});
