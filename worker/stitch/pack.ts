import { EVENT, type Properties } from '../../schema/index.ts';
import { DigitReader, writeNumber } from './digits.ts';
import { packIds, unpackIds } from './ids.ts';
import type { Context, Event, Source } from './event.ts';
import { readNames, writeName } from './names.ts';
import { readStrings, StringReader, StringWriter, textsOf, type Texts } from './strings.ts';
import type { SymbolId, SymbolText } from './symbols.ts';
import { readObject, skipObject, writeObject } from './values.ts';

/** The packed columns of a session, each one entry an event but the last two. */
export interface Packed {
  /** One or seven characters an event, see names.ts. */
  names: string;
  /** Milliseconds since the event before; the first event is at the session's start. */
  times: string;
  /** Position of the page in `strings` plus one, 0 for none. */
  pages: string;
  /** Runs of counted ids, see ids.ts. */
  ids: string;
  /** Position of the list of keys plus one and the values; 0 for none. */
  props: string;
  /** Contexts, sources and users: few in a session, so stored as runs and exceptions. */
  facts: string;
  /** The texts that the other columns point at. */
  strings: string;
}

/** What contexts and sources are read from. */
export interface FactsOf extends Pick<Packed, 'facts' | 'strings'> {
  events: number;
}

/** Events must be in order (order.ts); the first is at the session's start. */
export function packEvents(events: readonly Event[], idOf: SymbolId): Packed {
  const strings = new StringWriter(idOf);
  let [names, times, pages, props] = ['', '', '', ''];
  let before: number | undefined;
  // Before all other texts: a report of pages alone is spared the rest (endOfPages).
  for (const { page } of events) if (page !== undefined) strings.position(page, true);
  for (const event of events) {
    names += writeName(event.name, idOf);
    if (before !== undefined) times += writeNumber(event.at - before);
    before = event.at;
    pages += writeNumber(event.page === undefined ? 0 : strings.position(event.page, true) + 1);
    props += event.props === undefined ? writeNumber(0) : writeObject(event.props, strings, 1);
  }
  const ids = packIds(events, strings);
  const facts = packFacts(events, strings);
  return { names, times, pages, ids, props, facts, strings: strings.column };
}

/** Everything a session holds, as it was given to `packEvents`. */
export function unpackEvents(row: Packed & { start: number }, textOf: SymbolText): Event[] {
  const strings = readStrings(row.strings, textOf);
  const names = readNames(row.names, textOf);
  const times = eventTimes(row);
  const pages = new DigitReader(row.pages);
  const props = new DigitReader(row.props);
  const ids = unpackIds(row.ids, strings);
  const facts = unpackFacts(row.facts, strings, names.length);
  return names.map((name, i) => {
    const event: Event = {
      id: ids[i] ?? '',
      at: times[i] ?? row.start,
      name,
      context: facts.contexts[i] ?? {},
    };
    const page = pages.number();
    if (page > 0) event.page = strings[page - 1] ?? '';
    const keys = props.number();
    if (keys > 0) event.props = readObject(props, strings, keys - 1);
    const user = facts.users[i];
    if (user !== undefined) event.user = user;
    const source = facts.sources.get(i);
    if (source !== undefined) event.source = source;
    return event;
  });
}

/** Names alone, for reports that need no more. */
export function eventNames(row: Pick<Packed, 'names'>, textOf: SymbolText): string[] {
  return readNames(row.names, textOf);
}

/** Times alone. */
export function eventTimes(row: Pick<Packed, 'times'> & { start: number }): number[] {
  const reader = new DigitReader(row.times);
  const times = [row.start];
  for (let at = row.start; !reader.done;) times.push((at += reader.number()));
  return times;
}

/** The last of them alone. */
export function lastTime(row: Pick<Packed, 'times'> & { start: number }): number {
  const reader = new DigitReader(row.times);
  let at = row.start;
  while (!reader.done) at += reader.number();
  return at;
}

/**
 * Properties alone, for reports that need no more, of the event at an index: undefined where it has
 * none. Asked for in order of index it reads on, and what lies between is passed over, not made.
 */
export function eventProps(
  row: Pick<Packed, 'props' | 'strings'>,
  textOf: SymbolText,
): (index: number) => Properties | undefined {
  const strings = textsOf(row.strings, textOf);
  const reader = new DigitReader(row.props);
  let next = 0;
  // One event may be asked about by several conditions.
  let [last, told]: [number, Properties | undefined] = [-1, undefined];
  return (index) => {
    if (index === last) return told;
    if (index < next) [reader.position, next] = [0, 0];
    for (; next < index && !reader.done; next++) {
      const keys = reader.number();
      if (keys > 0) skipObject(reader, strings, keys - 1);
    }
    if (reader.done) return undefined;
    next++;
    const keys = reader.number();
    [last, told] = [index, keys === 0 ? undefined : readObject(reader, strings, keys - 1)];
    return told;
  };
}

/** What the first event says of each fact of a context that says anything of it: its device, place, sender. */
export function contextOf(row: FactsOf, textOf: SymbolText): Context {
  const [reader, strings] = [new DigitReader(row.facts), textsOf(row.strings, textOf)];
  let known: Context = {};
  for (let at = 0; at < row.events;) {
    at += reader.number();
    known = { ...readContext(reader, strings), ...known };
  }
  return known;
}

