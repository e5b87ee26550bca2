import type { Stored } from './intake.ts';

/** What one attempt to store comes to. */
export type Outcome = Pick<
  Stored,
  'stored' | 'duplicates' | 'overflowed' | 'quarantined' | 'erased'
>;

/** An attempt that was committed unheard stored more than the one that then found its events there. */
export function mostStored(outcomes: readonly [Outcome, ...Outcome[]]): Outcome {
  const countOf = ({ stored, quarantined }: Outcome): number => stored + quarantined;
  return outcomes.reduce((most, one) => (countOf(one) > countOf(most) ? one : most));
}

/** Rows that these statements really wrote: what is there already they pass over. */
export function rowsChanged(results: readonly D1Result[]): number {
  return results.reduce((sum, { meta }) => sum + meta.changes, 0);
}
