import type { Quantiles } from './answers.ts';

/** Quantiles of durations in milliseconds, as seconds, interpolated (R's type 7); null of none. */
export function quantilesOf(durations: readonly number[]): Quantiles {
  const sorted = Float64Array.from(durations).sort();
  const at = (share: number): number | null => {
    const place = (sorted.length - 1) * share;
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    if (low === undefined || high === undefined) return null;
    return (low + (high - low) * (place - Math.floor(place))) / 1_000;
  };
  return { p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}
