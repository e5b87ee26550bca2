import lakeGoneRead from '../../sql/lake_gone.read.sql';
import lakePartsRead from '../../sql/lake_parts.read.sql';
import sessionsReadClosed from '../../sql/sessions.read-closed.sql';
import type { Lake } from '../../lake/lake.ts';
import { GONE, keyOf, type Gone, type StoredPart } from '../../lake/part.ts';
import type { LakeRow } from '../../lake/sessions-file.ts';
import type { Packed } from '../../stitch/pack.ts';

/** A site whose sessions are moved from a database to a bucket. */
export interface Moving {
  db: D1Database;
  /** Version of what the database takes of the site, see stitch/held.ts: while its buckets move, no day does. */
  held: number;
  bucket: R2Bucket;
  site: { number: number; id: string };
  /** The clock. */
  now: number;
  /** Makes what no other file is called by. */
  makeId: () => string;
}

/** Seconds: [from, to), within one day. */
export interface Seconds {
  from: number;
  to: number;
}

/** A session of D1 that is over. */
export interface ClosedRow extends Packed {
  visitor: string;
  start: number;
  end: number;
  version: number;
  flags: number;
  channel: number;
  device: number;
  country: string;
  events: number;
  views: number;
}

/** What is to be written, as it stood at one moment. */
export interface Snapshot extends Seconds {
  /** The part that the span had; at most one begins where the span does. */
  old: StoredPart | undefined;
  /** Sessions of D1 that the part does not have, or has as they were before. */
  rows: readonly ClosedRow[];
  gone: readonly (Gone & { erased: number })[];
}

/** Sessions of a file: a transaction of some tens of milliseconds, and a few MB of memory. */
export const SESSIONS = 2_000;

/**
 * What a span holds, or as much of its beginning as makes a file: `to` is where that ends. A part that
 * begins later ends the span.
 */
export async function readSnapshot(
  { db, site }: Pick<Moving, 'db' | 'site'>,
  { from, to, before, most = SESSIONS }: Seconds & { before: number; most?: number },
): Promise<Snapshot> {
  const [parts, gone, read] = await db.batch([
    db.prepare(lakePartsRead).bind(site.number, from, to),
    db.prepare(lakeGoneRead).bind(site.number, from, to),
    db.prepare(sessionsReadClosed).bind(site.number, from, to, before, most + 1),
  ]);
  // The columns of the statements above.
  const [first] = (parts?.results ?? []) as StoredPart[];
  const rows = (read?.results ?? []) as ClosedRow[];
  const left = (gone?.results ?? []) as Snapshot['gone'];
  const old = first !== undefined && first.from <= from ? first : undefined;
  const end = first === undefined ? to : old === undefined ? first.from : Math.min(to, old.to);
  const cut = rows.length > most ? Math.min(end, secondOf(rows.at(-1))) : end;
  // One second alone has more than a file should: it is not divided. Nor is a file with what is erased.
  const isWhole = cut <= secondOf(rows[0]) || left.some(({ erased }) => erased === GONE.erased);
  if (rows.length > most && isWhole) {
    return readSnapshot({ db, site }, { from, to, before, most: most * 4 });
  }
  return {
    from,
    to: cut,
    old,
    rows: rows.filter(({ start }) => start < cut * 1_000),
    gone: left.filter(({ start }) => start < cut * 1_000),
  };
}

function secondOf(row: { start: number } | undefined): number {
  return Math.floor((row?.start ?? 0) / 1_000);
}

/** What the old part still has: of the span, and of what lies behind it. */
export async function readOld(
  lake: Lake,
  { old, from, to, gone }: Snapshot,
): Promise<{ kept: LakeRow[]; rest: { sessions: number; events: number } }> {
  const [kept, rest]: [LakeRow[], { sessions: number; events: number }] = [
    [],
    { sessions: 0, events: 0 },
  ];
  if (old === undefined) return { kept, rest };
  const isGone = new Set(gone.map(keyOf));
  const range = { from: from * 1_000, to: to * 1_000 };
  for await (const rows of lake.sessions(old, { ...range, depth: 'whole' })) {
    for (const row of rows) if (!isGone.has(keyOf(row))) kept.push(row);
  }
  if (to >= old.to) return { kept, rest };
  const behind = { from: to * 1_000, to: old.to * 1_000 };
  for await (const rows of lake.sessions(old, { ...behind, depth: 'names' })) {
    for (const { events } of rows) {
      rest.sessions++;
      rest.events += events;
    }
  }
  return { kept, rest };
}
