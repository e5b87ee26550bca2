import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { scaleLinear, scalePoint } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type Annotation, annotationsByDay, useAnnotations } from '../annotations/annotations.ts';
import { ChangeAnnotation, type Changing } from '../annotations/changing.tsx';
import { Flags } from '../annotations/flags.tsx';
import { AnnotationList } from '../annotations/list.tsx';
import { mayChange } from '../api/key.ts';
import type { Site } from '../api/shapes.ts';
import { count, shortCount } from '../format/number.ts';
import { siteClock } from '../format/time.ts';
import { Behind } from '../parts/behind.tsx';
import { useWidth } from './use-width.ts';

export interface TrendDay {
  /** `2026-11-21`, a calendar day. */
  day: string;
  value: number;
  /** The value as it is said; absent: a count of what the label names. */
  text?: string;
  /** As many days into the period that it is compared with. */
  before?: { day: string; value: number; text?: string };
  /** Opens who was there. */
  cell?: string | null | undefined;
}

interface TrendProps {
  days: TrendDay[];
  label: string;
  /** The last day is not over yet. */
  isOpen: boolean;
  site: Site;
}

const HEIGHT = 200;
const PAD = { top: 12, right: 14, bottom: 24, left: 44 };

/** One number a day as a line. The days are reached with the pointer and with the arrow keys. */
export function Trend({ days, label, isOpen, site }: TrendProps): JSX.Element {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number>();
  const [changing, setChanging] = useState<Changing>();
  const { data: told, refresh } = useAnnotations(site);
  const chosen = at === undefined ? undefined : days[at];
  const byDay = annotationsByDay(
    told?.data ?? [],
    days.map(({ day }) => day),
    site,
  );
  const remarksOn = (day: string | undefined): Annotation[] => byDay.get(day ?? '') ?? [];
  const say = (index: number): string =>
    [
      sayDay(days[index], label, isOpen && index === days.length - 1),
      ...remarksOn(days[index]?.day).map(({ text }) => text),
    ].join('; ');
  const change = mayChange()
    ? {
        onAdd: () => setChanging({ what: 'add', day: (chosen ?? days.at(-1))?.day ?? '' }),
        onEdit: (annotation: Annotation) => setChanging({ what: 'edit', annotation }),
        onDelete: (annotation: Annotation) => setChanging({ what: 'delete', annotation }),
      }
    : undefined;

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
            const annotations = remarksOn(day);
            const x = xOf(days, width)(index) ?? PAD.left;
            return annotations.length === 0 ? [] : [{ x, index, day: shortDay(day), annotations }];
          })}
          width={width}
          at={at}
          onPoint={setAt}
          onEdit={change?.onEdit}
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
          aria-valuetext={say(at ?? days.length - 1)}
          onKeyDown={move}
          onPointerMove={point}
        >
          <Lines days={days} width={width} at={at} isOpen={isOpen} marked={new Set(byDay.keys())} />
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
      <AnnotationList annotations={[...byDay.values()].flat()} site={site} change={change} />
      {changing && (
        <ChangeAnnotation
          changing={changing}
          site={site}
          onDone={() => {
            setChanging(undefined);
            refresh();
          }}
          onClose={() => setChanging(undefined)}
        />
      )}
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

interface LinesProps {
  days: TrendDay[];
  width: number;
  /** Index of the day that is pointed at. */
  at: number | undefined;
  isOpen: boolean;
  /** Days with an annotation. */
  marked: ReadonlySet<string>;
}

function xOf(days: readonly TrendDay[], width: number): (index: number) => number | undefined {
  return scalePoint<number>(days.keys(), [PAD.left, width - PAD.right]);
}

function Lines({ days, width, at, isOpen, marked }: LinesProps): JSX.Element {
  const x = xOf(days, width);
  const top = Math.max(...days.flatMap(({ value, before }) => [value, before?.value ?? 0]), 1);
  const y = scaleLinear([0, top], [HEIGHT - PAD.bottom, PAD.top]).nice(4);
  const points = days.map(({ value }, index): [number, number] => [x(index) ?? PAD.left, y(value)]);
  const earlier = days.flatMap(({ before }, index): [number, number][] =>
    before ? [[x(index) ?? PAD.left, y(before.value)]] : [],
  );
  const whole = isOpen ? points.slice(0, -1) : points;
  const mark = at === undefined ? undefined : points[at];
  return (
    <svg class="trend-svg" width={width} height={HEIGHT} aria-hidden="true">
      {y
        .ticks(4)
        .filter(Number.isInteger)
        .map((tick) => (
          <g key={tick} class="trend-tick">
            <line x1={PAD.left} x2={width - PAD.right} y1={y(tick)} y2={y(tick)} />
            <text x={PAD.left - 8} y={y(tick)} dy="0.32em">
              {shortCount(tick)}
            </text>
          </g>
        ))}
      {days.map(({ day }, index) =>
        marked.has(day) ? (
          <line
            key={day}
            class="trend-mark"
            x1={x(index) ?? 0}
            x2={x(index) ?? 0}
            y1={0}
            y2={HEIGHT - PAD.bottom}
          />
        ) : null,
      )}
      <path class="trend-area" d={area().y0(y(0))(whole) ?? ''} />
      {earlier.length > 0 && <path class="trend-before" d={line()(earlier) ?? ''} />}
      <path class="trend-line" d={line()(whole) ?? ''} />
      {isOpen && <path class="trend-line trend-open" d={line()(points.slice(-2)) ?? ''} />}
      {points.length === 1 && points[0] && (
        <circle class="trend-dot" cx={points[0][0]} cy={points[0][1]} r="4" />
      )}
      {ticksOf(days.length, width).map((index) => (
        <text
          key={index}
          class="trend-day"
          x={x(index) ?? 0}
          y={HEIGHT - 6}
          text-anchor={anchor(index, days.length)}
        >
          {shortDay(days[index]?.day)}
        </text>
      ))}
      {mark && (
        <g>
          <line
            class="trend-cursor"
            x1={mark[0]}
            x2={mark[0]}
            y1={PAD.top}
            y2={HEIGHT - PAD.bottom}
          />
          <circle class="trend-dot" cx={mark[0]} cy={mark[1]} r="4.5" />
        </g>
      )}
    </svg>
  );
}

/** Indexes of the days to name: evenly spread, as many as there is room for. */
function ticksOf(days: number, width: number): number[] {
  const room = Math.max(Math.floor(width / 96), 2);
  const every = Math.max(Math.ceil((days - 1) / room), 1);
  return Array.from({ length: Math.ceil(days / every) }, (_, index) => index * every);
}

function anchor(index: number, days: number): 'start' | 'middle' | 'end' {
  if (index === 0) return days === 1 ? 'middle' : 'start';
  return index === days - 1 ? 'end' : 'middle';
}

function sayDay(day: TrendDay | undefined, label: string, isOpen: boolean): string {
  if (!day) return '';
  const { before } = day;
  const value = day.text ?? `${count(day.value)} ${label.toLowerCase()}`;
  const now = `${shortDay(day.day)}${isOpen ? ' so far' : ''}: ${value}`;
  if (!before) return now;
  const other = `${shortDay(before.day)}${isOpen ? ' by then' : ''}`;
  return `${now}; ${other}: ${before.text ?? count(before.value)}`;
}

/** A calendar day has no zone: noon UTC is on that day. */
function shortDay(day: string | undefined): string {
  const ms = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(ms) ? (day ?? '') : siteClock('UTC').shortDay(ms);
}
