import type { Money, Quantiles, Rate } from './answers.ts';
import type { Facet, Filter, Range } from './query.ts';

/**
 * What became of a cart. Left behind are those that are abandoned, expired (abandoned over 30 days ago)
 * or recovered; the others were ordered in one go, are still at hand, or hold nothing any more.
 */
export const CART_STATES = [
  'open',
  'ordered',
  'abandoned',
  'expired',
  'recovered',
  'emptied',
] as const;

export type CartState = (typeof CART_STATES)[number];

/** What carts that were left behind are told apart by: their last cart event, or a facet of its session. */
export type CartFacet = 'event' | Facet;

export interface CartsQuery {
  /** Carts that were begun in it. */
  range: Range;
  /** Holds for the session a cart was begun in. */
  filter?: Filter;
  /** ISO 8601 duration of silence after which a cart is abandoned. */
  idle: string;
  breakdown: { by: CartFacet; /** Rows before `(other)`. */ limit: number };
}

export interface CartFigures {
  carts: number;
  customers: number;
  /** What lay in them when they were last touched, by currency. */
  value: Money[];
}

export interface Carts extends CartFigures {
  states: (CartFigures & {
    state: CartState;
    /** Of the orders that closed them. */
    revenue: Money[];
  })[];
  /** Left behind, of those that are neither open nor empty. */
  abandonment: Rate;
  /** Recovered, of those left behind. */
  recovery: Rate;
  /** Seconds from the last touch before leaving to the order. */
  time_to_recover: Quantiles;
  /** Carts left behind by the last touch before that. */
  rows: (CartFigures & { key: string; recovered: number })[];
}

/** A number of the report. */
export type CartsPick = { state: CartState } | { key: string };
