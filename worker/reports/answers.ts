import type { Properties } from '../../schema/index.ts';
import type { Conflict } from '../history/guards.ts';
import type { Edge } from '../stitch/event.ts';
import type { Outcome, Place } from './query.ts';

/** What a report hands back: the rows it read ride along to the envelope. */
export interface Answer<T> {
  data: T;
  rowsRead: number;
  /** Share of the customers that more than one id was joined to; null of none. */
  stitchedShare: number | null;
}

export interface Page<T> {
  data: T[];
  /** Absent on the last page. */
  next?: Place;
}

/** `value` is null where nothing could be observed. */
export interface Rate {
  value: number | null;
  n: number;
  of: number;
  /** Wilson, 95 %. */
  ci95: [number, number] | null;
}

export interface Money {
  currency: string;
  /** Decimal string. */
  amount: string;
  minor: number;
}

export interface OverviewFigures {
  visitors: number;
  customers: number;
  sessions: number;
  engaged_sessions: number;
  page_views: number;
  events: number;
  orders: number;
  revenue: Money[];
  conversion: Rate;
  /** Revenue per order, per currency. */
  aov: Money[];
  /** Customers first seen in the range, and others. */
  new_customers: number;
  returning_customers: number;
}

export interface Overview extends OverviewFigures {
  rows?: (OverviewFigures & { key: string })[];
  /** One entry a calendar day of the site's zone, empty days too. */
  series: (OverviewFigures & { day: string; at: string })[];
  /** Share of sessions without stored consent, see definitions.md 14. */
  cookieless: Rate;
}

export interface Quantiles {
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
}

export interface FunnelStep {
  event: string;
  people: number;
  from_start: Rate;
  from_previous: Rate;
  /** People of the step before who did not come here in time. */
  dropped: number;
  /** People of the step before who are not here yet and whose window is still open. */
  in_progress: number;
  /** Seconds. */
  time_from_previous: Quantiles;
}

export interface Funnel {
  steps: FunnelStep[];
  /** People who did an excluded event between the steps. */
  excluded: number;
  rows?: { key: string; steps: FunnelStep[] }[];
  /** By the period in which people took the first step; together they are the whole. */
  trend?: FunnelPeriod[];
}

/** Those who started in one period. */
export interface FunnelPeriod {
  /** Its first day in the site's zone: `2026-11-16`. */
  day: string;
  people: number;
  converted: number;
  conversion: Rate;
  /** Not there yet, and their window is still open. */
  in_progress: number;
}

export interface Stage {
  name: 'awareness' | 'consideration' | 'intent' | 'purchase' | 'retention' | 'lapsed' | 'advocacy';
  /** In words. */
  reason: string;
  /** The rule, or the event, that made it so: `add_to_cart`, `first_order`, `silence` ... */
  because: string;
}

export interface CustomerSummary {
  id: string;
  /** What to call them: a name or e-mail among the traits, else the id. */
  name: string;
  users: string[];
  visitors: string[];
  identified: boolean;
  first_seen: string;
  last_seen: string;
  sessions: number;
  orders: number;
  value: Money[];
  channel: string | null;
  device: string | null;
  country: string | null;
  stage: Stage;
}

export interface Customer extends CustomerSummary {
  traits: Properties;
  page_views: number;
  events: number;
  touchpoints: number;
  net_value: Money[];
  /** Trade word of definitions.md 14: `lead`, `active`, `at risk` ... */
  word: string;
  rfm: Rfm | null;
  most_active: { hour: number; weekday: string } | null;
  preferred_content: { page: string; engaged_seconds: number }[] | null;
  journeys: { open: number; converted: number; lapsed: number };
}

export interface Rfm {
  /** 1 to 5. */
  recency: number;
  frequency: number;
  monetary: number;
  segment: string;
}

export interface TimelineEntry {
  id: string;
  at: string;
  kind: string;
  name: string;
  title: string;
  properties: Properties;
  visitor: string | null;
  session: string | null;
  journey: string | null;
  stage: Stage['name'];
  channel: string | null;
  /** Where the session came from. */
  source: {
    source?: string;
    medium?: string;
    campaign?: string;
    term?: string;
    content?: string;
    referrer?: string;
  } | null;
  /** Who did it. */
  actor: {
    customer: string;
    user?: string;
    device?: string;
    browser?: string;
    os?: string;
    country?: string;
    /** Who vouches for it. */
    assurance: 'asserted' | 'verified';
  };
  /** What it was done to. */
  object: { type: string; id?: string; name?: string; url?: string; items?: number } | null;
  /** A purchase whose order was told before, or is somebody else's: it is no order more. */
  retold: boolean;
  demo: boolean;
}

export interface Journey {
  id: string;
  customer: string;
  /** What to call them: a name or e-mail among the traits, else the id. */
  customer_name: string;
  opened_at: string;
  closed_at: string | null;
  /** Its last session or touchpoint. */
  last_at: string;
  outcome: Outcome;
  sessions: number;
  touches: { at: string; channel: string; session: string | null }[];
  value: string | null;
  currency: string | null;
  order: string | null;
  /** Name of the event that closed it. */
  conversion: string | null;
  seconds_to_convert: number | null;
  stage: Stage['name'];
}

export interface CustomerIdentity {
  id: string;
  users: string[];
  visitors: string[];
  edges: (Omit<Edge, 'at'> & { at: string })[];
  conflicts: Conflict[];
}
