import type { ComponentChildren, JSX } from 'preact';
import { count, shortCount } from '../format/number.ts';

interface FigureProps {
  name: string;
  value?: number | undefined;
  text?: string;
  children?: ComponentChildren;
}

/** One of the numbers at the head of a report. */
export function Figure({ name, value, text, children }: FigureProps): JSX.Element {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="figure-value num" title={text ?? count(value)}>
        {text ?? shortCount(value)}
      </dd>
      <dd class="figure-note num muted">{children}</dd>
    </div>
  );
}
