import { EVENT, type Properties } from '../../schema/index.ts';
import { CHANNELS } from '../collect/channel.ts';
import type { Context, Event, Source } from '../stitch/event.ts';
import {
  contextOf,
  eventIds,
  eventNames,
  eventProps,
  eventTimes,
  firstSource,
  lastTime,
  NO_PAGE,
  OWN_TEXT,
  PageReader,
  unpackEvents,
  type FactsOf,
  type Packed,
} from '../stitch/pack.ts';
import { DEVICES, SESSION, sourceOf } from '../stitch/session-row.ts';
import type { SymbolText } from '../stitch/symbols.ts';
import { firstContext, NO_VISITOR, type Marks, type Session } from './item.ts';
import { NameBits, type Visit } from './name-bits.ts';
import { CUT, type Identity } from './identity.ts';
import type { PageNumbers } from './page-numbers.ts';
import type { People } from './people.ts';

/** A row of sessions as it is read; the packed columns beyond names and times only where asked for. */
export interface StoredRow extends Partial<Omit<Packed, 'names' | 'times'>> {
  names: string;
  times: string;
  /** The rowid as text, where somebody asked for it. */
  id?: string;
  visitor: string;
  start: number;
  end: number;
  flags: number;
  channel: number;
  device: number;
  country: string;
  events: number;
  views: number;
}

/** In place of a source that nobody asked for yet. */
const UNREAD = Symbol('unread');

const VIEWS = new NameBits(new Map([[EVENT.pageView, 1]]));

/** Whose a session is, and on which device, by number. */
interface Owner {
  person: number;
  visitor: number;
  people: People;
}

/** A session over its row: what no report asks for is never unpacked. */
export class StoredSession implements Session {
  readonly kind = 'session';
  readonly person: number;
  readonly start: number;
  readonly end: number;
  readonly visitorNumber: number;
  readonly #people: People | undefined;
  readonly #row: StoredRow;
  readonly #textOf: SymbolText;
  #names: string[] | undefined;
  #times: number[] | undefined;
  #events: Event[] | undefined;
  #props: ((index: number) => Properties | undefined) | undefined;
  #pages: PageReader | undefined;
  #source: Source | undefined | typeof UNREAD = UNREAD;
  #context: Context | undefined;

  constructor(row: StoredRow, textOf: SymbolText, owner?: Owner) {
    this.person = owner?.person ?? CUT;
    this.start = row.start;
    this.end = row.end;
    this.#people = owner?.people;
    this.visitorNumber = owner?.visitor ?? NO_VISITOR;
    this.#row = row;
    this.#textOf = textOf;
  }

  get customer(): string {
    return this.#people?.nameOf(this.person) ?? '';
  }

  get visitor(): string {
    // What is kept for long must not be a piece of a chunk's text.
    return this.#people?.nameOf(this.visitorNumber) ?? this.#row.visitor;
  }

