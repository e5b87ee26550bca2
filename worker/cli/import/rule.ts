import type { Json } from '../../../schema/index.ts';
import { countryCode } from './country.ts';

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

/** The value of a rule for a row; undefined where the row has none. */
export function valueOf(rule: Rule, row: Row): Json | undefined {
  if (typeof rule === 'string') return cell(row, rule);
  if ('value' in rule) return rule.value;
  if ('column' in rule) return convert(cell(row, rule.column), rule.as ?? 'text');
  if ('template' in rule) return fill(rule.template, row);
  if ('first' in rule) return firstOf(rule.first, row);
  if ('split' in rule) return partsOf(rule, row);
  const chosen = rule.of[textOf(cell(row, rule.case) ?? '')];
  if (chosen !== undefined) return typeof chosen === 'string' ? chosen : valueOf(chosen, row);
  return rule.else === undefined ? undefined : valueOf(rule.else, row);
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
  value: Json | undefined,
  as: 'text' | 'number' | 'lower' | 'country',
): Json | undefined {
  if (value === undefined) return undefined;
  if (as === 'number') return Number.isFinite(Number(value)) ? Number(value) : undefined;
  if (as === 'lower') return textOf(value).toLowerCase();
  return as === 'country' ? countryCode(textOf(value)) : value;
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

function firstOf(rules: readonly Rule[], row: Row): Json | undefined {
  for (const rule of rules) {
    const value = valueOf(rule, row);
    if (value !== undefined) return value;
  }
  return undefined;
}

function partsOf(
  { split, by, each }: { split: string; by: string; each: string },
  row: Row,
): Json | undefined {
  const list = cell(row, split);
  if (list === undefined) return undefined;
  const { pattern, keys } = readerOf(each);
  return textOf(list)
    .split(by)
    .flatMap((part) => {
      const match = pattern.exec(part.trim());
      if (match === null) return [];
      const members = keys.map(({ key, isNumber }, i): [string, Json] => {
        const text = match[i + 1] ?? '';
        return [key, isNumber ? Number(text) : text];
      });
      return [Object.fromEntries(members)];
    });
}

interface Reader {
  pattern: RegExp;
  keys: { key: string; isNumber: boolean }[];
}

const readers = new Map<string, Reader>();

function readerOf(each: string): Reader {
  const known = readers.get(each);
  if (known !== undefined) return known;
  const keys: Reader['keys'] = [];
  const source = each.split(/\{(\w+)(:number)?\}/).map((part, i) => {
    // `split` gives text, name, `:number` or nothing, text, ...
    if (i % 3 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const isNumber = part === ':number';
    const last = keys.at(-1);
    if (i % 3 === 2 && last !== undefined) last.isNumber = isNumber;
    if (i % 3 === 2) return isNumber ? String.raw`(-?\d+(?:\.\d+)?)` : '(.+)';
    keys.push({ key: part, isNumber: false });
    return '';
  });
  const reader: Reader = { pattern: new RegExp(`^${source.join('')}$`), keys };
  readers.set(each, reader);
  return reader;
}
