import { EVENT, type Properties } from '../../schema/index.ts';
import type { Event } from '../stitch/event.ts';
import type { NameBits, Visit } from './name-bits.ts';

/** Shown for what a session does not have. */
export const NOT_SET = '(not set)';

/** What `flags` of a session say. */
export interface Marks {
  bot?: boolean;
  overflow?: boolean;
  cookieless?: boolean;
  demo?: boolean;
}

/** A visitor's session, with the customer it belongs to. */
export interface Session {
  kind: 'session';
  /** Canonical id of the customer, see identity.ts. */
  customer: string;
  visitor: string;
  start: number;
  /** Up to when it reached: at or after its last event, of which a later copy may have come. */
  end: number;
  /** Time of its last event; quicker than `times`. */
  readonly lastAt: number;
  /** The stored session this is a piece of, where its visitor changed hands within it. */
  cutFrom?: { start: number; end: number };
  marks: Marks;
  /** Channel by definitions.md 2, `Direct` ... `Unassigned`. */
  channel: string;
  device: string;
  /** ISO 3166-1 alpha-2, '' unknown. */
  country: string;
  /** How many events it has, and how many of them are page views. */
  size: number;
  views: number;
  /** Names of its events, in order. */
  names: readonly string[];
  /** Times of its events, in order. */
  times: readonly number[];
  /** Its events with all they carry, unpacked at the first call. */
  events: () => readonly Event[];
  /** The properties of one event, by its position; quicker than `events` where they are stored packed. */
  props: (index: number) => Properties | undefined;
  /** The page of one event, by its position; quicker than `events` where it is stored packed. */
  page: (index: number) => string | undefined;
  /** Ids of its events, in order; quicker than `events` likewise. */
  ids: () => readonly string[];
  /** Visits the events that are looked for; quicker than `names` where the session is stored packed. */
  scan: (wanted: NameBits, visit: Visit) => void;
}

/** A contact of a user without a visitor: on the customer's line, no session. */
export interface Touchpoint {
  kind: 'touchpoint';
  customer: string;
  user: string;
  event: Event;
}

/** One item of the history stream. */
export type Item = Session | Touchpoint;

/** An order as reports need it. Amounts are minor units. */
export interface OrderFact {
  id: string;
  customer: string;
  at: number;
  /** '' where no copy named one. */
  visitor: string;
  currency: string;
  value: number;
  refunded: number;
  /** Bits of stitch/orders.ts, as they were read. */
  flags?: number;
}

/** When the item begins, which is its place in the stream. */
export function startOf(item: Item): number {
  return item.kind === 'session' ? item.start : item.event.at;
}

/** Time of the item's last event. */
export function endOf(item: Item): number {
  return item.kind === 'session' ? item.end : item.event.at;
}

/** Where lists find the item: by the session as it is stored. */
export function storedSpan(item: Item): { start: number; end: number } {
  if (item.kind === 'session' && item.cutFrom !== undefined) return item.cutFrom;
  return { start: startOf(item), end: endOf(item) };
}

/** Order of the stream: by start, then sessions by visitor, then touchpoints by id. */
export function compareItems(a: Item, b: Item): number {
  const apart = startOf(a) - startOf(b);
  if (apart !== 0) return apart;
  const [left, right] = [tieOf(a), tieOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function tieOf(item: Item): string {
  return item.kind === 'session' ? `0${item.visitor}` : `1${item.event.id}`;
}

export interface SessionSeed {
  customer: string;
  visitor: string;
  /** At least one, in order. */
  events: readonly Event[];
  channel?: string;
  marks?: Marks;
}

/** A session from its events, where no row stands behind it. */
export function sessionFrom(seed: SessionSeed): Session {
  const { events } = seed;
  const context = events[0]?.context;
  return {
    kind: 'session',
    customer: seed.customer,
    visitor: seed.visitor,
    start: events[0]?.at ?? 0,
    end: events.at(-1)?.at ?? 0,
    lastAt: events.at(-1)?.at ?? 0,
    marks: seed.marks ?? {},
    channel: seed.channel ?? 'Direct',
    device: context?.device ?? 'unknown',
    country: context?.country ?? '',
    size: events.length,
    views: events.filter(({ name }) => name === EVENT.pageView).length,
    names: events.map((event) => event.name),
    times: events.map((event) => event.at),
    events: () => events,
    props: (index) => events[index]?.props,
    page: (index) => events[index]?.page,
    ids: () => events.map(({ id }) => id),
    scan: (wanted, visit) => {
      events.forEach(({ name, at }, i) => {
        const bits = wanted.of(name);
        if (bits !== 0) visit(at, bits, i);
      });
    },
  };
}

/** A touchpoint where a report looks at sessions: one event, no visitor, no channel. */
export function onItsOwn({ customer, event }: Touchpoint): Session {
  return sessionFrom({ customer, visitor: '', events: [event], channel: NOT_SET });
}
