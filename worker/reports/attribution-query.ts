import type { Money } from './answers.ts';
import type { Breakdown, Filter, Range, Step } from './query.ts';

/** Ways to share a conversion among what led to it (definitions.md 8 and 9). */
export const MODELS = [
  'first',
  'last',
  'last_non_direct',
  'linear',
  'u_shaped',
  'j_shaped',
  'inverse_j',
  'time_decay',
  'markov',
  'shapley',
  'shapley_rate',
] as const;

export type Model = (typeof MODELS)[number];

export interface AttributionQuery {
  /** Conversions happen within it, journeys without one end within it. */
  range: Range;
  /** Of the session that a conversion was made in, or that a journey without one ended with. */
  filter?: Filter;
  /** A purchase converts by its order, everything else by its event. */
  conversion: Step;
  /** What of a session, or of a contact, is credited. */
  touch: Breakdown;
  /** ISO 8601: how long before a conversion a touch may be, the end included. */
  lookback: string;
  models: readonly Model[];
  /** Replicates that intervals are made of; 0: no intervals. */
  bootstrap: number;
}

export interface Credit {
  conversions: number;
  /** Of the conversions' worth, per currency. */
  value: Money[];
  /** Of `conversions`, by the bootstrap; null without one. */
  ci95: [number, number] | null;
}

export interface AttributionRow {
  touch: string;
  /** Conversions it took part in: they add up to more than there are. */
  participation: number;
  /** Who made them. */
  customers: number;
  /** Of each model that was asked for. */
  models: Partial<Record<Model, Credit>>;
  /** The most that a model credits less the least. */
  disagreement: number;
}

export interface Attribution {
  conversions: number;
  customers: number;
  value: Money[];
  journeys: {
    converted: number;
    /** Ended without a conversion: the last touch became too old for one. */
    lapsed: number;
    /** A conversion would still be credited to them. */
    in_progress: number;
  };
  /** Replicates that were drawn: fewer than asked for where there is very much to draw from. */
  bootstrap: number;
  rows: AttributionRow[];
}

/** Who converted: all of them, or a row's, after such a touch. */
export interface AttributionPick {
  touch?: string;
}
