import type { Model } from './attribution-query.ts';

/** Half as much for a week earlier (definitions.md 8). */
const HALF_LIFE = 7 * 86_400_000;

/** The touches of one conversion, in order of time. */
export interface Way {
  /** What is credited, by number; the same may come again. */
  touches: readonly number[];
  /** Milliseconds from each touch to the conversion. */
  ages: readonly number[];
  isDirect: readonly boolean[];
}

/** Models that look at all journeys at once, those without a conversion too. */
export type WholeModel = 'markov' | 'shapley_rate';

/** Models whose credit follows from the conversion's own touches: it adds up over conversions. */
export type OwnModel = Exclude<Model, WholeModel>;

export function isOwn(model: Model): model is OwnModel {
  return model !== 'markov' && model !== 'shapley_rate';
}

/** What each touch of a way gets of its one conversion. */
export const CREDIT: Record<OwnModel, (way: Way) => number[]> = {
  first: ({ touches }) => touches.map((_, i) => (i === 0 ? 1 : 0)),
  last: ({ touches }) => touches.map((_, i) => (i === touches.length - 1 ? 1 : 0)),
  last_non_direct: ({ isDirect }) => {
    const found = isDirect.lastIndexOf(false);
    const last = found < 0 ? isDirect.length - 1 : found;
    return isDirect.map((_, i) => (i === last ? 1 : 0));
  },
  linear: ({ touches }) => touches.map(() => 1 / touches.length),
  u_shaped: ({ touches }) => byEnds(touches.length, 0.4, 0.4),
  j_shaped: ({ touches }) => byEnds(touches.length, 0.2, 0.6),
  inverse_j: ({ touches }) => byEnds(touches.length, 0.6, 0.2),
  time_decay: ({ ages }) => {
    // From the latest on, so that none of them all becomes nothing.
    const latest = ages.reduce((least, age) => Math.min(least, age), Infinity);
    const weights = ages.map((age) => 2 ** ((latest - age) / HALF_LIFE));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / whole);
  },
  // The game in which a set of touches is worth the conversions that need no other.
  shapley: ({ touches }) => {
    const players = new Set(touches);
    const share = 1 / players.size;
    return touches.map((touch) => (players.delete(touch) ? share : 0));
  },
};

/** So much for the first touch and for the last, the rest for those between; of two these alone. */
function byEnds(length: number, first: number, last: number): number[] {
  if (length === 1) return [1];
  if (length === 2) return [first / (first + last), last / (first + last)];
  const between = (1 - first - last) / (length - 2);
  return Array.from({ length }, (_, i) => (i === 0 ? first : i === length - 1 ? last : between));
}
