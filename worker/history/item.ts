import { EVENT, type Properties } from '../../schema/index.ts';
import type { Context, Event, Source } from '../stitch/event.ts';
import { sourceOf } from '../stitch/session-row.ts';
import type { NameBits, Visit } from './name-bits.ts';
import type { PageNumbers } from './page-numbers.ts';

/** Shown for what a session does not have. */
export const NOT_SET = '(not set)';

/** In place of a visitor's number. */
export const NO_VISITOR = -1;

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
  readonly customer: string;
  /** The customer's number: what a report keeps of people goes by it (people.ts). */
  readonly person: number;
  readonly visitor: string;
  /** The visitor's number, likewise; `NO_VISITOR` of what is no session. */
  readonly visitorNumber: number;
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
  /** Where it came from: the source of its landing. Quicker than `events` likewise. */
  source: () => Source | undefined;
  /** Of each fact of a context what the first event says that says anything. Quicker than `events` likewise. */
  context: () => Context;
  /** The properties of one event, by its position; quicker than `events` where they are stored packed. */
  props: (index: number) => Properties | undefined;
  /** The page of one event, by its position; quicker than `events` where it is stored packed. */
  page: (index: number) => string | undefined;
  /** The page of one event as a number; -1 where it has none. Quicker than `page` likewise. */
  pageNumber: (index: number, numbers: PageNumbers) => number;
  /** Ids of its events, in order; quicker than `events` likewise. */
  ids: () => readonly string[];
  /**
   * Visits the events that are looked for; quicker than `names` where the session is stored packed, and most
   * quickly untimed: each may then be told to have been at the session's start.
   */
  scan: (wanted: NameBits, visit: Visit, isTimed?: boolean) => void;
}

/** A contact of a user without a visitor: on the customer's line, no session. */
export interface Touchpoint {
  kind: 'touchpoint';
  customer: string;
  person: number;
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
  /** Made in a visit that is nobody's: an order, but no customer's. */
  cookieless?: true;
}

/** Whose a session is; undefined where it is nobody's, as nothing was stored on the device. */
export function ownerOf({ customer, marks }: Session): string | undefined {
  return marks.cookieless ? undefined : customer;
}

/** Whose an order is; undefined where it was made in such a visit. */
export function buyerOf({ customer, cookieless }: OrderFact): string | undefined {
  return cookieless ? undefined : customer;
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
  person: number;
  visitor: string;
  visitorNumber?: number;
  /** At least one, in order. */
  events: readonly Event[];
  channel?: string;
  marks?: Marks;
}

/** A session from its events, where no row stands behind it. */
export function sessionFrom(seed: SessionSeed): Session {
  return new ToldSession(seed);
}

class ToldSession implements Session {
  readonly kind = 'session';
  readonly customer: string;
  readonly person: number;
  readonly visitor: string;
  readonly visitorNumber: number;
  readonly marks: Marks;
  readonly channel: string;
  readonly #events: readonly Event[];

  constructor(seed: SessionSeed) {
    const { customer, person, visitor, visitorNumber, events, channel, marks } = seed;
    this.customer = customer;
    this.person = person;
    this.visitor = visitor;
    this.visitorNumber = visitorNumber ?? NO_VISITOR;
    this.marks = marks ?? {};
    this.channel = channel ?? 'Direct';
    this.#events = events;
  }

  get start(): number {
    return this.#events[0]?.at ?? 0;
  }

  get end(): number {
    return this.lastAt;
  }

  get lastAt(): number {
    return this.#events.at(-1)?.at ?? 0;
  }

  get device(): string {
    return this.#events[0]?.context.device ?? 'unknown';
  }

  get country(): string {
    return this.#events[0]?.context.country ?? '';
  }

  get size(): number {
    return this.#events.length;
  }

  get views(): number {
    return this.#events.filter(({ name }) => name === EVENT.pageView).length;
  }

  get names(): string[] {
    return this.#events.map(({ name }) => name);
  }

  get times(): number[] {
    return this.#events.map(({ at }) => at);
  }

  events(): readonly Event[] {
    return this.#events;
  }

  source(): Source | undefined {
    return sourceOf(this.#events);
  }

  context(): Context {
    return firstContext(this.#events);
  }

  props(index: number): Properties | undefined {
    return this.#events[index]?.props;
  }

  page(index: number): string | undefined {
    return this.#events[index]?.page;
  }

  pageNumber(index: number, numbers: PageNumbers): number {
    const page = this.page(index);
    return page === undefined ? -1 : numbers.of(page);
  }

  ids(): string[] {
    return this.#events.map(({ id }) => id);
  }

  scan(wanted: NameBits, visit: Visit): void {
    this.#events.forEach(({ name, at }, i) => {
      const bits = wanted.of(name);
      if (bits !== 0) visit(at, bits, i);
    });
  }
}

/** Of each fact of a context what the first event says that says anything. */
export function firstContext(events: readonly Event[]): Context {
  const known: Context = {};
  for (const { context } of events.toReversed()) Object.assign(known, context);
  return known;
}

/** A touchpoint where a report looks at sessions: one event, no visitor, no channel. */
export function onItsOwn({ customer, person, event }: Touchpoint): Session {
  return sessionFrom({ customer, person, visitor: '', events: [event], channel: NOT_SET });
}
