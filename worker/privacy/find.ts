import type { Work } from './work.ts';

/** Rows that one statement looks at: texts of some megabytes. */
export const LOOKED_AT = 20_000;

/** A chunk of a table. */
export interface Found {
  /** Of rows that hold one of the texts. */
  ids: string[];
  /** Where the table goes on; undefined: that was all. */
  next: string | undefined;
}

/** Rows of a chunk of a table of the home in which any of some texts stands. */
export async function find(
  { databases: { db }, site }: Work,
  statement: FixedSql,
  { after, needles, of = site.number }: { after: string; needles: readonly string[]; of?: number },
): Promise<Found> {
  const chunk = await db
    .prepare(statement)
    .bind(of, after, LOOKED_AT, JSON.stringify(needles))
    .first<ChunkRow>();
  return foundIn(chunk ?? undefined);
}

/** What such a statement answers. */
export interface ChunkRow {
  last: string | null;
  looked: number;
  /** JSON. */
  ids: string;
}

export function foundIn(chunk: ChunkRow | undefined): Found {
  if (chunk === undefined || chunk.last === null) return { ids: [], next: undefined };
  // SQLite's own JSON.
  const ids = JSON.parse(chunk.ids) as string[];
  return { ids, next: chunk.looked < LOOKED_AT ? undefined : chunk.last };
}
