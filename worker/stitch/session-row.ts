import { writeNumber } from './digits.ts';
import type { Event, Source } from './event.ts';
import { hash53 } from './hash.ts';
import { SESSION_GAP, type Session } from './merge.ts';
import { countViews, packEvents, unpackEvents, type Packed } from './pack.ts';
import { EVENT } from '../../schema/index.ts';
import { endOfPages } from './strings.ts';
import { SYMBOL_LENGTH, type SymbolId, type SymbolText } from './symbols.ts';

/**
 * Bits of `sessions.flags`. Of `pagesFirst` all texts of pages stand in the first characters of `strings`,
 * as many as there are views times `PAGE_ROOM`: sessions.read-range-pages.sql reads no more. Rows that were
 * written before it do not have it, and those in files of the lake have no use for it.
 */
export const SESSION = { bot: 1, overflow: 2, cookieless: 4, demo: 8, pagesFirst: 16 } as const;

/** A symbol and its mark. */
const PAGE_ROOM = SYMBOL_LENGTH + 1;

/** Codes of `sessions.device`. */
export const DEVICES: readonly string[] = ['', 'desktop', 'mobile', 'tablet', 'other'];

/** Ties that a second of a site has room for in the rowid. */
const TIES = 2 ** 18;

/** A session as it is read to be merged. */
export interface SessionRow extends Packed {
  /** The rowid as text: it is wider than 2^53. */
  id: string;
  visitor: string;
  start: number;
  end: number;
  version: number;
  flags: number;
}

/** Code of a session's channel, from the source of its first page view. */
export type ChannelCode = (source: Source | undefined) => number;

/** A row's session, to be merged with what came. */
export function sessionOf(row: SessionRow, textOf: SymbolText): Session {
  return {
    start: row.start,
    end: row.end,
    events: unpackEvents(row, textOf),
    overflow: (row.flags & SESSION.overflow) > 0,
  };
}

/** The columns that change when a session does, in the order of sessions.update.sql and .insert.sql. */
export interface SessionColumns {
  version: number;
  /** events, views, flags, channel, device, country */
  facts: (number | string)[];
  /** names, times, pages, ids, props, facts, strings */
  packed: string[];
}

/** A session's columns, a function of its events alone. */
export function columnsOf(
  session: Session,
  idOf: SymbolId,
  channelCode: ChannelCode,
): SessionColumns {
  const packed = packEvents(session.events, idOf);
  const facts = factsOf(session, channelCode, packed);
  const columns = [
    packed.names, packed.times, packed.pages, packed.ids, packed.props, packed.facts, packed.strings,
  ]; // prettier-ignore
  return { version: versionOf(session.end, facts, columns), facts, packed: columns };
}

/** What reports filter on: events, views, flags, channel, device, country; of a row as it is packed. */
export function factsOf(
  session: Session,
  channelCode: ChannelCode,
  packed: Pick<Packed, 'pages' | 'strings'> | undefined,
): (number | string)[] {
  const { events } = session;
  const first = events[0];
  const views = countViews(events);
  const arePagesFirst = packed !== undefined && endOfPages(packed) <= views * PAGE_ROOM;
  return [
    events.length,
    views,
    flagsOf(session) | (arePagesFirst ? SESSION.pagesFirst : 0),
    channelCode(sourceOf(events)),
    Math.max(0, DEVICES.indexOf(first?.context.device ?? '')),
    first?.context.country ?? '',
  ];
}

/** Hash of what a row holds. */
export function versionOf(
  end: number,
  facts: readonly (number | string)[],
  packed: readonly string[],
): number {
  return hash53(`${end} ${facts.join(' ')} ${packed.join(' ')}`);
}

/**
 * A session's channel is that of its landing: its first event that is a page view or tells a source
 * (an import may call the landing page `view_item`); where it has none, its first event.
 * (A click in a tab left open for an hour starts a session; the visit it belongs to starts with a page.)
 */
export function sourceOf(events: readonly Event[]): Source | undefined {
  const landing = events.find(
    ({ name, source }) => name === EVENT.pageView || source !== undefined,
  );
  return (landing ?? events[0])?.source;
}

function flagsOf({ events, overflow }: Session): number {
  let flags = overflow ? SESSION.overflow : 0;
  for (const { context } of events) {
    if (context.bot !== undefined) flags |= SESSION.bot;
    if (context.cookieless) flags |= SESSION.cookieless;
    if (context.demo) flags |= SESSION.demo;
  }
  return flags;
}

/** Where a new row goes within its second; `probe` moves it on where the place is taken. */
export function tieOf(visitor: string, start: number, probe: number): number {
  return hash53(`${visitor}${writeNumber(start)}`, probe) % TIES;
}

/** Spans of what came of a visitor, each with the gap around it apart from the next. */
export function spansOf(sessions: readonly Session[]): { from: number; to: number }[] {
  const inTime = sessions.toSorted((a, b) => a.start - b.start);
  const spans: { from: number; to: number }[] = [];
  for (const { start, end } of inTime) {
    const last = spans.at(-1);
    if (last !== undefined && start - last.to <= SESSION_GAP) last.to = Math.max(last.to, end);
    else spans.push({ from: start, to: end });
  }
  return spans;
}
