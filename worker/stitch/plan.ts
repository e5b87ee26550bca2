/** Statements of one part of a transaction: guards run before any write. */
export interface Plan {
  guards: D1PreparedStatement[];
  writes: D1PreparedStatement[];
}

/** Adds what a statement cost to the request's account. */
export type CountCost = (meta: D1Meta) => void;

/** JSON arrays of at most about a megabyte: a bound value may have two. */
export function chunksOf(rows: readonly unknown[]): string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let size = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (size + text.length > 1_000_000 && chunk.length > 0) {
      chunks.push(`[${chunk.join(',')}]`);
      chunk = [];
      size = 0;
    }
    chunk.push(text);
    size += text.length;
  }
  if (chunk.length > 0) chunks.push(`[${chunk.join(',')}]`);
  return chunks;
}
