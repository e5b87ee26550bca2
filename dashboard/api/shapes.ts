import type { Properties } from '../../schema/index.ts';

/** What the API answers, as far as the pages show it. What an older or newer Worker leaves out is absent. */

/** RFC 3339, or milliseconds since 1970 UTC. */
export type Instant = string | number;

export interface Site {
  id: string;
  name: string;
  /** IANA. All times on the pages are shown in it. */
  time_zone: string;
  currency: string;
}

export interface Page<T> {
  data: T[];
  next_cursor?: string | null;
}

export interface Rate {
  /** `null` = not observable yet. */
  value: number | null;
  n: number;
  of: number;
  /** Wilson. */
  ci95: [number, number] | null;
}

export interface Money {
  currency: string;
  /** Decimal string. */
  amount: string;
  minor?: number;
}

export interface Span {
  from?: Instant;
  to?: Instant;
}

export interface Report<T> {
  /** `b`: the other side of a comparison that has sides. */
  query?: { range?: Span; compare?: Span; b?: { range?: Span } };
  data: T;
  meta?: { partial?: boolean; truncated?: boolean; warnings?: Warning[]; data_until?: Instant };
}

export type Warning = string | { message?: string; detail?: string };

export interface Counts {
  visitors: number;
  customers: number;
  sessions: number;
  engaged_sessions: number;
  page_views: number;
  events: number;
  orders: number;
  revenue: Money[];
  conversion: Rate;
  /** Revenue per order. */
  aov: Money[];
  /** Customers first seen in the range. */
  new_customers: number;
}

/** Who is behind the figures; null of nobody. */
export interface OverviewCells {
  customers: string | null;
  new_customers: string | null;
  /** Behind `conversion`. */
  converted: string | null;
  /** Behind `orders` and `revenue`. */
  buyers: string | null;
}

export interface OverviewRow extends Partial<Counts> {
  key: string | null;
  cells?: OverviewCells;
}

export interface TrendPoint extends Partial<Counts> {
  /** Calendar day in the site's zone, `2026-11-21`. */
  day: string;
  /** Opens all who were there. */
  cell?: string | null;
}

export interface Overview extends Partial<Counts> {
  cells?: OverviewCells;
  rows?: OverviewRow[];
  /** Day by day, empty days too. */
  series?: TrendPoint[];
  compare?: Overview;
}

export interface StageFact {
  name: string;
  reason?: string;
}

export interface Customer {
  id: string;
  /** A name or e-mail among the traits, else an id. */
  name?: string | null;
  email?: string | null;
  users?: string[];
  visitors?: string[];
  first_seen?: Instant | null;
  last_seen?: Instant | null;
  stage?: StageFact | string | null;
  stage_reason?: string | null;
  sessions?: number;
  orders?: number;
  /** Revenue of the customer; `revenue` in older answers. */
  value?: Money[];
  revenue?: Money[];
  /** Of the first session. */
  channel?: string | null;
  device?: string | null;
  country?: string | null;
  /** Trade word of definitions.md 14; `trade_word` in older answers. */
  word?: string | null;
  trade_word?: string | null;
}

export interface Profile extends Customer {
  traits?: Properties | null;
  net_value?: Money[];
  page_views?: number;
  touchpoints?: number;
  rfm?: { recency?: number; frequency?: number; monetary?: number; segment?: string } | null;
  most_active?: { hour?: number | null; weekday?: string | null } | null;
  preferred_content?: { page: string; engaged_seconds?: number }[] | null;
  journeys?: { open: number; converted: number; lapsed: number } | null;
}

export interface Identity {
  edges?: IdentityEdge[];
  conflicts?: unknown[];
}

export interface IdentityEdge {
  kind: string;
  a: string;
  b: string;
  at?: Instant;
  source?: string;
  reason?: string;
  verified?: boolean;
}

export interface Step {
  id: string;
  at: Instant;
  kind?: string;
  name: string;
  title?: string | null;
  properties?: Properties | null;
  visitor?: string | null;
  session?: string | null;
  journey?: string | null;
  stage?: string | null;
  channel?: string | null;
  source?: Properties | null;
  actor?: Properties | null;
  object?: Properties | null;
  /** A purchase whose order was told before, or is somebody else's. */
  retold?: boolean;
  /** Generated traffic of the demo site. */
  demo?: boolean;
}

export interface Journey {
  id: string;
  customer: string | { id: string; name?: string };
  /** A name or e-mail among the traits, else the id. */
  customer_name?: string;
  opened_at: Instant;
  closed_at?: Instant | null;
  outcome: string;
  sessions?: number;
  /** Without a session: a contact outside of any. */
  touches?: { at: Instant; channel: string; session?: string | null }[];
  /** Decimal string. */
  value?: string | number | null;
  currency?: string | null;
  seconds_to_convert?: number | null;
  stage?: string | null;
}

export interface FunnelStep {
  event: string;
  people: number;
  from_start: Rate;
  from_previous?: Rate | null;
  dropped?: number | null;
  /** Seconds. */
  time_from_previous?: Quartiles | null;
  /** People of the step before whose window is still open. */
  in_progress?: number;
  /** Opens the people. */
  cell?: string | null;
}

export interface Quartiles {
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
}

export interface Funnel {
  steps: FunnelStep[];
  /** People who did an excluded event between the steps. */
  excluded?: number;
  rows?: FunnelPart[];
  /** By the period in which people took the first step. */
  trend?: FunnelPeriod[];
  compare?: Funnel;
}

export interface FunnelPeriod {
  /** Its first day in the site's zone. */
  day: string;
  people: number;
  converted: number;
  conversion: Rate;
  /** Not there yet, and their window is still open. */
  in_progress: number;
}

export interface FunnelPart {
  key: string | null;
  steps: FunnelStep[];
}
