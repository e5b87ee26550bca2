import { EVENT } from '../../schema/index.ts';
import { contentOf, contextOf } from './canonical.ts';
import type { Event } from './event.ts';
import { compareEvents } from './order.ts';

/** Inactivity that ends a session: a gap over it starts the next (definitions.md 1). */
export const SESSION_GAP = 1_800_000;

/** Events a session keeps; a visit of a person has some dozens. */
export const SESSION_EVENTS = 2_000;

/** Size of the events a session keeps, as JSON; a row of D1 holds 2 MB. */
export const SESSION_SIZE = 1_000_000;

/** Up to this many events of `LIMITS.eventBytes` each, the size need not be looked at. */
const SIZE_UNSEEN = 30;

export interface Session {
  start: number;
  /** Latest time of any copy of any event seen, kept or not. */
  end: number;
  /** In order (order.ts). */
  events: Event[];
  /** More events came than a session keeps. */
  overflow: boolean;
}

export interface Merged {
  /** All sessions of the neighbourhood as they are now, in order of time. */
  sessions: Session[];
  /** Copies of events that were there already, within `incoming` or stored. */
  duplicates: number;
  /** Copies that said something else than the one that is kept. */
  conflicts: Event[];
  /** Events that a full session could not keep. */
  overflowed: number;
}

/**
 * The one rule of sessions, free of the order of arrival: times no more than 30 minutes apart belong
 * together, each id is one event, its time the earliest of its copies. A session passed in unchanged
 * comes out as the same object.
 */
export function mergeSessions(stored: readonly Session[], incoming: readonly Event[]): Merged {
  return mergeSpans([...stored, ...incoming.map(spanOf)]);
}

/** As `mergeSessions`; at equal times the first of the list counts as stored. */
export function mergeSpans(list: readonly Session[]): Merged {
  const merged: Merged = { sessions: [], duplicates: 0, conflicts: [], overflowed: 0 };
  const spans = list.toSorted((a, b) => a.start - b.start);
  for (let from = 0; from < spans.length;) {
    const group = reachFrom(spans, from);
    from += group.length;
    merged.sessions.push(unite(group, merged));
  }
  return merged;
}

/** An event as the session it is by itself. */
export function spanOf(event: Event): Session {
  return { start: event.at, end: event.at, events: [event], overflow: false };
}

function reachFrom(spans: readonly Session[], from: number): Session[] {
  const group: Session[] = [];
  let end = -Infinity;
  for (let i = from; i < spans.length; i++) {
    const span = spans[i];
    if (span === undefined || (group.length > 0 && span.start - end > SESSION_GAP)) break;
    group.push(span);
    end = Math.max(end, span.end);
  }
  return group;
}

function unite(group: readonly Session[], merged: Merged): Session {
  const [first] = group;
  if (first !== undefined && group.length === 1) return first;
  const byId = new Map<string, Event>();
  let [start, end] = [Infinity, -Infinity];
  let overflow = false;
  for (const span of group) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
    overflow ||= span.overflow;
    for (const event of span.events) {
      const known = byId.get(event.id);
      byId.set(event.id, known === undefined ? event : joinCopies(known, event, merged));
    }
  }
  const events = [...byId.values()].sort(compareEvents);
  const kept = thoseThatFit(events);
  merged.overflowed += events.length - kept.length;
  overflow ||= kept.length < events.length;
  const united: Session = { start, end, events: kept, overflow };
  return unchangedOf(group, united) ?? united;
}

/** The stored session that already is what the union came to, so that duplicates write nothing. */
function unchangedOf(group: readonly Session[], united: Session): Session | undefined {
  return group.find(
    (span) =>
      span.start === united.start &&
      span.end === united.end &&
      span.overflow === united.overflow &&
      span.events.length === united.events.length &&
      span.events.every((event, i) => event === united.events[i]),
  );
}

/**
 * Two copies as one, whichever came first: the earliest time, the content and the context that sort
 * first as text. Returns `known` itself where nothing is new.
 */
function joinCopies(known: Event, copy: Event, merged: Merged): Event {
  merged.duplicates++;
  let joined = known;
  const [knownContent, copyContent] = [contentOf(known), contentOf(copy)];
  if (knownContent !== copyContent) {
    merged.conflicts.push(knownContent < copyContent ? copy : known);
    if (copyContent < knownContent) joined = { ...copy, at: known.at, context: known.context };
  }
  if (contextOf(copy) < contextOf(known)) joined = { ...joined, context: copy.context };
  if (copy.at < joined.at) joined = { ...joined, at: copy.at };
  return joined;
}

/**
 * The longest beginning within the limits, of which purchases and refunds are the first to stay: an order
 * must stand in somebody's life. The same however the events came in.
 */
function thoseThatFit(events: Event[]): Event[] {
  if (lengthThatFits(events) === events.length) return events;
  const byRank = [...events.filter(isMoney), ...events.filter((event) => !isMoney(event))];
  const kept = new Set(byRank.slice(0, lengthThatFits(byRank)));
  return events.filter((event) => kept.has(event));
}

function isMoney({ name }: Event): boolean {
  return name === EVENT.purchase || name === EVENT.refund;
}

function lengthThatFits(events: readonly Event[]): number {
  const length = Math.min(events.length, SESSION_EVENTS);
  if (length <= SIZE_UNSEEN) return length;
  let size = 0;
  for (let i = 0; i < length; i++) {
    size += sizeOf(events[i]);
    if (size > SESSION_SIZE) return i;
  }
  return length;
}

function sizeOf(event: Event | undefined): number {
  if (event === undefined) return 0;
  const props = event.props === undefined ? 0 : JSON.stringify(event.props).length;
  return 64 + event.name.length + (event.page?.length ?? 0) + props;
}
