import type { JSX } from 'preact';
import { plural } from '../format/number.ts';
import { money } from '../format/money.ts';
import { span } from '../format/time.ts';
import { humanise, plain } from '../format/words.ts';
import { fitting } from './fit.ts';
import type { Bracket } from './layout.ts';

/** A journey over its sessions: how it ended, what it was worth, how long it took. */
export function BracketMark({ bracket, floor }: { bracket: Bracket; floor: number }): JSX.Element {
  const { journey, x0, x1, room } = bracket;
  const known = ['converted', 'lapsed'].includes(journey.outcome) ? journey.outcome : 'open';
  const worth =
    journey.value === null || journey.value === undefined
      ? ''
      : money(journey.value, journey.currency);
  const word = plain(humanise(journey.outcome)) || `Journey ${journey.number}`;
  const head = worth === '' ? word : `${word} · ${worth}`;
  const sessions = plural(journey.sessions, 'session');
  const took = typeof journey.seconds === 'number' ? ` in ${span(journey.seconds * 1000)}` : '';
  const text = fitting(
    room,
    `${head} · ${sessions}${took}`,
    `${head}${took}`,
    head,
    worth || word,
    word,
  );
  return (
    <g class={`bracket out-${known}`}>
      <title>{`Journey ${journey.number}: ${head}, ${sessions}${took}`}</title>
      <rect
        class="bracket-ground"
        x={x0}
        y="30"
        width={Math.max(x1 - x0, 2)}
        height={floor - 34}
        rx="6"
      />
      <path
        class="bracket-line"
        d={`M${x0 + 0.5} 36v-8q0-4 4-4H${x1 - 4}${journey.outcome === 'open' ? '' : 'q4 0 4 4v8'}`}
      />
      <text class="bracket-word" x={x0} y="14">
        {text}
      </text>
    </g>
  );
}
