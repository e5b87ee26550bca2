import type { Rate } from './answers.ts';
import type { Filter, Range } from './query.ts';

export interface SearchTermsQuery {
  /** Searches made in it. */
  range: Range;
  /** Holds for the session. */
  filter?: Filter;
  /** Rows before `(other)`. */
  limit: number;
}

/** What came of searches. Each is followed, refined or left: together they are all. */
export interface SearchFigures {
  searches: number;
  customers: number;
  sessions: number;
  /** A product was looked at or put into the cart before the next search. */
  followed: Rate;
  /** The next search was for something else. */
  refined: Rate;
  /** Neither came in the same session. */
  left: Rate;
  /** Of the searches whose event says how much they found: those that found nothing. */
  without_results: Rate;
  /** Customers who converted later in the same session, of those who searched. */
  conversion: Rate;
}

export interface SearchTerms extends SearchFigures {
  terms: number;
  rows: (SearchFigures & { key: string })[];
}

/** A number of the report: who searched for it. */
export interface SearchTermsPick {
  key: string;
}
