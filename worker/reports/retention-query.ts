import type { Rate } from './answers.ts';
import type { PeriodUnit } from './periods.ts';
import type { Filter, Range, Step } from './query.ts';

export interface RetentionQuery {
  /** People enter within it. */
  range: Range;
  filter?: Filter;
  /**
   * `first_ever`: whose first start ever lies in the period. `first_in_range`: by the first one in the
   * range. `recurring`: everybody with a start in the period, anew in each.
   */
  cohort: 'first_ever' | 'first_in_range' | 'recurring';
  /** What lets a person in; anything where absent. */
  start?: Step;
  /** What counts as coming back; anything where absent. */
  return?: Step;
  /** In the period, or in it or later. */
  kind: 'bounded' | 'unbounded';
  /** `rolling` counts from each person's start: 24 hours a day, 7 days a week, 30 days a month. */
  clock: 'calendar' | 'rolling';
  period: PeriodUnit;
  /** Periods after the first. */
  periods: number;
}

export interface RetentionCell {
  /** Periods after the one people entered in. */
  period: number;
  /** Of the whole cohort; `value` is null until the period is over for all of it. */
  returned: Rate;
  in_progress: boolean;
  /** Unbounded: who has not come back yet still may. */
  open: boolean;
}

export interface Cohort {
  /** First day of its period. */
  day: string;
  at: string;
  people: number;
  cells: RetentionCell[];
}

export interface Retention {
  /** One a period, empty ones too. */
  cohorts: Cohort[];
  /** By period: returned of all people whose cell is mature. */
  mean: { period: number; returned: Rate; cohorts: number }[];
}

/** A number of the report: those of a cohort who returned in a period; 0: all of it. */
export interface RetentionPick {
  day: string;
  period: number;
}
