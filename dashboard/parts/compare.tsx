import type { JSX } from 'preact';
import { useView } from '../shell/use-view.ts';
import { Choice, type Options } from './choice.tsx';
import { chosen } from './choices.tsx';
import { rangeOf } from './range.tsx';

const WITH: Options = [
  ['', 'Not compared'],
  ['previous', 'With the time before'],
  ['year_before', 'With the year before'],
];

/** What the report is asked beside its range. Half a day is never compared with a whole one. */
export function compareOf(view: Record<string, string | undefined>): { compare?: string } {
  const compare = chosen(WITH, view['compare']);
  return compare === '' || isAllTime(view) ? {} : { compare: `${compare}_so_far` };
}

/** Before all time there is nothing. */
function isAllTime(view: Record<string, string | undefined>): boolean {
  const range = rangeOf(view);
  return 'preset' in range && range.preset === 'all';
}

export function CompareChoice(): JSX.Element | null {
  const [view, change] = useView();
  if (isAllTime(view)) return null;
  return (
    <Choice
      label="Compare"
      options={WITH}
      value={chosen(WITH, view['compare'])}
      onChoose={(compare) => change({ compare })}
    />
  );
}
