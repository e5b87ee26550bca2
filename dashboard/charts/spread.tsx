import type { JSX } from 'preact';

interface SpreadProps {
  /** What several ways of counting say. */
  values: readonly number[];
  /** The one that is looked at. */
  value: number;
  /** The right end. */
  most: number;
}

/** From the least to the most that was said, with a mark for each. Drawn by attributes, as a bar is. */
export function Spread({ values, value, most }: SpreadProps): JSX.Element {
  const at = (one: number): number => Math.min(Math.max(one / (most || 1), 0), 1) * 100;
  const [low, high] = [at(Math.min(...values)), at(Math.max(...values))];
  return (
    <svg class="bar spread" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="6" />
      <rect class="spread-range" x={low} width={high - low} height="6" />
      {values.map((one, index) => (
        // A mark for each model, in the order of the models, which never changes.
        <rect key={index} class="spread-mark" x={at(one) - 0.3} width="0.6" height="6" />
      ))}
      <rect class="bar-fill" x={at(value) - 0.8} width="1.6" height="6" />
    </svg>
  );
}
