import type { JSX } from 'preact';
import { plural } from '../format/number.ts';
import type { SiteClock } from '../format/time.ts';
import { plain } from '../format/words.ts';
import { channelClass } from '../parts/channel.tsx';
import { iconPath } from '../parts/icon.tsx';
import { fitting } from './fit.ts';
import type { Mark, Segment } from './layout.ts';
import { anchorOf } from './anchor.ts';
import { say } from './say.ts';

const MIDDLE = 36;
const HALF = 10;

interface SegmentProps {
  segment: Segment;
  clock: SiteClock;
  dense: boolean;
}

/** A session as a bar in its channel's colour, its steps as marks on it. Leads to its steps. */
export function SegmentMark({ segment, clock, dense }: SegmentProps): JSX.Element {
  const { session, x0, x1, room, marks } = segment;
  const [first, last] = [session.entries[0], session.entries.at(-1)];
  const channel = plain(session.channel ?? 'Channel unknown');
  const times = first && last ? `${clock.full(first.at)} – ${clock.time(last.at)}` : '';
  const about = `Session ${session.number}, ${channel}, ${times}, ${plural(marks.length, 'step')}`;
  return (
    <g class={channelClass(session.channel)}>
      <text class="segment-word" x={x0 + 1} y="20" aria-hidden="true">
        {fitting(room, channel)}
      </text>
      <a class="segment" href={`#${anchorOf(session.id)}`} aria-label={about}>
        <title>{about}</title>
        <rect
          class="segment-bar"
          x={x0}
          y={MIDDLE - HALF}
          width={x1 - x0}
          height={HALF * 2}
          rx={dense ? 3 : HALF}
        />
        {marks.map((mark) => (
          <StepMark key={mark.entry.key} mark={mark} dense={dense} />
        ))}
      </a>
    </g>
  );
}

function StepMark({ mark, dense }: { mark: Mark; dense: boolean }): JSX.Element | null {
  const { entry, x } = mark;
  const { weight } = say(entry);
  if (entry.step.name === 'engagement' || (dense && weight !== 'conversion')) return null;
  if (weight === 'conversion') {
    return (
      <g class="mark-conversion">
        <circle cx={x} cy={MIDDLE} r="9.5" />
        <path d={`m${x - 4} ${MIDDLE + 0.5} 3 3 5.5-6`} />
      </g>
    );
  }
  if (weight === 'move') return <circle class="mark-move" cx={x} cy={MIDDLE} r="4" />;
  if (weight === 'setback') return <circle class="mark-setback" cx={x} cy={MIDDLE} r="4" />;
  return <circle class="mark-look" cx={x} cy={MIDDLE} r="2.2" />;
}

/** A contact outside any session: a call, a mail, a visit to the shop. */
export function ContactMark(props: { mark: Mark; clock: SiteClock; dense: boolean }): JSX.Element {
  const { mark, clock, dense } = props;
  const { entry, x } = mark;
  const { title, object, icon, weight } = say(entry);
  const about = plain([title, object, clock.full(entry.at)].filter(Boolean).join(', '));
  return (
    <a class={`contact contact-${weight}`} href={`#${anchorOf(entry.step.id)}`} aria-label={about}>
      <title>{about}</title>
      <circle cx={x} cy={MIDDLE} r={dense ? 4 : 11} />
      {!dense && (
        <path d={iconPath(icon)} transform={`translate(${x - 7} ${MIDDLE - 7}) scale(0.7)`} />
      )}
    </a>
  );
}
