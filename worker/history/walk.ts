import touchpointsReadNewest from '../sql/touchpoints.read-newest.sql';
import type { Identity } from './identity.ts';
import type { Reader } from './reader.ts';
import { sinceOf, type LatestQuery, type SeenSession } from './session-source.ts';

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
    const slice = newestOf(await sliceBefore(reader, { to, size, by }), { size, by });
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
 * As far back as the newest sessions and the newest touchpoints of a slice go, whichever is less. It begins
 * at a whole second, or a touchpoint: that does not depend on the order of sessions within a second.
 */
async function sliceBefore(reader: Reader, query: LatestQuery): Promise<Slice> {
  const { to, size, by } = query;
  const [{ seconds, seen }, touchpoints] = await Promise.all([
    reader.sessions.latest(query),
    reader.rows<{ user: string; at: number }>(touchpointsReadNewest, to, size),
  ]);
  const oldest = touchpoints.reduce((least, { at }) => Math.min(least, at), to - 1);
  const sinceTouchpoints = touchpoints.length < size ? 0 : oldest;
  const from = Math.max(0, Math.min(to - 1, Math.max(sinceOf(seconds, size), sinceTouchpoints)));
  const all = [...seen.flatMap(seenOf), ...touchpoints.map(contactOf)];
  return { from, to, seen: all.filter((one) => one[by] >= from) };
}

/** Nobody where it is a bot. */
function seenOf({ flags, ...session }: SeenSession): Seen[] {
  return (flags & 1) === 0 ? [{ ...session, cookieless: (flags & 4) !== 0 }] : [];
}

function contactOf({ user, at }: { user: string; at: number }): Seen {
  return { user, start: at, end: at, cookieless: false };
}
