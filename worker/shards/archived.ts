import lakeGoneRead from '../sql/lake_gone.read.sql';
import lakePartsReadNext from '../sql/lake_parts.read-next.sql';
import { Lake } from '../lake/lake.ts';
import { keyOf, type Gone, type Part } from '../lake/part.ts';
import type { LakeRow } from '../lake/sessions-file.ts';
import { bucketOf } from '../stitch/bucket.ts';
import { databaseOf, type SiteShards } from './site-shards.ts';

/** First second that no session begins in: all of the lake lies before. */
export const ALL_CLOSED: number = 2 ** 32;

export interface ArchivedOf {
  rows: LakeRow[];
  /** The second to go on from; undefined: that was all. */
  next: number | undefined;
}

/** The sessions of some buckets that a database's next file in the lake holds. */
export async function nextArchived(
  shards: SiteShards,
  { database, buckets, from }: { database: string; buckets: readonly number[]; from: number },
): Promise<ArchivedOf> {
  const db = databaseOf(shards, database);
  const part = await db.prepare(lakePartsReadNext).bind(shards.site, from, 1).first<Part>();
  if (part === null) return { rows: [], next: undefined };
  if (shards.lake === undefined)
    throw new Error('Days of the site are in the lake, which is not bound');
  // Read after the part: what was brought back in between is noted, and copied as a row.
  const gone = await db.prepare(lakeGoneRead).bind(shards.site, part.from, part.to).all<Gone>();
  const isGone = new Set(gone.results.map(keyOf));
  const wanted = new Set(buckets);
  const found: LakeRow[] = [];
  const whole = { from: part.from * 1_000, to: part.to * 1_000, depth: 'whole' } as const;
  for await (const rows of new Lake(shards.lake).sessions(part, whole)) {
    found.push(
      ...rows.filter((row) => wanted.has(bucketOf(row.visitor)) && !isGone.has(keyOf(row))),
    );
  }
  return { rows: found, next: part.to };
}
