import type { Event } from '../../stitch/event.ts';
import type { Burial } from '../bury.ts';
import type { Progress } from '../job.ts';
import type { Person } from '../person.ts';
import { EVER, type Span } from '../subject.ts';

/** Everybody's tombstones, up to the latest that was erased. */
export function burialsOf({ who: found, end }: Progress): Burial[] {
  const { visitors, users, emails } = found ?? { visitors: [], users: [], emails: [] };
  const always = { spans: upTo([EVER], end), clocks: [] };
  return [
    ...visitors.map(({ id, spans }): Burial => {
      return { kind: 'visitor', id, spans: upTo(spans, end), clocks: [] };
    }),
    ...users.map((id): Burial => ({ kind: 'user', id, ...always })),
    ...emails.map((id): Burial => ({ kind: 'email', id, ...always })),
  ];
}

function upTo(spans: readonly Span[], end: number): Span[] {
  return spans.flatMap(([from, to]): Span[] => (from > end ? [] : [[from, Math.min(to, end)]]));
}

/** The times of events by the device's own clock, each stretch that was the person's apart. */
export function clocksOf(person: Person, visitor: string, events: readonly Event[]): Span[] {
  const stretches = Map.groupBy(events, ({ at, id }) => person.stretchOf(visitor, at) ?? id);
  return [...stretches.values()].map((own): Span => {
    const clocks = own.map(({ at, context }) => at + (context.skew ?? 0));
    return [Math.min(...clocks), Math.max(...clocks)];
  });
}
