import type { JSX } from 'preact';
import { scaleLinear, scalePoint } from 'd3-scale';
import { area, line } from 'd3-shape';
import { shortCount } from '../format/number.ts';
import { shortDay, type TrendDay } from './trend-day.ts';

const HEIGHT = 200;
export const PAD = { top: 12, right: 14, bottom: 24, left: 44 };

interface LinesProps {
  days: TrendDay[];
  width: number;
  /** Index of the day that is pointed at. */
  at: number | undefined;
  isOpen: boolean;
  /** Days with an annotation. */
  marked: ReadonlySet<string>;
}

/** Where each day stands, pixels from the left. */
export function xOf(
  days: readonly TrendDay[],
  width: number,
): (index: number) => number | undefined {
  return scalePoint<number>(days.keys(), [PAD.left, width - PAD.right]);
}

export function Lines({ days, width, at, isOpen, marked }: LinesProps): JSX.Element {
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
