import { createHash } from 'node:crypto';
import type { ImportLine } from '../../collect/import-line.ts';
import { cell, textOf, valueOf, type Reading, type Row, type Rule } from './rule.ts';
import type { FileMap } from './map.ts';
import { timeOf } from './time.ts';

/** Where a row stands, for ids that count rows. */
export interface Place {
  file: string;
  /** Counted from 1, without the line of column names. */
  number: number;
}

const TEXTS = ['visitor', 'user', 'page', 'title', 'referrer'] as const;

/** Where a row stands, and what of it was found to be no number. */
export interface About {
  place: Place;
  unread: string[];
}

/** A row as a line of an import. What the row does not hold is left out, and judged by the server. */
export function lineOf(row: Row, map: FileMap, { place, unread }: About): Partial<ImportLine> {
  const reading: Reading = { decimal: map.decimal, unread };
  const at = timeOf(map.at, row) ?? cell(row, map.at.column);
  const line: Record<string, unknown> = { id: idOf(row, map, place), at };
  const name = valueOf(map.name, row, reading);
  if (name !== undefined) line['name'] = textOf(name);
  for (const key of TEXTS) {
    const rule = map[key];
    const value = rule === undefined ? undefined : valueOf(rule, row, reading);
    if (value !== undefined) line[key] = textOf(value);
  }
  for (const key of ['properties', 'context'] as const) {
    const object = objectOf(map[key] ?? {}, row, reading);
    if (Object.keys(object).length > 0) line[key] = object;
  }
  return line;
}

function objectOf(
  rules: Record<string, Rule>,
  row: Row,
  reading: Reading,
): Record<string, unknown> {
  const members = Object.entries(rules).map(
    ([key, rule]) => [key, valueOf(rule, row, reading)] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/**
 * By the row's number events of one time keep the file's order; by what the row holds its place does
 * not matter, and rows that hold the very same are one event.
 */
function idOf(row: Row, { id }: FileMap, { file, number }: Place): string {
  if (id === 'row') return `${file}.${number}`;
  const columns = id ?? Object.keys(row).sort();
  const content = JSON.stringify(columns.map((column) => [column, cell(row, column) ?? null]));
  return createHash('sha256').update(content).digest('base64url');
}
