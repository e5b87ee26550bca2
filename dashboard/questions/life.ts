import { PERIODS } from '../format/period.ts';
import { membersOf } from '../filter/conditions.ts';
import type { Options } from '../parts/choice.tsx';
import type { Query, Question } from './question.ts';
import { chosen, limitOf, limitView, textOf } from './view.ts';

export const STARTS: Options = [
  ['', 'First seen at all'],
  ['view_item', 'First product viewed'],
  ['add_to_cart', 'First put in a cart'],
  ['purchase', 'First order'],
];
export const RETURNS: Options = [
  ['', 'Back for anything'],
  ['view_item', 'Back to view a product'],
  ['add_to_cart', 'Back to put in a cart'],
  ['purchase', 'Back to order'],
];
export const KINDS: Options = [
  ['bounded', 'In that period'],
  ['unbounded', 'Then or later'],
];

export const retentionQuestion: Question = {
  report: 'retention',
  title: 'Retention',
  page: 'retention',
  ask: (view) => {
    const [start, back] = [chosen(STARTS, view['start']), chosen(RETURNS, view['back'])];
    return {
      period: chosen(PERIODS, view['period']),
      kind: chosen(KINDS, view['kind']),
      ...(start === '' ? {} : { start: { event: start } }),
      ...(back === '' ? {} : { return: { event: back } }),
    };
  },
  see: ({ period, kind, start, return: back }) => ({
    period: textOf(period),
    kind: textOf(kind),
    start: textOf(membersOf(start)['event']),
    back: textOf(membersOf(back)['event']),
  }),
  usual: {
    unit: 'customer',
    cohort: 'first_ever',
    kind: 'bounded',
    clock: 'calendar',
    period: 'week',
    periods: 8,
  },
};

/** Stands below the cohorts. */
export const lifecycleQuestion: Question = {
  report: 'lifecycle',
  title: 'Retention',
  page: 'retention',
  ask: (view) => ({ period: chosen(PERIODS, view['period']) }),
  see: ({ period }) => ({ period: textOf(period) }),
  usual: { unit: 'customer', period: 'week' },
};

export const stagesQuestion: Question = {
  report: 'stages',
  title: 'Stages',
  page: 'stages',
  ask: () => ({}),
  see: () => ({}),
  usual: { unit: 'customer' },
};

export const journeyMapQuestion: Question = {
  report: 'journey-map',
  title: 'Journey map',
  page: 'map',
  ask: (view): Query => ({ limit: limitOf(view, 4) }),
  see: ({ limit }) => ({ limit: limitView(limit, 4) }),
  usual: { unit: 'customer', limit: 5 },
};
