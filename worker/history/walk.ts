import touchpointsReadLatest from '../sql/touchpoints.read-latest.sql';
import touchpointsReadRange from '../sql/touchpoints.read-range.sql';
import type { Identity } from './identity.ts';
import type { Reader } from './reader.ts';
import type { SeenQuery } from './session-source.ts';
import type { TouchpointRow } from './touchpoint-row.ts';

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
    const seen = await Promise.all([
      sessionsSeen(reader, { from, to, by }),
      touchpointsSeen(reader, from, to),
    ]);
    const slice = newestOf({ from, to, seen: seen.flat() }, { size, by });
    yield slice;
    to = slice.from;
  }
}

/** As much of a slice as holds `size`: of a busy site more sessions end in some minutes than began in them. */
function newestOf(slice: Slice, { size, by }: { size: number; by: 'end' | 'start' }): Slice {
  const from = slice.seen.map((one) => one[by]).sort((a, b) => b - a)[size - 1];
  if (from === undefined) return slice;
  return { ...slice, from, seen: slice.seen.filter((one) => one[by] >= from) };
}

/**
 * Where a slice that ends at `to` begins; 0 where little is left. A whole second, so that it does not
 * depend on the order of sessions within one.
 */
async function sliceFrom(reader: Reader, to: number, size: number): Promise<number> {
  const [seconds, [touchpoints]] = await Promise.all([
    reader.sessions.newest(Math.ceil(to / 1_000), size),
    reader.rows<{ start: number | null; touchpoints: number }>(touchpointsReadLatest, to, size),
  ]);
  const ofSessions = seconds.length >= size ? (seconds.at(-1) ?? 0) * 1_000 : 0;
  const ofTouchpoints =
    touchpoints && touchpoints.touchpoints >= size ? (touchpoints.start ?? 0) : 0;
  return Math.max(0, Math.min(to - 1, Math.max(ofSessions, ofTouchpoints)));
}

async function sessionsSeen(reader: Reader, query: SeenQuery): Promise<Seen[]> {
  const rows = await reader.sessions.seen(query);
  return rows
    .filter((row) => (row.flags & 1) === 0)
    .map(({ flags, ...row }) => ({ ...row, cookieless: (flags & 4) !== 0 }));
}

async function touchpointsSeen(reader: Reader, from: number, to: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  let last = { at: from, user: '', id: '' };
  for (;;) {
    const values = [last.at, to, last.user, last.id, CHUNK, null];
    const rows = await reader.rows<TouchpointRow>(touchpointsReadRange, ...values);
    for (const { user, at } of rows) seen.push({ user, start: at, end: at, cookieless: false });
    const end = rows.at(-1);
    if (end === undefined || rows.length < CHUNK) return seen;
    last = end;
  }
}
