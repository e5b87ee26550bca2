import type { Json } from '../../schema/index.ts';

/** Milliseconds since 1970 UTC, `from` within, `to` not. */
export interface Range {
  from: number;
  to: number;
}

export type Unit = 'customer' | 'session';

/** Operators of a condition (api.md, rule 4). */
export type Operator =
  | 'eq'
  | 'neq'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'exists';

/** A typed tree over fields of the session and of the event. */
export type Filter =
  | { and: readonly Filter[] }
  | { or: readonly Filter[] }
  | { not: Filter }
  | { field: string; op: Operator; value?: Json };

/** What a session can be broken down by. */
export const FACETS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'page',
  'landing_page',
  'exit_page',
  'device',
  'browser',
  'os',
  'country',
  'region',
  'language',
  'referrer_host',
] as const;

/** `page` is the landing page: the page a session began on. */
export type Facet = (typeof FACETS)[number];

export interface Breakdown {
  by: Facet;
  /** Rows before `(other)`. */
  limit: number;
}

export interface OverviewQuery {
  range: Range;
  /** The period to compare with. */
  compare?: Range;
  unit?: Unit;
  filter?: Filter;
  breakdown?: Breakdown;
}

/** One step of a funnel: an event, a filter, both, or any of several. */
export type Step =
  | { event: string; filter?: Filter }
  | { filter: Filter }
  | { any: readonly Step[] };

/** An event between two steps that removes the person entirely. */
export type Exclusion = Step & {
  /** Numbers of steps, from 1. Default: between the first and the last. */
  after?: number;
  before?: number;
};

export interface FunnelQuery {
  range: Range;
  /** 1 to 20. */
  steps: readonly Step[];
  order?: 'ordered' | 'strict' | 'any';
  /** ISO 8601 duration of weeks, days and less: `P30D`, `PT30M`. Its end is included. */
  window?: string;
  /** Properties of events that must be the same at all steps; `item_id` looks into `items` too. */
  hold?: readonly string[];
  exclude?: readonly Exclusion[];
  breakdown?: Breakdown;
  unit?: Unit;
  filter?: Filter;
}

/** Where a page of a list ended, over (time, id); the API signs it. */
export interface Place {
  at: number;
  id: string;
}

export interface CustomersQuery {
  /** Part of a user id or of a trait; or a visitor's or an order's whole id. */
  q?: string;
  sort: 'last_seen' | 'first_seen' | 'value';
  after?: Place;
  limit: number;
}

export interface TimelineQuery {
  kinds?: readonly string[];
  from?: number;
  to?: number;
  after?: Place;
  limit: number;
  order?: 'asc' | 'desc';
}

export type Outcome = 'converted' | 'lapsed' | 'open';

export interface JourneysQuery {
  /** Any member id of a customer. */
  customer?: string;
  outcome?: Outcome;
  /** At least this many touches. */
  min_touches?: number;
  /** At least one touch by this channel. */
  channel?: string;
  after?: Place;
  limit: number;
}
