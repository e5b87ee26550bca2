import type { JSX } from 'preact';
import { count } from '../format/number.ts';
import { channelClass } from '../parts/channel.tsx';
import type { Line } from './line.ts';

/** What colours and marks of the drawing mean. */
export function Legend({ line }: { line: Line }): JSX.Element {
  const channels = new Map<string, number>();
  for (const { channel } of line.sessions.values()) {
    const name = channel ?? 'Channel unknown';
    channels.set(name, (channels.get(name) ?? 0) + 1);
  }
  return (
    <div class="legend small">
      {[...channels].map(([name, sessions]) => (
        <span key={name} class={`channel ${channelClass(name)}`}>
          <bdi>{name}</bdi> <span class="muted num">{count(sessions)}</span>
        </span>
      ))}
      <span class="legend-marks">
        <Sign kind="look" word="look" />
        <Sign kind="move" word="towards an order" />
        <Sign kind="conversion" word="order" />
      </span>
    </div>
  );
}

function Sign({ kind, word }: { kind: 'look' | 'move' | 'conversion'; word: string }): JSX.Element {
  return (
    <span class="sign muted">
      <svg class="ch-none" viewBox="0 0 20 20" aria-hidden="true">
        <circle class="sign-ground" cx="10" cy="10" r="9.5" />
        {kind === 'conversion' ? (
          <g class="mark-conversion">
            <circle cx="10" cy="10" r="8.5" />
            <path d="m6 10.5 3 3 5.5-6" />
          </g>
        ) : (
          <circle class={`mark-${kind}`} cx="10" cy="10" r={kind === 'move' ? 4.5 : 2.2} />
        )}
      </svg>
      {word}
    </span>
  );
}
