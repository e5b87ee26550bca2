import type { Rate } from './answers.ts';
import type { Difference } from './difference.ts';
import type { PageGroup, PathNodes } from './paths-query.ts';
import type { Filter, Range, Step, Unit } from './query.ts';

/** The two journeys are told apart by. */
export const DIFF_SIDES = ['a', 'b'] as const;

export type DiffSide = (typeof DIFF_SIDES)[number];

/** Journeys that begin in a range, with a session that the filter holds for. */
export interface DiffJourneys {
  range: Range;
  filter?: Filter;
}

export interface DiffQuery {
  a: DiffJourneys;
  b: DiffJourneys;
  unit: Unit;
  /** Of every session. */
  filter?: Filter;
  nodes: PathNodes;
  /** Events that are nodes; all but measurements where absent. */
  events?: readonly string[];
  groups: readonly PageGroup[];
  /** ISO 8601: how long after it began a customer's journey goes on. */
  window: string;
  conversion: Step;
  /** Nodes before `(other)`. */
  states: number;
  /** Rows that are shown. */
  limit: number;
}

/** Journeys of one side that are over. */
export interface DiffWhole {
  journeys: number;
  customers: number;
  converted: Rate;
  /** May still go on: in no number. */
  in_progress: number;
}

/** A node, and what comes of leaving it as the other side does. */
export interface DiffState {
  state: string;
  /** How often it was left. */
  departures: { a: number; b: number };
  /** P(conversion) of one side where this one node leads as it does on the other; null where either left it fewer than 30 times. */
  swapped: { a: number; b: number } | null;
  /** Of the difference, what goes by where this node leads: the mean of swapping it on either side. */
  effect: number | null;
}

export interface DiffRow {
  from: string;
  to: string;
  /** Of those who left `from`, who came to `to` next. */
  a: Rate;
  b: Rate;
  difference: Difference;
  /** Is more than chance after Benjamini and Hochberg at 10 % over all that were compared. */
  stands: boolean;
  /** Of the whole node, and what of it goes by this way. */
  effect: number;
  part: number;
}

export interface Diff {
  a: DiffWhole;
  b: DiffWhole;
  /** Of the shares that converted, `a` less `b`. */
  difference: Difference | null;
  /** By their effect, either way. */
  states: DiffState[];
  /** Ways that were compared, of which the first are shown, and those that fewer than 30 could have gone. */
  tested: number;
  untested: number;
  rows: DiffRow[];
}

/** Who began a journey on a side, or went a way; `(conversion)` alone: who converted. */
export interface DiffPick {
  side: DiffSide;
  from?: string;
  to?: string;
}
