import type { Json } from '../../../schema/index.ts';
import { countryCode } from './country.ts';
import { partsOf } from './list.ts';
import { numberOf, type Decimal } from './number.ts';

/** A row of the file: of a CSV all texts, of NDJSON whatever it holds. */
export type Row = Record<string, unknown>;

/** How a value is got out of a row. A plain text is the name of a column. */
export type Rule =
  | string
  | { value: string | number | boolean }
  | { column: string; as?: 'text' | 'number' | 'lower' | 'country' }
  /** `https://{host}{path}[?gclid={gclid}]`: what is in brackets only if its columns are filled. */
  | { template: string }
  /** The first that has a value. */
  | { first: Rule[] }
  /** By a column's text; in `of` a plain text is the value itself. */
  | { case: string; of: Record<string, Rule>; else?: Rule }
  /** A list: `{id}x{quantity:number}` is how each part of it reads. */
  | { split: string; by: string; each: string };

/** How a row is read, and what was found on the way. */
export interface Reading {
  decimal?: Decimal | undefined;
  /** Columns that hold something else than the number the map asks for: it stays as it is. */
  unread: string[];
}

/** The value of a rule for a row; undefined where the row has none. */
export function valueOf(rule: Rule, row: Row, reading: Reading): Json | undefined {
  if (typeof rule === 'string') return cell(row, rule);
  if ('value' in rule) return rule.value;
  if ('column' in rule) return convert(rule, row, reading);
  if ('template' in rule) return fill(rule.template, row);
  if ('first' in rule) return firstOf(rule.first, row, reading);
  if ('split' in rule) return listOf(rule, row, reading);
  const chosen = rule.of[textOf(cell(row, rule.case) ?? '')];
  if (chosen !== undefined)
    return typeof chosen === 'string' ? chosen : valueOf(chosen, row, reading);
  return rule.else === undefined ? undefined : valueOf(rule.else, row, reading);
}

/** A column's value; `a.b` looks inside of an object. Empty texts are no values. */
export function cell(row: Row, column: string): Json | undefined {
  const value = column in row ? row[column] : inside(row, column);
  if (value === undefined || value === null || value === '') return undefined;
  // Rows are read from CSV or JSON, so this is JSON.
  return value as Json;
}

function inside(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Row)[key];
  }
  return value;
}

function convert(
  { column, as = 'text' }: { column: string; as?: 'text' | 'number' | 'lower' | 'country' },
  row: Row,
  reading: Reading,
): Json | undefined {
  const value = cell(row, column);
  if (value === undefined) return undefined;
  if (as === 'lower') return textOf(value).toLowerCase();
  if (as === 'country') return countryCode(textOf(value));
  if (as === 'text' || isBlank(value)) return as === 'text' ? value : undefined;
  const number = numberOf(value, reading.decimal);
  // The collector says what is wrong with it: what is there must not be lost without a word.
  if (number === undefined) reading.unread.push(column);
  return number ?? value;
}

function isBlank(value: Json): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function listOf(
  { split, by, each }: { split: string; by: string; each: string },
  row: Row,
  reading: Reading,
): Json | undefined {
  const list = cell(row, split);
  if (list === undefined) return undefined;
  const { parts, isRead } = partsOf(textOf(list), { by, each, decimal: reading.decimal });
  if (!isRead) reading.unread.push(split);
  return parts;
}

/** A value as one would write it into a CSV file. */
export function textOf(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function fill(template: string, row: Row): string | undefined {
  const optional = template.replace(
    /\[([^[\]]*)\]/g,
    (_, part: string) => fillAll(part, row) ?? '',
  );
  return fillAll(optional, row);
}

/** Undefined where a column is empty. */
function fillAll(template: string, row: Row): string | undefined {
  let isWhole = true;
  const text = template.replace(/\{([^{}]+)\}/g, (_, column: string) => {
    const value = cell(row, column);
    if (value === undefined) isWhole = false;
    return value === undefined ? '' : textOf(value);
  });
  return isWhole ? text : undefined;
}

function firstOf(rules: readonly Rule[], row: Row, reading: Reading): Json | undefined {
  for (const rule of rules) {
    const value = valueOf(rule, row, reading);
    if (value !== undefined) return value;
  }
  return undefined;
}
