import { membersOf } from '../filter/conditions.ts';
import type { Options } from '../parts/choice.tsx';
import { textOf, type View } from './view.ts';

export const PRESETS: Options = [
  ['today', 'Today'],
  ['yesterday', 'Yesterday'],
  ['last_7d', 'Last 7 days'],
  ['last_28d', 'Last 28 days'],
  ['last_90d', 'Last 90 days'],
  ['last_365d', 'Last 365 days'],
  ['this_month', 'This month'],
  ['last_month', 'Last month'],
  ['this_year', 'This year'],
  ['all', 'All time'],
];

export type Range = { preset: string } | { from: string; to: string };

/** The range of the view: a preset, or two calendar days in the site's zone. */
export function rangeOf(view: View): Range {
  if (view['from'] && view['to']) return { from: view['from'], to: view['to'] };
  const preset = PRESETS.find(([value]) => value === view['range'])?.[0];
  return { preset: preset ?? 'last_28d' };
}

/** A calendar day: what the page's fields can show. */
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The view of a range that was asked. */
export function rangeView(range: unknown): View {
  const { preset, from, to } = membersOf(range);
  const days = [from, to].map(textOf).filter((day) => day !== undefined && DAY.test(day));
  return days.length === 2 ? { from: days[0], to: days[1] } : { range: textOf(preset) };
}
