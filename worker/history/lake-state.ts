import archivedReadLong from '../sql/archived.read-long.sql';
import lakeGoneRead from '../sql/lake_gone.read.sql';
import lakePartsRead from '../sql/lake_parts.read.sql';
import { keyOf, type Gone, type Part, type Place } from '../lake/part.ts';
import type { WatchedDatabase } from './watched-database.ts';

/** Where a span of a site's sessions stood at one moment. */
export interface LakeState {
  /** The count of changes then. */
  changes: number;
  parts: readonly Part[];
  /** Sessions of the parts that are there no more, see `keyOf`. */
  gone: ReadonlySet<string>;
  /** Sessions over an hour that began before the span and reach to `reach`. */
  long: readonly Place[];
}

interface Span {
  /** Seconds: [from, to). */
  from: number;
  to: number;
  /** Milliseconds. */
  reach?: number;
}

export function readLakeState(
  database: WatchedDatabase,
  { from, to, reach }: Span,
): Promise<LakeState> {
  return database.atOnce(async () => {
    const [parts, gone, long] = await Promise.all([
      database.rows<Part>(lakePartsRead, from, to),
      database.rows<Gone>(lakeGoneRead, from, to),
      reach === undefined ? [] : database.rows<Place>(archivedReadLong, from * 1_000, reach),
    ]);
    const { changes } = database;
    return { changes, parts, gone: new Set(gone.map(keyOf)), long };
  });
}
