import sessionsReadEnded from '../sql/sessions.read-ended.sql';
import sessionsReadLatest from '../sql/sessions.read-latest.sql';
import sessionsReadStarted from '../sql/sessions.read-started.sql';
import touchpointsReadLatest from '../sql/touchpoints.read-latest.sql';
import touchpointsReadRange from '../sql/touchpoints.read-range.sql';
import type { Identity } from './identity.ts';
import type { Reader } from './reader.ts';
import type { TouchpointRow } from './touchpoint-row.ts';

/** Sessions up to this long are found by their start; longer ones have an index. */
const LONG = 21_600_000;

/** Touchpoints a statement reads. */
const CHUNK = 5_000;

/** A span of time with everybody whose session or touchpoint ended, or began, in it. */
export interface Slice {
  from: number;
  to: number;
  seen: Seen[];
}

export interface Seen {
  /** A visitor, or a user where `visitor` is absent. */
  visitor?: string;
  user?: string;
  start: number;
  end: number;
  cookieless: boolean;
}

/** The visitor or user that was seen. */
export function idOf({ visitor, user }: Seen): string {
  return visitor ?? user ?? '';
}

/** Everybody a slice shows. Cookieless visits are nobody's. */
export function ownersIn(slice: Slice, identity: Identity): Set<string> {
  const owners = new Set<string>();
  for (const { visitor, user, start, end, cookieless } of slice.seen) {
    if (cookieless) continue;
    if (user !== undefined) owners.add(identity.ofUser(user));
    if (visitor === undefined) continue;
    for (const owner of identity.ownersOf(visitor, start, end)) owners.add(owner);
  }
  return owners;
}

interface EndedRow {
  visitor: string;
  start: number;
  end: number;
  flags: number;
}

/**
 * Goes back in time from `before`, exclusive, in slices of about `size` sessions. `by` says whether a
 * session stands where it ended or where it began. Bots are passed over.
 */
export async function* walkBack(
  reader: Reader,
  { before, size, by }: { before: number; size: number; by: 'end' | 'start' },
): AsyncGenerator<Slice> {
  for (let to = before; to > 0;) {
    const from = await sliceFrom(reader, to, size);
    const seen = [
      ...(await sessionsSeen(reader, { from, to, by })),
      ...(await touchpointsSeen(reader, from, to)),
    ];
    yield { from, to, seen };
    to = from;
  }
}

/** Where a slice that ends at `to` begins; 0 where little is left. */
async function sliceFrom(reader: Reader, to: number, size: number): Promise<number> {
  const [[sessions], [touchpoints]] = await Promise.all([
    reader.rows<{ start: number | null; sessions: number }>(
      sessionsReadLatest,
      secondAfter(to),
      size,
    ),
    reader.rows<{ start: number | null; touchpoints: number }>(touchpointsReadLatest, to, size),
  ]);
  const ofSessions = sessions && sessions.sessions >= size ? (sessions.start ?? 0) : 0;
  const ofTouchpoints =
    touchpoints && touchpoints.touchpoints >= size ? (touchpoints.start ?? 0) : 0;
  return Math.max(0, Math.min(to - 1, Math.max(ofSessions, ofTouchpoints)));
}

async function sessionsSeen(
  reader: Reader,
  { from, to, by }: { from: number; to: number; by: 'end' | 'start' },
): Promise<Seen[]> {
  const rows = by === 'end' ? await ended(reader, from, to) : await started(reader, from, to);
  return rows
    .filter((row) => (row.flags & 1) === 0)
    .map(({ flags, ...row }) => ({ ...row, cookieless: (flags & 4) !== 0 }));
}

async function ended(reader: Reader, from: number, to: number): Promise<EndedRow[]> {
  const second = Math.max(0, Math.floor((from - LONG) / 1_000));
  const values = [from, to, second, secondAfter(to), second * 1_000];
  return reader.rows<EndedRow>(sessionsReadEnded, ...values);
}

async function started(reader: Reader, from: number, to: number): Promise<EndedRow[]> {
  const rows = await reader.rows<EndedRow>(
    sessionsReadStarted,
    Math.floor(from / 1_000),
    secondAfter(to),
  );
  return rows.filter(({ start }) => start >= from && start < to);
}

async function touchpointsSeen(reader: Reader, from: number, to: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  let last = { at: from, user: '', id: '' };
  for (;;) {
    const values = [last.at, to, last.user, last.id, CHUNK];
    const rows = await reader.rows<TouchpointRow>(touchpointsReadRange, ...values);
    for (const { user, at } of rows) seen.push({ user, start: at, end: at, cookieless: false });
    const end = rows.at(-1);
    if (end === undefined || rows.length < CHUNK) return seen;
    last = end;
  }
}

/** First second none of which is before `at`, within what a rowid holds. */
function secondAfter(at: number): number {
  return Math.min(2 ** 32, Math.ceil(at / 1_000));
}
