import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREDIT, isOwn, type OwnModel, type Way } from '../../worker/reports/attribution-credit.ts';
import { CreditSums, type LostWay, type WonWay } from '../../worker/reports/attribution-sums.ts';
import { MODELS, type Model } from '../../worker/reports/attribution-query.ts';
import { intervalsOf, replicatesFor } from '../../worker/reports/attribution-intervals.ts';
import { Chain } from '../../worker/reports/markov.ts';
import { Dice } from '../../worker/reports/poisson.ts';
import { atOnce } from '../../worker/reports/turns.ts';
import { wholeParts } from '../../worker/reports/whole-parts.ts';
import { sharedText } from '../support/shared-data.ts';

const DAY = 86_400_000;

/** Journeys by their touches, `A > B`: conversions, their worth, and those that led to nothing. */
interface Counted {
  path: string;
  conversions: number;
  value?: number;
  lapsed?: number;
}

function way(path: string, ages?: readonly number[]): { names: string[]; way: Way } {
  const names = path.split(' > ');
  const touches = names.map((name) => names.indexOf(name));
  const isDirect = names.map((name) => name === 'Direct');
  return { names, way: { touches, ages: ages ?? names.map(() => 0), isDirect } };
}

/** What a model gives to each name. */
function creditsOf(model: OwnModel, path: string, ages?: number[]): Record<string, number> {
  const { names, way: told } = way(path, ages);
  const sums: Record<string, number> = {};
  CREDIT[model](told).forEach((part, i) => {
    const name = names[i] ?? '';
    sums[name] = (sums[name] ?? 0) + part;
  });
  return sums;
}

interface Ways {
  won: readonly WonWay[];
  lost: readonly LostWay[];
  /** Rows that may be touches. */
  touches: number;
}

function sumsOf({ won, lost, touches }: Ways, models: readonly Model[]): CreditSums {
  const sums = new CreditSums(touches, lost, models);
  for (const one of won) sums.add(one);
  return sums;
}

function waysOf(counted: readonly Counted[]): { ways: Ways; names: string[] } {
  const names = [...new Set(counted.flatMap(({ path }) => path.split(' > ')))].sort();
  const touchesOf = (path: string): number[] =>
    path.split(' > ').map((name) => names.indexOf(name));
  const won = counted.flatMap(({ path, conversions, value = 0 }) =>
    Array.from({ length: conversions }, () => {
      const touches = touchesOf(path);
      const worth = { currency: 'EUR', minor: value / conversions };
      return { touches, ages: touches.map(() => 0), isDirect: touches.map(() => false), worth };
    }),
  );
  const lost = counted.flatMap(({ path, lapsed = 0 }) =>
    lapsed === 0 ? [] : [{ touches: touchesOf(path), journeys: lapsed }],
  );
  return { ways: { won, lost, touches: names.length }, names };
}

function chainOf({ won, lost, touches: states }: Ways): Chain {
  const chain = new Chain(states);
  for (const { touches } of won) chain.add(chain.cellsOf(touches, true), 1);
  for (const { touches, journeys } of lost) chain.add(chain.cellsOf(touches, false), journeys);
  return chain;
}

/** Conversions, and worth, by name. */
function told(counted: readonly Counted[], model: Model): Record<string, [number, number]> {
  const { ways, names } = waysOf(counted);
  const sums = sumsOf(ways, [model]);
  const [credited, worths] = [sums.credited(), sums.worths().get('EUR')];
  return Object.fromEntries(
    names.map((name, i) => [name, [credited[i] ?? NaN, worths?.[i] ?? NaN]]),
  );
}

function conversionsBy(counted: readonly Counted[], model: Model): Record<string, number> {
  const all = Object.entries(told(counted, model));
  return Object.fromEntries(all.map(([name, [conversions]]) => [name, conversions]));
}

/** To nine digits. */
function near(numbers: Record<string, number>): Record<string, number> {
  const all = Object.entries(numbers);
  return Object.fromEntries(all.map(([name, value]) => [name, Math.round(value * 1e9) / 1e9]));
}

