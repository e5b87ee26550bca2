import type { Money, Rate } from './answers.ts';
import type { Difference } from './difference.ts';
import { FACETS, type Facet, type Filter, type Range, type Step, type Unit } from './query.ts';

/** What is explained: the share that converted, or revenue per customer or session. */
export const MEASURES = ['conversion', 'revenue'] as const;

export type Measure = (typeof MEASURES)[number];

/** What is looked at where nobody says by what. */
export const EXPLAIN_BY: readonly Facet[] = FACETS.filter(
  // The first is the landing page once more; which page came last follows from what was done, as a thanks does.
  (facet) => facet !== 'page' && facet !== 'exit_page',
);

export interface ExplainQuery {
  range: Range;
  /** What it is compared with. */
  before: Range;
  unit: Unit;
  filter?: Filter;
  measure: Measure;
  /** What converts; of `revenue` it is an order. */
  conversion: Step;
  /** Absent: whatever concentrates most of the change. */
  by?: Facet;
  /** Rows before `(other)`. */
  limit: number;
}

/** What a measure is at one time: `n` of `of` converted, or ordered for so much. */
export interface Level extends Rate {
  /** Where revenue is measured: `value` is so much for each of `of`. */
  revenue?: Money;
}

/** A difference, its interval, and how likely it is by chance. */
export interface Judged {
  value: number;
  ci95: [number, number];
  /** Two-sided. */
  p: number;
}

export interface ExplainRow {
  key: string;
  now: Level;
  before: Level;
  /** Of all customers or sessions. */
  share: { now: Rate; before: Rate };
  /** Of the change, by there being more or fewer of them, and by their own measure. */
  mix: number;
  rate: number;
  /** Both. Of all rows it adds up to the change. */
  contribution: Judged;
  /** Of its own measure; null where it is of nothing. */
  difference: Difference | null;
  /** What it brought beyond what an even change would have. */
  beyond: Judged;
  /** Its difference, and what is beyond, are more than chance beside all others that were judged. */
  stands: { difference: boolean; beyond: boolean };
}

/** How much of the change one way to tell people apart concentrates. */
export interface ExplainDimension {
  by: Facet;
  /** Different values, and those of which something stands beyond an even change. */
  values: number;
  stand: number;
  /** What these brought beyond an even change. */
  concentration: number;
  /** The first of them. */
  top: { key: string; contribution: number; beyond: number } | null;
}

export interface Explain {
  now: Level;
  before: Level;
  /** Null where one of the two is of nobody. */
  change: Judged | null;
  /** Of the change, by who came and by what they did. */
  mix: number;
  rate: number;
  /** What the rows tell apart by. */
  by: Facet;
  /** What concentrates most first. */
  dimensions: ExplainDimension[];
  /** By how much they contributed, either way. */
  rows: ExplainRow[];
  /** Orders in other currencies than the site's, which no revenue here knows of. */
  other_currencies: number;
}

/** Who a number is of: of the whole or a row, at one time, all or who converted. */
export interface ExplainPick {
  at: 'now' | 'before';
  key?: string;
  of: 'all' | 'converted';
}
