import type { Position } from './cursor.ts';
import type { Answer, Page as Listed, Place } from '../reports/index.ts';
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

/** The place a list of reports goes on after; our own cursor, so it is what `pageFrom` wrote. */
export function placeAfter(after: Position | undefined): { after?: Place } {
  const [at, id] = after ?? [];
  return typeof at === 'number' && typeof id === 'string' ? { after: { at, id } } : {};
}

/** A page that a report's list gave. */
export function pageFrom<Row>({ data }: Answer<Listed<Row>>): Page {
  return { rows: data.data, next: data.next && [data.next.at, data.next.id] };
}
