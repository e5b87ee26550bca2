import type { Rate } from './answers.ts';
import { twoSided } from './risk-difference.ts';

/** How far two shares lie apart. */
export interface Difference {
  value: number;
  /** Newcombe, 95 %. */
  ci95: [number, number];
  /** Two-sided. */
  p: number;
}

/** The first share less the second (definitions.md 10); null where either is of nothing. */
export function differenceOf(a: Rate, b: Rate): Difference | null {
  if (a.value === null || b.value === null || a.ci95 === null || b.ci95 === null) return null;
  const value = a.value - b.value;
  const [[lowA, highA], [lowB, highB]] = [a.ci95, b.ci95];
  const below = Math.hypot(a.value - lowA, highB - b.value);
  const above = Math.hypot(highA - a.value, b.value - lowB);
  return { value, ci95: [value - below, value + above], p: pOf(a, b, value) };
}

/** As likely as so great a difference is where both are of one share. */
function pOf(a: Rate, b: Rate, value: number): number {
  const whole = (a.n + b.n) / (a.of + b.of);
  const deviation = Math.sqrt(whole * (1 - whole) * (1 / a.of + 1 / b.of));
  return deviation === 0 ? 1 : twoSided(value / deviation);
}
