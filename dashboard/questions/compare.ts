import type { Options } from '../parts/choice.tsx';
import { rangeOf } from './range.ts';
import { chosen, type View } from './view.ts';

export const WITH: Options = [
  ['', 'Not compared'],
  ['previous', 'With the time before'],
  ['year_before', 'With the year before'],
];

/** What the report is asked beside its range. Half a day is never compared with a whole one. */
export function compareOf(view: View): { compare?: string } {
  const compare = chosen(WITH, view['compare']);
  return compare === '' || isAllTime(view) ? {} : { compare: `${compare}_so_far` };
}

/** Before all time there is nothing. */
export function isAllTime(view: View): boolean {
  const range = rangeOf(view);
  return 'preset' in range && range.preset === 'all';
}

/** The view of what was compared. */
export function compareView(compare: unknown): View {
  const so = typeof compare === 'string' ? /^(.+)_so_far$/.exec(compare)?.[1] : undefined;
  return { compare: so };
}
