import type { Rate } from './answers.ts';

/** Standard normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/** `n` of `of` with Wilson's interval (definitions.md 10). */
export function rateOf(n: number, of: number): Rate {
  if (of === 0) return { value: null, n, of, ci95: null };
  const p = n / of;
  const z2 = (Z * Z) / of;
  const centre = p + z2 / 2;
  const half = Z * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of));
  const bound = (edge: number): number => Math.min(1, Math.max(0, edge / (1 + z2)));
  // At the ends the formula is exact, binary noise is not.
  const low = n === 0 ? 0 : bound(centre - half);
  const high = n === of ? 1 : bound(centre + half);
  return { value: p, n, of, ci95: [low, high] };
}
