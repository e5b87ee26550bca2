import type { Rfm } from './answers.ts';

type Span = readonly [low: number, high: number];

/** CRAN `rfm`, first match; ten of the 125 cells match none (definitions.md 11). */
const SEGMENTS: readonly (readonly [name: string, r: Span, f: Span, m: Span])[] = [
  ['Champions', [5, 5], [5, 5], [5, 5]],
  ['Potential Loyalist', [3, 5], [3, 5], [2, 5]],
  ['Loyal Customers', [2, 4], [2, 4], [2, 4]],
  ['Promising', [3, 4], [1, 3], [3, 5]],
  ['New Customers', [4, 5], [1, 3], [1, 5]],
  ["Can't Lose Them", [1, 2], [3, 4], [4, 5]],
  ['At Risk', [1, 2], [2, 5], [4, 5]],
  ['Need Attention', [1, 3], [3, 5], [3, 5]],
  ['About To Sleep', [2, 3], [1, 3], [1, 4]],
  ['Lost', [1, 1], [1, 5], [1, 5]],
];

export function segmentOf(recency: number, frequency: number, monetary: number): string {
  const within = (score: number, [low, high]: Span): boolean => score >= low && score <= high;
  const found = SEGMENTS.find(
    ([, r, f, m]) => within(recency, r) && within(frequency, f) && within(monetary, m),
  );
  return found?.[0] ?? 'Other';
}

/** What a customer has bought. */
export interface Bought {
  lastAt: number;
  orders: number;
  /** Minor units of the site's currency. */
  value: number;
}

/**
 * Scores of a buyer among all buyers, by rank: the fifth that the middle of those with the same figure
 * falls into. Equals score the same, and who is alone is neither best nor worst.
 */
export function rfmOf(buyer: Bought, all: readonly Bought[]): Rfm {
  const score = (figure: (one: Bought) => number): number => {
    const below = all.filter((one) => figure(one) < figure(buyer)).length;
    const equal = all.filter((one) => figure(one) === figure(buyer)).length;
    return Math.min(5, Math.max(1, Math.ceil((5 * (below + equal / 2)) / Math.max(1, all.length))));
  };
  const recency = score((one) => one.lastAt);
  const frequency = score((one) => one.orders);
  const monetary = score((one) => one.value);
  return { recency, frequency, monetary, segment: segmentOf(recency, frequency, monetary) };
}
