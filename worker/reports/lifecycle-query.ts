import type { Rate } from './answers.ts';
import type { PeriodUnit } from './periods.ts';
import type { Filter, Range, Step } from './query.ts';

export interface LifecycleQuery {
  /** Periods it touches are counted whole. */
  range: Range;
  filter?: Filter;
  /** What makes a person active; anything where absent. */
  event?: Step;
  period: PeriodUnit;
}

export const LIFECYCLE_STATES = ['new', 'returning', 'resurrecting', 'dormant'] as const;

export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** new + returning + resurrecting = active; active of the period before = returning + dormant. */
export interface LifecyclePeriod {
  /** First day of the period. */
  day: string;
  at: string;
  active: number;
  /** Never active before. */
  new: number;
  /** Active in the period before as well. */
  returning: number;
  /** Not active in the period before, but earlier. */
  resurrecting: number;
  /** Active in the period before, not in this one; null until it is over. */
  dormant: number | null;
  in_progress: boolean;
}

export interface Lifecycle {
  periods: LifecyclePeriod[];
  /** People by the number of periods they were active in. */
  stickiness: { periods: number; people: number; share: Rate }[];
  /** Different people over all periods. */
  active: number;
}

/** A number of the report. */
export type LifecyclePick = { day: string; state: LifecycleState | 'active' } | { periods: number };
