import type { JSX } from 'preact';
import type { Site } from '../api/shapes.ts';
import { plural } from '../format/number.ts';
import { siteClock, type SiteClock, span } from '../format/time.ts';
import { channelClass, Channel } from '../parts/channel.tsx';
import { deviceIcon, Icon } from '../parts/icon.tsx';
import { anchorOf } from './anchor.ts';
import { type Block, daysOf } from './group.ts';
import type { Line } from './line.ts';
import { StepItem } from './step.tsx';

/** From this many steps on, laying all of them out at once is felt. */
const MANY = 400;

/** Every step once, in order: day by day, session by session, contacts in between. */
export function Steps({ line, site }: { line: Line; site: Site }): JSX.Element {
  const clock = siteClock(site.time_zone);
  return (
    <div class={line.entries.length > MANY ? 'steps steps-many' : 'steps'}>
      {daysOf(line, clock.dayKey).map((day) => (
        <section key={day.key} class="day" aria-label={clock.longDay(day.at)}>
          <h3 class="day-name">{clock.longDay(day.at)}</h3>
          {day.blocks.map((block) => (
            <BlockCard key={block.entries[0]?.key} block={block} line={line} clock={clock} />
          ))}
        </section>
      ))}
    </div>
  );
}

function BlockCard({
  block,
  line,
  clock,
}: {
  block: Block;
  line: Line;
  clock: SiteClock;
}): JSX.Element {
  const { session, entries, continued } = block;
  return (
    <div
      class={session ? `block ${channelClass(session.channel)}` : 'block block-contact'}
      id={session && !continued ? anchorOf(session.id) : undefined}
      tabIndex={-1}
    >
      {session && <BlockHead block={block} line={line} clock={clock} />}
      <ol class="step-list">
        {entries.map((entry) => (
          <StepItem key={entry.key} entry={entry} clock={clock} line={line} />
        ))}
      </ol>
    </div>
  );
}

function BlockHead({
  block,
  line,
  clock,
}: {
  block: Block;
  line: Line;
  clock: SiteClock;
}): JSX.Element | null {
  const { session, continued } = block;
  if (!session) return null;
  const device = line.devices.find(({ visitor }) => visitor === session.visitor);
  const [first, last] = [session.entries[0]?.at ?? 0, session.entries.at(-1)?.at ?? 0];
  return (
    <h4 class="block-head">
      <Channel name={session.channel ?? 'Channel unknown'} />
      {session.source !== undefined && <bdi class="muted block-source">{session.source}</bdi>}
      <span class="block-end">
        {device && (
          <span class="block-device">
            <Icon name={deviceIcon(device.kind)} />
            <bdi>{device.label}</bdi>
          </span>
        )}
        <span class="muted num">
          {continued
            ? `session ${session.number}, continued`
            : `session ${session.number} · ${clock.time(first)} – ${clock.time(last)} · ${span(last - first)} · ${plural(session.entries.length, 'step')}`}
        </span>
      </span>
    </h4>
  );
}