/** The first source alone, and the position of its event. */
export function firstSource(
  row: FactsOf,
  textOf: SymbolText,
): { index: number; source: Source } | undefined {
  const [reader, strings] = [new DigitReader(row.facts), textsOf(row.strings, textOf)];
  for (let at = 0; at < row.events;) {
    at += reader.number();
    for (const _ of CONTEXT_PARTS) skipObject(reader, strings);
  }
  for (let at = 0; at < row.events;) {
    at += reader.number();
    reader.number();
  }
  if (reader.number() === 0) return undefined;
  const index = reader.number();
  return { index, source: readSource(reader, strings) };
}

/** Ids alone. */
export function eventIds(row: Pick<Packed, 'ids' | 'strings'>, textOf: SymbolText): string[] {
  return unpackIds(row.ids, readStrings(row.strings, textOf));
}

/** What stands for an event's page where that is no symbol: there is none, or it is stored as it is. */
export const NO_PAGE = -1;
export const OWN_TEXT = -2;

/** Pages alone, of the event at an index. Only those asked for are made, most quickly in order of index. */
export class PageReader {
  readonly #places: DigitReader;
  readonly #strings: StringReader;
  /** The event that was come to, and its page's position plus one. */
  #at = -1;
  #place = 0;
  /** What was told last, and of which position plus one: neighbours share a page. */
  #told = 0;
  #code = NO_PAGE;
  #read = 0;
  #text = '';

  constructor({ pages, strings }: Pick<Packed, 'pages' | 'strings'>) {
    this.#places = new DigitReader(pages);
    this.#strings = new StringReader(strings);
  }

  /** The page's symbol as a number, `OWN_TEXT` where it is none, `NO_PAGE` where the event has none. */
  code(index: number): number {
    const place = this.#placeOf(index);
    if (place === 0) return NO_PAGE;
    if (place === this.#told) return this.#code;
    this.#told = place;
    return (this.#code = this.#strings.code(place - 1) ?? OWN_TEXT);
  }

  /** Undefined where the event has none. */
  text(index: number, textOf: SymbolText): string | undefined {
    const place = this.#placeOf(index);
    if (place === 0) return undefined;
    if (place !== this.#read) {
      this.#read = place;
      this.#text = this.#strings.text(place - 1, textOf);
    }
    return this.#text;
  }

  #placeOf(index: number): number {
    const places = this.#places;
    if (index < this.#at) [this.#at, places.position] = [-1, 0];
    for (; this.#at < index && !places.done; this.#at++) this.#place = places.number();
    return this.#at < index ? 0 : this.#place;
  }
}

function packFacts(events: readonly Event[], strings: StringWriter): string {
  // Events of a batch share one context object: it is written once.
  const written = new Map<Context, string>();
  const contexts = runs(
    events.map(({ context }) => {
      const text = written.get(context) ?? writeContext(context, strings);
      written.set(context, text);
      return text;
    }),
  );
  const users = runs(
    events.map(({ user }) =>
      writeNumber(user === undefined ? 0 : strings.position(user, false) + 1),
    ),
  );
  let sources = '';
  let count = 0;
  events.forEach(({ source }, index) => {
    if (source === undefined) return;
    sources += writeNumber(index) + writeObject({ ...source }, strings);
    count++;
  });
  return contexts + users + writeNumber(count) + sources;
}

/** What many visitors have in common, each group apart: together they would be rare. */
const CONTEXT_GROUPS = [
  ['browser', 'os', 'device', 'library', 'host', 'by', 'demo'],
  ['country', 'region', 'language', 'utc_offset'],
] as const;

/** How a context is stored: its groups and the rest. */
const CONTEXT_PARTS = [...CONTEXT_GROUPS, 'rest'] as const;

function writeContext(context: Context, strings: StringWriter): string {
  const rest: Properties = { ...context };
  const groups = CONTEXT_GROUPS.map((keys) => {
    const group: Properties = {};
    for (const key of keys) {
      const value = rest[key];
      if (value !== undefined) group[key] = value;
      delete rest[key];
    }
    return group;
  });
  return [...groups, rest].map((group) => writeObject(group, strings)).join('');
}

function readContext(reader: DigitReader, strings: Texts): Context {
  const groups = CONTEXT_PARTS.map(() => readObject(reader, strings));
  return Object.assign({}, ...groups) as Context;
}

/** Written by `packFacts` alone. */
function readSource(reader: DigitReader, strings: Texts): Source {
  return readObject(reader, strings) as unknown as Source;
}

/** Equal neighbours once, with how many they are. */
function runs(parts: readonly string[]): string {
  let text = '';
  for (let from = 0; from < parts.length;) {
    let to = from + 1;
    while (to < parts.length && parts[to] === parts[from]) to++;
    text += writeNumber(to - from) + (parts[from] ?? '');
    from = to;
  }
  return text;
}

interface Facts {
  contexts: Context[];
  users: (string | undefined)[];
  sources: Map<number, Source>;
}

function unpackFacts(column: string, strings: Texts, events: number): Facts {
  const reader = new DigitReader(column);
  const contexts = readRuns(reader, events, () => readContext(reader, strings));
  const users = readRuns(reader, events, () => {
    const position = reader.number();
    return position === 0 ? undefined : strings.at(position - 1);
  });
  const sources = new Map<number, Source>();
  for (let left = reader.number(); left > 0; left--) {
    const index = reader.number();
    sources.set(index, readSource(reader, strings));
  }
  return { contexts, users, sources };
}

function readRuns<T>(reader: DigitReader, length: number, read: () => T): T[] {
  const items: T[] = [];
  while (items.length < length) {
    const count = reader.number();
    const item = read();
    for (let i = 0; i < count; i++) items.push(item);
  }
  return items;
}

/** Page views among packed names, without reading them one by one. */
export function countViews(events: readonly Event[]): number {
  return events.reduce((count, event) => count + (event.name === EVENT.pageView ? 1 : 0), 0);
}
