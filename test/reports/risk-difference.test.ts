import { describe, expect, test } from 'vitest';
import { Dice } from '../../worker/reports/poisson.ts';
import {
  riskDifference,
  standing,
  twoSided,
  type Stratum,
} from '../../worker/reports/risk-difference.ts';

const stratum = (
  [exposedConverted, exposed]: [number, number],
  [othersConverted, others]: [number, number],
): Stratum => ({ exposed, exposedConverted, others, othersConverted });

describe('a risk difference', () => {
  test('of one stratum is that of its two shares, with their variance', () => {
    const found = riskDifference([stratum([4, 10], [12, 20])]);
    // 4/10 - 12/20, and 0.4 * 0.6 / 10 + 0.6 * 0.4 / 20 = 0.036.
    expect(found?.value).toBeCloseTo(-0.2, 12);
    expect(found?.ci95[0]).toBeCloseTo(-0.2 - 1.959963984540054 * Math.sqrt(0.036), 12);
    expect(found?.ci95[1]).toBeCloseTo(-0.2 + 1.959963984540054 * Math.sqrt(0.036), 12);
    expect(found?.compared).toBe(10);
  });

  test('weighs strata by how many can be compared, and leaves out who has nobody alike', () => {
    const found = riskDifference([
      stratum([5, 10], [10, 10]),
      stratum([10, 40], [10, 40]),
      stratum([7, 7], [0, 0]),
      stratum([0, 0], [0, 9]),
    ]);
    // Weights 5 and 20: (5 * -0.5 + 20 * 0) / 25.
    expect(found?.value).toBeCloseTo(-0.1, 12);
    expect(found?.compared).toBe(50);
    expect(riskDifference([stratum([7, 7], [0, 0])])).toBeUndefined();
    expect(riskDifference([])).toBeUndefined();
  });

  test('is not taken in by who meets with something, unlike the shares as counted', () => {
    // Those who stay long meet with it more often, and convert more often anyway.
    const found = riskDifference([stratum([1, 10], [18, 90]), stratum([54, 90], [7, 10])]);
    expect(55 / 100 - 25 / 100).toBeGreaterThan(0);
    expect(found?.value).toBeCloseTo(-0.1, 12);
  });

  test('lies within its interval as often as it says', () => {
    const dice = new Dice(3);
    const draw = (people: number, share: number): number => {
      let converted = 0;
      for (let i = 0; i < people; i++) if (dice.next() < share) converted++;
      return converted;
    };
    const truth = -0.08;
    let covered = 0;
    for (let run = 0; run < 2_000; run++) {
      const strata = Array.from({ length: 12 }, (_, i) => {
        const [base, n1, n2] = [0.2 + 0.04 * i, 4 + 3 * i, 60 - 3 * i];
        return stratum([draw(n1, base + truth), n1], [draw(n2, base), n2]);
      });
      const [low, high] = riskDifference(strata)?.ci95 ?? [0, 0];
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered / 2_000).toBeGreaterThan(0.935);
    expect(covered / 2_000).toBeLessThan(0.965);
  });
});

test('a two-sided p is that of the normal distribution', () => {
  for (const [z, p] of [
    [0, 1],
    [1, 0.317311],
    [1.959964, 0.05],
    [2.575829, 0.01],
    [-3.290527, 0.001],
  ] as const)
    // prettier-ignore
    expect(twoSided(z)).toBeCloseTo(p, 6);
});

test('of many tests those stand that Benjamini and Hochberg let stand', () => {
  // Their limits at 10 % of five: 0.02, 0.04, 0.06, 0.08, 0.1; the third holds, so does all before.
  expect(standing([0.9, 0.055, 0.01, 0.045, 0.085], 0.1)).toEqual([false, true, true, true, false]);
  expect(standing([0.2, 0.3], 0.1)).toEqual([false, false]);
  expect(standing([0.1], 0.1)).toEqual([true]);
  expect(standing([], 0.1)).toEqual([]);
});
