import { usdOf, USD, type Spent } from '../prices.ts';
import type { Tally } from './ledger.ts';

/** USD that writing a cost down costs: four rows of the ledger, and one that is deleted a day later. */
const WRITING = 5 * USD.rowWritten;

/** What that may add to all costs, on average. */
const SHARE = 0.01;

/** Outcomes of the ledger that tell what was paid for, and not what became of events. */
export const COST = {
  requests: 'cost:requests',
  rowsWritten: 'cost:rows_written',
  rowsRead: 'cost:rows_read',
} as const;

/**
 * What the ledger is told of a request's cost. Only one in some is written down, and then for all of
 * them: the cheaper, the fewer, so that their sum is right on average and counting costs nearly nothing.
 * `chance` gives numbers from 0 up to 1.
 */
export function costOf(
  { rowsWritten = 0, rowsRead = 0 }: Partial<Spent>,
  chance: () => number = Math.random,
): Tally {
  const usd = usdOf({ requests: 1, rowsWritten, rowsRead });
  const times = Math.max(1, Math.floor(WRITING / SHARE / usd));
  if (chance() * times >= 1) return {};
  return {
    [COST.requests]: times,
    [COST.rowsWritten]: times * rowsWritten,
    [COST.rowsRead]: times * rowsRead,
  };
}
