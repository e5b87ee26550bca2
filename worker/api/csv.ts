import type { Json } from '../../schema/index.ts';

/** A spreadsheet takes text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line of CSV (RFC 4180), its end included. */
export function toCsvLine(cells: readonly Json[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

/** Numbers stay numbers, `-1` too; only text is kept from being run. */
function toCell(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
