import type { SymbolText } from '../stitch/symbols.ts';
import type { StoredRow } from './stored-session.ts';

/** Rows with what unpacks them: one symbol may stand for two texts in two databases. */
export interface Rows {
  rows: readonly StoredRow[];
  textOf: SymbolText;
}

/** A part of a stream of sessions. */
export interface Chunk extends Rows {
  /** Everything that began before has been handed out with it, milliseconds; Infinity: that was all. */
  until: number;
}

/** Sessions that lie in [from, to), where a report looks at each by itself. */
export interface Untimed {
  from: number;
  to: number;
  /** Visitors who need them all the same: what several people did on one device is cut by time. */
  but: readonly string[];
}

/** How much of each session is read: names and times of its events, their pages and ids too, or all. */
export type Depth = 'names' | 'pages' | 'whole';

const DEPTHS: readonly Depth[] = ['whole', 'pages'];

/** What is enough for all of them. */
export function deepest(...depths: readonly Depth[]): Depth {
  return DEPTHS.find((depth) => depths.includes(depth)) ?? 'names';
}

export interface RangeQuery {
  /** Milliseconds: sessions that reach into [from, to). Others may be among them. */
  from: number;
  to: number;
  depth: Depth;
  /** Sessions of which times and ids of events may be left out. */
  untimed?: Untimed;
  /** What has none of these names may be left out; sessions may come without names and times. */
  names?: readonly string[];
  /** Sessions a statement reads at most: between two of them others get their turn with the database. */
  chunk?: number;
}

/** Which sessions lists look at next: those that ended, or began, before `to`. */
export interface LatestQuery {
  to: number;
  /** So many newest sessions tell how far back to look. */
  size: number;
  by: 'end' | 'start';
}

export interface Latest {
  /** Seconds in which the newest sessions began that began before `to`, newest first, `size` at most. */
  seconds: readonly number[];
  /** All that ended, or began, since then; all of the site where there are fewer. Bots too, in no order. */
  seen: readonly SeenSession[];
}

export interface SeenSession {
  visitor: string;
  start: number;
  end: number;
  flags: number;
}

/**
 * Where a site's sessions are read: one database, several of them, an archive. No answer tells which:
 * what follows from a session does not depend on where its row is, nor on the order of rows within a
 * second.
 */
export interface SessionSource {
  /** In order of start as far as `until` says, each session once. */
  range: (query: RangeQuery) => AsyncIterable<Chunk>;
  /** All sessions of some visitors, with all that they hold, in no order. */
  ofVisitors: (visitors: readonly string[]) => Promise<readonly Rows[]>;
  /** When visitors were first seen; nothing of those who were not. */
  firstSeen: (
    visitors: readonly string[],
  ) => Promise<readonly { visitor: string; start: number }[]>;
  /** Those of some visitors who have a cookieless session. */
  cookielessAmong: (visitors: readonly string[]) => Promise<readonly string[]>;
  latest: (query: LatestQuery) => Promise<Latest>;
  /** Seconds in which the newest sessions began that began before a second, newest first. */
  newest: (before: number, count: number) => Promise<readonly number[]>;
  /** Second in which the first session began; undefined where there is none. */
  oldest: () => Promise<number | undefined>;
}

/** Since when the newest sessions began, of which there are to be `size`; 0 where there are fewer. */
export function sinceOf(seconds: readonly number[], size: number): number {
  return seconds.length < size ? 0 : (seconds[size - 1] ?? 0) * 1_000;
}
