import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Annotations } from '../annotations/annotations.tsx';
import { Flags } from '../annotations/flags.tsx';
import { useAnnotated } from '../annotations/use-annotated.ts';
import type { Site } from '../api/shapes.ts';
import { plain } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { sayDay, shortDay, type TrendDay } from './trend-day.ts';
import { Lines, PAD, xOf } from './trend-lines.tsx';
import { useWidth } from './use-width.ts';

interface TrendProps {
  days: TrendDay[];
  label: string;
  /** The last day is not over yet. */
  isOpen: boolean;
  site: Site;
}

/** One number a day as a line. The days are reached with the pointer and with the arrow keys. */
export function Trend({ days, label, isOpen, site }: TrendProps): JSX.Element {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number>();
  const chosen = at === undefined ? undefined : days[at];
  const annotated = useAnnotated(
    days.map(({ day }) => day),
    site,
  );
  const say = (index: number): string =>
    [
      sayDay(days[index], label, isOpen && index === days.length - 1),
      ...annotated.on(days[index]?.day).map(({ text }) => text),
    ].join('; ');
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = at ?? (step > 0 ? -1 : days.length);
    setAt(Math.min(Math.max(from + step, 0), days.length - 1));
  };
  const point = (event: PointerEvent & { currentTarget: Element }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - PAD.left) / (width - PAD.left - PAD.right);
    const index = Math.round(share * (days.length - 1));
    setAt(Math.min(Math.max(index, 0), days.length - 1));
  };
  return (
    <div class="trend" ref={ref}>
      {width > 0 && (
        <Flags
          marks={days.flatMap(({ day }, index) => {
            const annotations = annotated.on(day);
            const x = xOf(days, width)(index) ?? PAD.left;
            return annotations.length === 0 ? [] : [{ x, index, day: shortDay(day), annotations }];
          })}
          width={width}
          at={at}
          onPoint={setAt}
          onOpen={annotated.open}
        />
      )}
      {width > 0 && (
        <div
          class="trend-frame"
          role="slider"
          tabIndex={0}
          aria-label={`${label} by day`}
          aria-valuemin={0}
          aria-valuemax={days.length - 1}
          aria-valuenow={at ?? days.length - 1}
          aria-valuetext={plain(say(at ?? days.length - 1))}
          onKeyDown={move}
          onPointerMove={point}
        >
          <Lines days={days} width={width} at={at} isOpen={isOpen} marked={annotated.days} />
        </div>
      )}
      <p class="trend-note small muted">
        {at === undefined ? <Hint days={days} isOpen={isOpen} /> : <bdi>{say(at)}</bdi>}{' '}
        {chosen?.cell && (
          <Behind cell={chosen.cell} of={`There on ${shortDay(chosen.day)}`} site={site}>
            Who they are
          </Behind>
        )}
      </p>
      <Annotations of={annotated} day={(chosen ?? days.at(-1))?.day ?? ''} site={site} />
    </div>
  );
}

function Hint({ days, isOpen }: { days: TrendDay[]; isOpen: boolean }): JSX.Element {
  return (
    <>
      Point at a day, or use the arrow keys, for its number.
      {days[0]?.before && ' Dashed: the time that it is compared with.'}
      {isOpen && ` Dotted: ${shortDay(days.at(-1)?.day)} is not over yet.`}
    </>
  );
}
