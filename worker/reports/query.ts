import type { Json } from '../../schema/index.ts';
import type { Cell } from './cell.ts';
import type { PeriodUnit } from './periods.ts';

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

/** A typed tree over fields of the session, of the event and of the person. */
export type Filter =
  | { and: readonly Filter[] }
  | { or: readonly Filter[] }
  | { not: Filter }
  | { field: string; op: Operator; value?: Json }
  | PersonCondition
  | PersonTest;

/** What somebody did: an event and what holds for it, within a time before the end of the range. */
export interface Deed {
  event: string;
  filter?: Filter;
  /** ISO 8601 duration; absent: ever. */
  within?: string;
}

/** Steps in order, as in a funnel, the first of them within a time before the end of the range. */
export interface Sequence {
  steps: readonly Step[];
  /** From the first step to the last; `P30D` where absent. */
  window?: string;
  within?: string;
}

/** A condition on what the person did, whichever session is looked at. */
export type PersonCondition =
  | { did: Deed }
  | { did_not: Deed }
  | { count: Deed & { op: Operator; value: number } }
  | { sequence: Sequence }
  /** The people behind a number of a report. */
  | { cell: Cell };

/** What a condition on people became once everybody was looked at (person-conditions.ts). */
export interface PersonTest {
  person: (customer: string) => boolean;
}

/** Facts of a person, as they are at the end of the range; a site's own stand under `trait.`. */
export const PERSON_FIELDS = [
  'stage',
  'value',
  'orders',
  'first_seen',
  'last_seen',
  'account',
] as const;

export type PersonField = (typeof PERSON_FIELDS)[number];

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
  /** Also by when people started: periods of the site's zone. */
  trend?: PeriodUnit;
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
  /** Customers with a session that it holds for, or of whom it holds. */
  filter?: Filter;
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
  /** Journeys of customers with a session that it holds for, or of whom it holds. */
  filter?: Filter;
  after?: Place;
  limit: number;
}
