import type { JSX } from 'preact';
import { isAllTime, WITH } from '../questions/compare.ts';
import { chosen } from '../questions/view.ts';
import { useView } from '../shell/use-view.ts';
import { Choice } from './choice.tsx';

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
