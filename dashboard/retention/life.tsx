import type { JSX } from 'preact';
import { scaleBand, scaleLinear } from 'd3-scale';
import type { Lifecycle, LifePeriod, LifeState } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { useWidth } from '../charts/use-width.ts';
import { count } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { periodName } from '../format/period.ts';

interface LifeProps {
  life: Lifecycle;
  period: string;
  site: Site;
}

/** Above the line who was active, below it who was not again. */
const STATES: readonly [state: LifeState, meaning: string][] = [
  ['new', 'first seen'],
  ['returning', 'also active the time before'],
  ['resurrecting', 'back after a pause'],
  ['dormant', 'active the time before, and not in this one'],
];
const HEIGHT = 190;
const PAD = 4;

/** New, returning, resurrecting and dormant people, period by period. */
export function Life({ life, period, site }: LifeProps): JSX.Element {
  const { periods } = life;
  return (
    <section class="card" aria-labelledby="life-name">
      <div class="card-head">
        <h2 id="life-name">Who they are</h2>
        <p class="muted small">
          Each {period} whole. Below the line: active the {period} before, and not in this one.
        </p>
      </div>
      <Columns periods={periods} />
      <div class="scroll-x" role="region" aria-label="Lifecycle" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{humanise(period)}</th>
              {STATES.map(([state, meaning]) => (
                <th key={state} scope="col" class="right" title={meaning}>
                  <span class={`key life-${state}`}>{humanise(state)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {periods.map((one) => (
              <tr key={one.day}>
                <th scope="row" class="life-when">
                  {periodName(one.day, period)}
                  {one.in_progress && <span class="muted small"> not over yet</span>}
                </th>
                {STATES.map(([state, meaning]) => (
                  <td key={state} class="right num">
                    {one[state] !== null && (
                      <Behind
                        cell={one.cells[state]}
                        of={`${humanise(state)} in the ${period} of ${periodName(one.day, period)}: ${meaning}`}
                        site={site}
                      >
                        {count(one[state])}
                      </Behind>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The table says the same in numbers. */
function Columns({ periods }: { periods: LifePeriod[] }): JSX.Element {
  const [ref, width] = useWidth<HTMLDivElement>();
  const x = scaleBand<number>(periods.keys(), [0, width]).paddingInner(0.35).paddingOuter(0.2);
  const top = Math.max(...periods.map((one) => one.new + one.returning + one.resurrecting), 1);
  const low = Math.max(...periods.map(({ dormant }) => dormant ?? 0), 0);
  const y = scaleLinear([-low, top], [HEIGHT - PAD, PAD]);
  const wide = Math.min(x.bandwidth(), 72);
  return (
    <div class="life" ref={ref}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {periods.map((one, index) => (
            <g
              key={one.day}
              transform={`translate(${(x(index) ?? 0) + (x.bandwidth() - wide) / 2} 0)`}
            >
              {partsOf(one).map(([state, from, to]) => (
                <rect
                  key={state}
                  class={`life-${state}`}
                  y={y(to)}
                  width={wide}
                  height={Math.max(y(from) - y(to), 0)}
                />
              ))}
            </g>
          ))}
          <line class="life-line" x2={width} y1={y(0)} y2={y(0)} />
        </svg>
      )}
    </div>
  );
}

/** Each state from where to where, people from the line. */
function partsOf(one: LifePeriod): [state: LifeState, from: number, to: number][] {
  const active = one.returning + one.resurrecting;
  return [
    ['returning', 0, one.returning],
    ['resurrecting', one.returning, active],
    ['new', active, active + one.new],
    ['dormant', -(one.dormant ?? 0), 0],
  ];
}