describe('a conversion is credited', () => {
  test.each<[OwnModel, Record<string, number>]>([
    ['first', { A: 1, B: 0, C: 0, Direct: 0 }],
    ['last', { A: 0, B: 0, C: 0, Direct: 1 }],
    ['last_non_direct', { A: 0, B: 1, C: 0, Direct: 0 }],
    ['linear', { A: 0.2, B: 0.4, C: 0.2, Direct: 0.2 }],
    ['u_shaped', { A: 0.4, B: 0.4 / 3, C: 0.2 / 3, Direct: 0.4 }],
    ['j_shaped', { A: 0.2, B: 0.4 / 3, C: 0.2 / 3, Direct: 0.6 }],
    ['inverse_j', { A: 0.6, B: 0.4 / 3, C: 0.2 / 3, Direct: 0.2 }],
    ['shapley', { A: 0.25, B: 0.25, C: 0.25, Direct: 0.25 }],
  ])('by %s as it is defined', (model, wanted) => {
    expect(near(creditsOf(model, 'A > B > C > B > Direct'))).toEqual(near(wanted));
  });

  test('by its ends alone where there are no more', () => {
    expect(near(creditsOf('u_shaped', 'A > B'))).toEqual(near({ A: 0.5, B: 0.5 }));
    expect(near(creditsOf('j_shaped', 'A > B'))).toEqual(near({ A: 0.25, B: 0.75 }));
    expect(near(creditsOf('inverse_j', 'A > B'))).toEqual(near({ A: 0.75, B: 0.25 }));
    for (const model of MODELS) {
      if (isOwn(model)) expect(near(creditsOf(model, 'A'))).toEqual(near({ A: 1 }));
    }
  });

  test('half as much a week earlier, however long ago all of it was', () => {
    const ages = [28, 21, 14, 7].map((days) => days * DAY);
    const wanted = { A: 1 / 15, B: 2 / 15, C: 4 / 15, D: 8 / 15 };
    expect(near(creditsOf('time_decay', 'A > B > C > D', ages))).toEqual(near(wanted));
    const long = ages.map((age) => age + 100_000 * DAY);
    expect(near(creditsOf('time_decay', 'A > B > C > D', long))).toEqual(near(wanted));
  });

  test('to the last touch where all were direct', () => {
    expect(CREDIT.last_non_direct(way('Direct > Direct').way)).toEqual([0, 1]);
  });
});

/** Vector 1 of the definitions, worked out by hand with fractions. */
const VECTOR: readonly Counted[] = [
  { path: 'A > B', conversions: 3, lapsed: 1 },
  { path: 'B', conversions: 1, lapsed: 4 },
  { path: 'A > C > B', conversions: 2, lapsed: 2 },
  { path: 'C', conversions: 0, lapsed: 5 },
  { path: 'A > A > C', conversions: 1, lapsed: 0 },
];

describe('a chain of journeys', () => {
  test('credits removal effects, exactly', () => {
    const effects = [85 / 182, 6 / 7, 37 / 91];
    const found = chainOf(waysOf(VECTOR).ways).removalEffects();
    found.forEach((effect, i) => expect(effect).toBeCloseTo(effects[i] ?? 0, 12));
    expect(near(conversionsBy(VECTOR, 'markov'))).toEqual(
      near({ A: 17 / 9, B: 52 / 15, C: 74 / 45 }),
    );
  });

  test('agrees with other models by hand', () => {
    expect(near(conversionsBy(VECTOR, 'first'))).toEqual(near({ A: 6, B: 1, C: 0 }));
    expect(near(conversionsBy(VECTOR, 'last'))).toEqual(near({ A: 0, B: 6, C: 1 }));
    expect(near(conversionsBy(VECTOR, 'linear'))).toEqual(near({ A: 17 / 6, B: 19 / 6, C: 1 }));
    expect(near(conversionsBy(VECTOR, 'shapley'))).toEqual(near({ A: 8 / 3, B: 19 / 6, C: 7 / 6 }));
    expect(near(conversionsBy(VECTOR, 'shapley_rate'))).toEqual(
      near({ A: 1621 / 540, B: 461 / 108, C: -73 / 270 }),
    );
  });

  test('loses what a walk loses that ends at the state', () => {
    const name = fc.constantFrom('A', 'B', 'C', 'D');
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join(' > '));
    const counted = fc.record({ path, conversions: fc.nat(3), lapsed: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(counted, { minLength: 1, maxLength: 8 }), (all) => {
        const { ways } = waysOf(all);
        const effects = chainOf(ways).removalEffects();
        const whole = walked(ways, -1);
        effects.forEach((effect, state) => {
          const wanted = whole === 0 ? 0 : 1 - walked(ways, state) / whole;
          expect(effect).toBeCloseTo(wanted, 6);
        });
      }),
      { numRuns: 60, seed: 31 },
    );
  });
});

/** The probability of a conversion without a state, by walking on until nobody is left. */
function walked({ won, lost, touches }: Ways, without: number): number {
  const steps = new Map<string, number>();
  const leaving = new Map<number, number>();
  const go = (way: readonly number[], end: string, weight: number): void => {
    [-1, ...way].forEach((from, i) => {
      const key = `${from} ${way[i] ?? end}`;
      steps.set(key, (steps.get(key) ?? 0) + weight);
      leaving.set(from, (leaving.get(from) ?? 0) + weight);
    });
  };
  for (const way of won) go(way.touches, 'won', 1);
  for (const way of lost) go(way.touches, 'lost', way.journeys);
  const chance = (from: number, to: number | 'won'): number => {
    const all = leaving.get(from) ?? 0;
    return all === 0 ? 0 : (steps.get(`${from} ${to}`) ?? 0) / all;
  };
  const states = Array.from({ length: touches }, (_, i) => i).filter((one) => one !== without);
  let there = new Map(states.map((state) => [state, chance(-1, state)]));
  let reached = 0;
  for (let step = 0; step < 400; step++) {
    for (const [state, share] of there) reached += share * chance(state, 'won');
    there = new Map(
      states.map((to) => {
        return [to, states.reduce((sum, at) => sum + (there.get(at) ?? 0) * chance(at, to), 0)];
      }),
    );
  }
  return reached;
}

