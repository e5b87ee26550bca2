import type { Erasures } from '../../stitch/erasures.ts';

/** A site whose derived columns are worked out anew. */
export interface Rebuilding {
  /** Its home: all that is no session. */
  home: D1Database;
  /** Where the sessions are that are looked at: the home, or another of its databases. */
  db: D1Database;
  /** Where archived sessions are. */
  lake?: R2Bucket | undefined;
  site: { number: number; currency: string };
  /** As it was before anything was read: what is erased meanwhile is not brought back. */
  erasures: Erasures;
  /** Whether what is not as it should be is written; else it is only told. */
  write: boolean;
}

/** What came of a piece of a table. */
export interface Step {
  table: string;
  /** Rows that were looked at. */
  rows: number;
  /** Names of those that are not what follows from the rest. */
  changed: string[];
  /** Where the table goes on; absent: that was all of it. */
  after?: string;
}

/** Rows of a step: some tens of milliseconds of the Worker. */
export const ROWS = 500;
