import type { JSX } from 'preact';
import { useView } from '../shell/use-view.ts';
import { Choice, type Options } from './choice.tsx';
import { chosen } from './choices.tsx';

const WITH: Options = [
  ['', 'Not compared'],
  ['previous', 'With the time before'],
  ['year_before', 'With the year before'],
];

/** What the report is asked beside its range. */
export function compareOf(view: Record<string, string | undefined>): { compare?: string } {
  const compare = chosen(WITH, view['compare']);
  return compare === '' ? {} : { compare };
}

export function CompareChoice(): JSX.Element {
  const [view, change] = useView();
  return (
    <Choice
      label="Compare"
      options={WITH}
      value={chosen(WITH, view['compare'])}
      onChoose={(compare) => change({ compare })}
    />
  );
}
