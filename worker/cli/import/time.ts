import { Temporal } from 'temporal-polyfill';
import type { TimeRule } from './map.ts';
import { cell, type Row } from './rule.ts';

const PER_MS = { s: 0.001, ms: 1, us: 1_000 } as const;

/** Milliseconds since 1970 UTC; undefined where the column holds no time. */
export function timeOf({ column, unit, time_zone }: TimeRule, row: Row): number | undefined {
  const value = cell(row, column);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (unit !== undefined) {
    const number = Number(value);
    return Number.isFinite(number) ? Math.round(number / PER_MS[unit]) : undefined;
  }
  const text = String(value).trim().replace(' UTC', 'Z');
  try {
    return /(Z|[+-]\d{2}:?\d{2})$/i.test(text)
      ? Temporal.Instant.from(text).epochMilliseconds
      : Temporal.PlainDateTime.from(text).toZonedDateTime(time_zone ?? 'UTC').epochMilliseconds;
  } catch {
    return undefined;
  }
}
