import type { ComponentChildren, JSX } from 'preact';
import type { Rate } from '../api/shapes.ts';
import { rateBefore, type Before } from '../format/change.ts';
import { count, interval, rate, shortCount } from '../format/number.ts';
import { Behind, type Whose } from './behind.tsx';

/** Characters that a figure has room for in full size, where six stand side by side. */
const ROOM = 13;

interface FigureProps {
  name: string;
  value?: number | undefined;
  text?: string;
  /** The same of the period that it is compared with. */
  before?: Before | undefined;
  /** Opens the people behind the number. */
  behind?: Whose | undefined;
  children?: ComponentChildren;
}

/** One of the numbers at the head of a report. */
export function Figure({ name, value, text, before, behind, children }: FigureProps): JSX.Element {
  const shown = text ?? shortCount(value);
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd
        class={`figure-value num${shown.length > ROOM ? ' figure-long' : ''}`}
        title={text ?? count(value)}
      >
        {behind ? <Behind {...behind}>{shown}</Behind> : shown}
      </dd>
      <dd class="figure-note num muted">{children}</dd>
      {before && (
        <dd class="figure-note num">
          {before.change !== undefined && <strong>{before.change} </strong>}
          <span class="muted">from {before.text}</span>
        </dd>
      )}
    </div>
  );
}

interface RateFigureProps {
  name: string;
  of: Rate;
  /** The same of the period that it is compared with. */
  before: Rate | undefined;
}

/** A share with how sure it is. */
export function RateFigure({ name, of, before }: RateFigureProps): JSX.Element {
  return (
    <Figure name={name} text={rate(of)} before={rateBefore(of, before)}>
      {interval(of)}
    </Figure>
  );
}