test('gives what ChannelAttribution gives to 10,000 paths', async ({ skip }) => {
  const texts = await Promise.all(
    [
      'pathdata.csv.gz',
      'ca_heuristic_reference.csv',
      'ca_markov_order1_withnull.csv',
      'ca_removal_order1_withnull.csv',
    ].map((file) => sharedText(`attribution/${file}`)),
  );
  const [paths = [], heuristics = [], markov = [], removal = []] = texts.map(rowsOf);
  if (texts.includes(undefined)) skip();
  const counted = paths.map((row): Counted => ({
    path: row['path'] ?? '',
    conversions: Number(row['total_conversions']),
    value: Number(row['total_conversion_value']),
    lapsed: Number(row['total_null']),
  }));
  for (const model of ['first', 'last', 'linear'] as const) {
    const found = told(counted, model);
    expect(heuristics.length).toBe(Object.keys(found).length);
    for (const row of heuristics) {
      const [conversions, value] = found[row['channel_name'] ?? ''] ?? [];
      expect(conversions).toBeCloseTo(Number(row[`${model}_touch_conversions`]), 6);
      expect(value).toBeCloseTo(Number(row[`${model}_touch_value`]), 6);
    }
  }
  const { ways, names } = waysOf(counted);
  const effects = chainOf(ways).removalEffects();
  const found = conversionsBy(counted, 'markov');
  const whole = Object.values(found).reduce((sum, conversions) => sum + conversions, 0);
  // The package walks at random: its own error is about a tenth of a percent.
  for (const row of removal) {
    const effect = effects[names.indexOf(row['channel_name'] ?? '')] ?? NaN;
    expect(Math.abs(effect - Number(row['removal_effects_conversion']))).toBeLessThan(0.0015);
  }
  for (const row of markov) {
    const apart = (found[row['channel_name'] ?? ''] ?? NaN) - Number(row['total_conversions']);
    expect(Math.abs(apart) / whole).toBeLessThan(0.0007);
  }
});

function rowsOf(text: string | undefined): Record<string, string>[] {
  return parse(text ?? '', { columns: true, trim: true });
}

describe('a resample', () => {
  test('takes each thing as often as a Poisson variable says', () => {
    for (const mean of [1, 7, 64, 500]) {
      const dice = new Dice(7);
      const drawn = Array.from({ length: 20_000 }, () => dice.poisson(mean));
      const average = drawn.reduce((sum, count) => sum + count, 0) / drawn.length;
      const variance =
        drawn.reduce((sum, count) => sum + (count - average) ** 2, 0) / (drawn.length - 1);
      // Six standard errors: the dice are always the same, so it passes or fails for good.
      expect(Math.abs(average - mean)).toBeLessThan(6 * Math.sqrt(mean / drawn.length));
      expect(Math.abs(variance / mean - 1)).toBeLessThan(0.08);
    }
  });

  test('makes intervals that are as wide as they should be', () => {
    const path = { path: 'A', conversions: 400 };
    const { ways } = waysOf([path, { path: 'B', conversions: 100, lapsed: 50 }]);
    const sums = sumsOf(ways, ['last', 'markov']);
    const { low, high, replicates } = atOnce(intervalsOf(sums, 1_000));
    expect(replicates).toBe(1_000);
    // A count of 400 varies by 20: 95 % of it is within 1.96 times that.
    expect((high[0] ?? 0) - (low[0] ?? 0)).toBeGreaterThan(2 * 1.96 * 20 * 0.9);
    expect((high[0] ?? 0) - (low[0] ?? 0)).toBeLessThan(2 * 1.96 * 20 * 1.1);
    for (let i = 0; i < 4; i++) expect(low[i]).toBeLessThan(high[i] ?? 0);
    expect(atOnce(intervalsOf(sums, 1_000))).toEqual({ low, high, replicates });
  });

  test('is drawn less often where there is very much to draw from', () => {
    expect(replicatesFor(1_000, 200)).toBe(200);
    expect(replicatesFor(300_000, 200)).toBe(100);
    expect(replicatesFor(30_000_000, 200)).toBe(50);
    expect(replicatesFor(30_000_000, 20)).toBe(20);
    expect(replicatesFor(0, 0)).toBe(0);
  });
});

test('whole parts add up to their whole, each next to what it was', () => {
  const parts = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(parts, (all) => {
      const whole = Math.round(all.reduce((sum, part) => sum + part, 0)) + 0;
      const [first = 0] = all;
      const exact = [first + whole - all.reduce((sum, part) => sum + part, 0), ...all.slice(1)];
      const found = wholeParts(exact, whole);
      expect(found.reduce((sum, part) => sum + part, 0)).toBe(whole);
      found.forEach((part, i) => expect(Math.abs(part - (exact[i] ?? 0))).toBeLessThan(1.001));
    }),
    { numRuns: 300, seed: 32 },
  );
  expect(wholeParts([1.5, 1.5, 0], 3)).toEqual([2, 1, 0]);
  expect(wholeParts([0.1 + 0.2, 0.7], 1)).toEqual([0, 1]);
});
