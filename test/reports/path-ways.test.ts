import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ways } from '../../worker/reports/path-ways.ts';

const STEPS = 4;

test('ways are numbered once each, however many there are', () => {
  const way = fc.tuple(fc.array(fc.nat(6), { maxLength: STEPS }), fc.boolean());
  fc.assert(
    fc.property(fc.array(way, { minLength: 2_000, maxLength: 4_000 }), (walked) => {
      const ways = new Ways(STEPS);
      const numbers = new Map<string, number>();
      for (const [nodes, hasEnded] of walked) {
        const key = JSON.stringify([nodes, hasEnded]);
        const number = numbers.get(key) ?? numbers.size;
        numbers.set(key, number);
        expect(ways.of(nodes, hasEnded)).toBe(number);
      }
      expect(ways.size).toBe(numbers.size);
      for (const [key, number] of numbers) {
        expect(JSON.stringify([ways.nodes(number), ways.hasEnded(number)])).toBe(key);
        expect(ways.node(number, ways.length(number))).toBeUndefined();
      }
    }),
    { numRuns: 5, seed: 1 },
  );
});
