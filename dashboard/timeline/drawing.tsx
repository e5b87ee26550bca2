import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Site } from '../api/shapes.ts';
import { useWidth } from '../charts/use-width.ts';
import { plural } from '../format/number.ts';
import { roughSpan, siteClock, type SiteClock } from '../format/time.ts';
import { humanise, plain } from '../format/words.ts';
import { deviceIcon, Icon } from '../parts/icon.tsx';
import { stageClass } from '../parts/stage.tsx';
import { fitting } from './fit.ts';
import { type Layout, layoutOf, OFFLINE } from './layout.ts';
import type { Line } from './line.ts';
import { BracketMark } from './bracket.tsx';
import { ContactMark, SegmentMark } from './segment.tsx';

const TOP = 54;
const LANE = 58;
const STAGES = 34;
const AXIS = 26;

/** The customer's whole way: a lane a device, a segment a session, a bracket a journey. */
export function Drawing({ line, site }: { line: Line; site: Site }): JSX.Element {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [whole, setWhole] = useState(false);
  const clock = siteClock(site.time_zone);
  const layout =
    width > 0 ? layoutOf({ line, dayKey: clock.dayKey, available: width, whole }) : undefined;
  const lanes = layout?.lanes ?? [];
  return (
    <div class="drawing">
      {layout && (whole || layout.width > width) && (
        <div class="choices drawing-choice" role="group" aria-label="Scale of the drawing">
          <button type="button" aria-pressed={!whole} onClick={() => setWhole(false)}>
            Detail
          </button>
          <button type="button" aria-pressed={whole} onClick={() => setWhole(true)}>
            Whole way
          </button>
        </div>
      )}
      <LaneNames
        line={line}
        keys={lanes.map((lane) => lane.key)}
        staged={Boolean(layout?.stages.length)}
      />
      <div class="drawing-scroll" ref={ref} tabIndex={0} role="group" aria-label={describe(line)}>
        {layout && <Canvas layout={layout} clock={clock} />}
      </div>
    </div>
  );
}

function Canvas({ layout, clock }: { layout: Layout; clock: SiteClock }): JSX.Element {
  const { width, lanes, brackets, stages } = layout;
  const floor = TOP + lanes.length * LANE;
  const height = floor + (stages.length > 0 ? STAGES : 0) + AXIS;
  return (
    <svg class="way-drawing" width={width} height={height}>
      {brackets.map((bracket) => (
        <BracketMark key={bracket.journey.id} bracket={bracket} floor={floor} />
      ))}
      <DayLines layout={layout} clock={clock} floor={floor} base={height - 8} />
      {lanes.map((lane, index) => (
        <line
          key={lane.key}
          class="lane-line"
          x1="0"
          x2={width}
          y1={TOP + index * LANE + 36}
          y2={TOP + index * LANE + 36}
        />
      ))}
      {!layout.dense && <Silences layout={layout} y={TOP - 8} floor={floor} />}
      {lanes.map((lane, index) => (
        <g key={lane.key} transform={`translate(0 ${TOP + index * LANE})`}>
          {lane.segments.map((segment) => (
            <SegmentMark
              key={segment.session.id}
              segment={segment}
              clock={clock}
              dense={layout.dense}
            />
          ))}
          {lane.points.map((mark) => (
            <ContactMark key={mark.entry.key} mark={mark} clock={clock} dense={layout.dense} />
          ))}
        </g>
      ))}
      {stages.map(({ stage, x0, x1 }) => (
        <g key={x0} class={stageClass(stage)} aria-hidden="true">
          <rect
            class="stage-band"
            x={x0}
            y={floor + 8}
            width={Math.max(x1 - x0 - 2, 4)}
            height="18"
            rx="4"
          />
          <text class="stage-word" x={x0 + 7} y={floor + 20.5}>
            {fitting(x1 - x0 - 12, plain(humanise(stage)))}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Names of silences, where there is room between what stands left and right of them. */
function Silences({ layout, y, floor }: { layout: Layout; y: number; floor: number }): JSX.Element {
  return (
    <g aria-hidden="true">
      {layout.gaps.map(({ x, ms }) => (
        <g key={x} class="silence">
          <line x1={x} x2={x} y1={y + 10} y2={floor - 4} />
          <text x={x} y={y + 2}>
            {roughSpan(ms)}
          </text>
        </g>
      ))}
    </g>
  );
}

function DayLines(props: {
  layout: Layout;
  clock: SiteClock;
  floor: number;
  base: number;
}): JSX.Element {
  const { layout, clock, base } = props;
  let taken = -Infinity;
  return (
    <g aria-hidden="true">
      {layout.days.map(({ x, at }) => {
        const start = x - 8;
        if (start < taken) return null;
        const text = clock.shortDay(at);
        taken = start + text.length * 6.4 + 10;
        return (
          <text key={x} class="day-word" x={start} y={base}>
            {text}
          </text>
        );
      })}
    </g>
  );
}

function LaneNames(props: { line: Line; keys: string[]; staged: boolean }): JSX.Element {
  const { line, keys, staged } = props;
  return (
    <div class="lane-names" aria-hidden="true">
      <span class="lane-top">Journeys</span>
      {keys.map((key) => {
        const device = line.devices.find(({ visitor }) => visitor === key);
        const label = key === OFFLINE ? 'Offline' : (device?.label ?? 'Device');
        return (
          <span key={key} class="lane-name" title={label}>
            <Icon name={key === OFFLINE ? 'offline' : deviceIcon(device?.kind)} />
            <bdi>{label}</bdi>
          </span>
        );
      })}
      {staged && <span class="lane-stage">Stage</span>}
    </div>
  );
}

function describe({ journeys, sessions, devices, entries }: Line): string {
  const contacts = entries.filter(({ step }) => !step.session).length;
  const parts = [
    plural(journeys.length, 'journey'),
    plural(sessions.size, 'session'),
    `on ${plural(devices.length, 'device')}`,
    ...(contacts > 0 ? [plural(contacts, 'contact', 'contacts') + ' outside sessions'] : []),
  ];
  return `Drawing of ${parts.join(', ')}. The list of steps below says the same in words.`;
}