  get channel(): string {
    return CHANNELS[this.#row.channel] ?? 'Unassigned';
  }

  get device(): string {
    return DEVICES[this.#row.device] || 'unknown';
  }

  get country(): string {
    return this.#row.country;
  }

  get size(): number {
    return this.#row.events;
  }

  get views(): number {
    return this.#row.views;
  }

  get marks(): Marks {
    return marksOf(this.#row.flags);
  }

  get names(): readonly string[] {
    return (this.#names ??= eventNames(this.#row, this.#textOf));
  }

  get times(): readonly number[] {
    return (this.#times ??= this.#row.names === '' ? [] : eventTimes(this.#row));
  }

  get lastAt(): number {
    return this.#row.names === '' ? this.start : lastTime(this.#row);
  }

  scan(wanted: NameBits, visit: Visit, isTimed: boolean = true): void {
    const { names, times, start } = this.#row;
    wanted.scan({ names, times: isTimed ? times : undefined, start }, this.#textOf, visit);
  }

  events(): readonly Event[] {
    if (this.#events !== undefined) return this.#events;
    const { pages, ids, props, facts, strings } = this.#row;
    if (
      pages === undefined ||
      ids === undefined ||
      props === undefined ||
      facts === undefined ||
      strings === undefined
    ) {
      throw namesAlone();
    }
    const whole = { ...this.#row, pages, ids, props, facts, strings };
    return (this.#events = unpackEvents(whole, this.#textOf));
  }

  source(): Source | undefined {
    if (this.#source === UNREAD) this.#source = this.#landing();
    return this.#source;
  }

  /** As stitch/session-row.ts has it (`sourceOf`): no page view comes before the first source. */
  #landing(): Source | undefined {
    const { index, source } = firstSource(this.#facts(), this.#textOf) ?? { index: 0 };
    let isViewed = false;
    if (index > 0) this.scan(VIEWS, (_at, _bits, i) => (isViewed ||= i < index), false);
    return isViewed ? undefined : source;
  }

  context(): Context {
    return (this.#context ??= contextOf(this.#facts(), this.#textOf));
  }

  #facts(): FactsOf {
    const { facts, strings, events } = this.#row;
    if (facts === undefined || strings === undefined) throw namesAlone();
    return { facts, strings, events };
  }

  props(index: number): Properties | undefined {
    const { props, strings } = this.#row;
    if (props === undefined || strings === undefined) throw namesAlone();
    this.#props ??= eventProps({ props, strings }, this.#textOf);
    return this.#props(index);
  }

  page(index: number): string | undefined {
    return this.#pageReader().text(index, this.#textOf);
  }

  pageNumber(index: number, numbers: PageNumbers): number {
    const pages = this.#pageReader();
    const code = pages.code(index);
    if (code === NO_PAGE) return -1;
    if (code === OWN_TEXT) return numbers.of(this.page(index) ?? '');
    return numbers.ofSymbol(code, this.#textOf) ?? numbers.tell(code, this.page(index) ?? '');
  }

  #pageReader(): PageReader {
    const { pages, strings } = this.#row;
    if (pages === undefined || strings === undefined) throw namesAlone();
    return (this.#pages ??= new PageReader({ pages, strings }));
  }

  ids(): readonly string[] {
    const { ids, strings } = this.#row;
    if (ids === undefined || strings === undefined) throw namesAlone();
    return eventIds({ ids, strings }, this.#textOf);
  }
}

function namesAlone(): Error {
  return new Error('The session was read for its names alone');
}

/** The session as its owners have it: one, or a piece for each where the visitor is cut within it. */
export function sessionsOf(row: StoredRow, identity: Identity, textOf: SymbolText): Session[] {
  const { people } = identity;
  const visitor = people.numberOf(row.visitor);
  const person = identity.ownerOf(visitor);
  if (person !== CUT) return [new StoredSession(row, textOf, { person, visitor, people })];
  const pieces = identity.pieces(row.visitor);
  const owners = pieces.filter(
    (piece, i) => piece.at <= row.end && (pieces[i + 1]?.at ?? Infinity) > row.start,
  );
  const first = people.numberOf(owners[0]?.customer ?? row.visitor);
  const whole = new StoredSession(row, textOf, { person: first, visitor, people });
  if (owners.length < 2) return [whole];
  return owners.flatMap(({ at, customer }, i) =>
    pieceOf(
      whole,
      { customer, person: people.numberOf(customer) },
      { from: at, to: owners[i + 1]?.at ?? Infinity },
    ),
  );
}

/** The events in [from, to) as a session of its own; none where there are none. */
export function pieceOf(
  whole: Session,
  owner: Pick<Session, 'customer' | 'person'>,
  { from, to }: { from: number; to: number },
): Session[] {
  const first = whole.times.findIndex((at) => at >= from);
  const after = whole.times.findIndex((at) => at >= to);
  const last = after < 0 ? whole.times.length : after;
  if (first < 0 || last <= first) return [];
  const { visitor, visitorNumber, marks, channel, device, country } = whole;
  const times = whole.times.slice(first, last);
  const names = whole.names.slice(first, last);
  return [
    {
      kind: 'session',
      ...owner,
      visitor,
      visitorNumber,
      marks,
      cutFrom: { start: whole.start, end: whole.end },
      channel,
      device,
      country,
      start: times[0] ?? whole.start,
      end: to === Infinity ? whole.end : (times.at(-1) ?? whole.end),
      names,
      times,
      lastAt: times.at(-1) ?? whole.start,
      size: times.length,
      views: names.filter((name) => name === EVENT.pageView).length,
      events: () => whole.events().slice(first, last),
      source: () => sourceOf(whole.events().slice(first, last)),
      context: () => firstContext(whole.events().slice(first, last)),
      props: (index) => whole.props(first + index),
      page: (index) => whole.page(first + index),
      pageNumber: (index, numbers) => whole.pageNumber(first + index, numbers),
      ids: () => whole.ids().slice(first, last),
      scan: (wanted, visit) =>
        whole.scan(wanted, (at, bits, i) => {
          if (i >= first && i < last) visit(at, bits, i - first);
        }),
    },
  ];
}

function marksOf(flags: number): Marks {
  const marks: Marks = {};
  if (flags & SESSION.bot) marks.bot = true;
  if (flags & SESSION.overflow) marks.overflow = true;
  if (flags & SESSION.cookieless) marks.cookieless = true;
  if (flags & SESSION.demo) marks.demo = true;
  return marks;
}
