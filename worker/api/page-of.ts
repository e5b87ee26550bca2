import type { Position } from './cursor.ts';
import type { Page } from './operation.ts';

/** A page of rows, of which one more was read than asked for, to know whether more follow. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Position,
): Page {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? keyOf(last) : undefined };
}

/** The text a list goes on after; before all of them where it starts. */
export function textAfter(after: Position | undefined): string {
  const first = after?.[0];
  return typeof first === 'string' ? first : '';
}
