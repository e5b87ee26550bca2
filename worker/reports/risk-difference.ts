/** People alike: how many there are with and without something, and how many of each converted. */
export interface Stratum {
  exposed: number;
  exposedConverted: number;
  others: number;
  othersConverted: number;
}

export interface RiskDifference {
  value: number;
  /** 95 %. */
  ci95: [number, number];
  /** Two-sided. */
  p: number;
  /** Those exposed who have others alike. */
  compared: number;
}

/** Standard normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/**
 * Mantel's and Haenszel's common risk difference with Sato's variance (definitions.md 10; Sato,
 * Biometrics 1989). Undefined where nobody has others alike.
 */
export function riskDifference(strata: Iterable<Stratum>): RiskDifference | undefined {
  let [weight, sum, p, q, compared] = [0, 0, 0, 0, 0];
  for (const { exposed: n1, exposedConverted: x1, others: n2, othersConverted: x2 } of strata) {
    const n = n1 + n2;
    if (n1 === 0 || n2 === 0) continue;
    compared += n1;
    weight += (n1 * n2) / n;
    sum += (x1 * n2 - x2 * n1) / n;
    p += (n1 * n1 * x2 - n2 * n2 * x1 + (n1 * n2 * (n2 - n1)) / 2) / (n * n);
    q += (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * n);
  }
  if (weight === 0) return undefined;
  const value = sum / weight;
  const deviation = Math.sqrt(Math.max(0, value * p + q)) / weight;
  return {
    value,
    ci95: [Math.max(-1, value - Z * deviation), Math.min(1, value + Z * deviation)],
    p: deviation === 0 ? Number(value === 0) : twoSided(value / deviation),
    compared,
  };
}

/** How likely a standard normal variable is as far from 0: Abramowitz and Stegun 7.1.26, to 2e-7. */
export function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return series * Math.exp(-x * x);
}

/** Which of some tests stand where so large a share of them may do so by chance: Benjamini and Hochberg. */
export function standing(ps: readonly number[], share: number): boolean[] {
  const sorted = ps.toSorted((a, b) => a - b);
  const last = sorted.findLastIndex((p, i) => p <= ((i + 1) / ps.length) * share);
  const limit = sorted[last] ?? -1;
  return ps.map((p) => p <= limit);
}
