import type { Money, Rate } from './answers.ts';
import type { Filter, Range, Step } from './query.ts';

/** What goes wrong for people, as the tag records it (definitions.md 12). */
export const SIGNALS = ['rage_click', 'dead_click', 'quick_back', 'form_abandon', 'error'] as const;

export type Signal = (typeof SIGNALS)[number];

/** GA4's name of the same. */
export const SAME_SIGNAL: Readonly<Record<string, Signal>> = { exception: 'error' };

/** What signals of one kind are told apart by: not at all, by page, or by what was clicked or broke. */
export const FRICTION_BY = ['signal', 'page', 'target'] as const;

export type FrictionBy = (typeof FRICTION_BY)[number];

export interface FrictionQuery {
  /** People enter steps within it. */
  range: Range;
  /** Of the session a step is entered in. */
  filter?: Filter;
  steps: readonly Step[];
  conversion: Step;
  /** ISO 8601: how long after entering a step a conversion counts. */
  window: string;
  /** ISO 8601: how long after entering a step a signal counts. */
  exposure: string;
  signals: readonly Signal[];
  by: FrictionBy;
  /** Rows that are shown. */
  limit: number;
}

export interface FrictionStep {
  step: string;
  /** Entered it, and had all the time there is to convert. */
  people: number;
  converted: Rate;
  /** Entered it, and still have time. */
  in_progress: number;
}

export interface FrictionRow {
  /** Name of the step, and its number from 1. */
  step: string;
  nth: number;
  signal: Signal;
  /** Page or target; `(any)` where signals are not told apart, `(other)` of rare ones together. */
  key: string;
  /** People who met with it after entering the step, before converting. */
  exposed: number;
  /** Of these who have others like them to be compared with. */
  compared: number;
  /** As counted, which compares people who are not alike. */
  converted: { exposed: Rate; others: Rate };
  /** Of the shares that converted, among people alike: negative where those exposed convert less. */
  difference: { value: number; ci95: [number, number] };
  /** Two-sided. */
  p: number;
  /** Stands after Benjamini and Hochberg at 10 % over all rows. */
  stands: boolean;
  /** Conversions that are missing among those compared; `at_least`: at the near end of the interval. */
  missing: {
    conversions: number;
    conversions_at_least: number;
    /** At the mean order value. */
    value: Money[];
    value_at_least: Money[];
  };
}

export interface Friction {
  steps: FrictionStep[];
  /** Of the range's orders, in the site's currency; none where there are none. */
  mean_order: Money[];
  /** Rows that were compared, of which the first are shown. */
  tested: number;
  /** What fewer people met with than can be compared. */
  untested: number;
  /** By what they cost at least. */
  rows: FrictionRow[];
}

/** Who met with it, or did and has not converted. */
export interface FrictionPick {
  nth: number;
  signal: Signal;
  key: string;
  of: 'exposed' | 'missing';
}
