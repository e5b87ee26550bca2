import type { Json } from '../../../schema/index.ts';

/** What parts the fraction of a number from the rest, in the file. */
export type Decimal = '.' | ',';

/** Signs that may stand between thousands: the other of the two, apostrophes and spaces of all widths. */
const APART: Record<Decimal, readonly string[]> = {
  '.': [',', "'", '’', ' ', '\u00A0', '\u2009', '\u202F'],
  ',': ['.', "'", '’', ' ', '\u00A0', '\u2009', '\u202F'],
};

/**
 * How a number is written. Where the map does not say which sign is the decimal one, a dot is, and
 * thousands are not set apart: `1,234` would be either of two numbers.
 */
export function numberPattern(decimal: Decimal | undefined): string {
  const groups = decimal === undefined ? [] : APART[decimal].map((sign) => `(?:[${sign}]\\d{3})+`);
  const whole =
    groups.length === 0 ? String.raw`\d+` : String.raw`(?:\d{1,3}(?:${groups.join('|')})|\d+)`;
  const sign = `[${decimal ?? '.'}]`;
  return String.raw`[+-]?(?:${whole}(?:${sign}\d*)?|${sign}\d+)(?:[eE][+-]?\d{1,3})?`;
}

const patterns = new Map<Decimal | undefined, RegExp>();

/** The number that is written there; undefined where it is none. */
export function numberOf(value: Json, decimal: Decimal | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const pattern = patterns.get(decimal) ?? new RegExp(`^${numberPattern(decimal)}$`);
  patterns.set(decimal, pattern);
  const text = value.trim();
  if (!pattern.test(text)) return undefined;
  const plain = decimal === undefined ? text : text.replaceAll(/[^\d.,eE+-]/g, '');
  const other = decimal === ',' ? '.' : ',';
  return Number(plain.replaceAll(other, '').replace(',', '.'));
}
