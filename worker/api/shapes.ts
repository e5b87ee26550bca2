import * as v from 'valibot';
import { toCurrency } from '../../schema/index.ts';
import type { Money, Rate } from '../reports/index.ts';

/** Schemas that several operations share. */

export const siteId: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{1,62}$/, 'Use 2-63 of a-z, 0-9 and "-", a letter first'),
);

export const label: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(200, 'At most 200 characters'),
);

/** Any id a business or a browser gave. */
export const anyId: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(300, 'At most 300 characters'),
);

export const timeZone: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check(isTimeZone, 'Not a time zone of the IANA database, such as Europe/Berlin'),
  v.examples(['Europe/Berlin']),
);

export const currency: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[A-Z]{3}$/, 'Three capital letters of ISO 4217'),
  v.check((code) => toCurrency(code) === code, 'Not a currency in use (ISO 4217)'),
  v.examples(['EUR']),
);

/** `https://shop.example`, as a browser writes it into the `Origin` header, or `*` for any. */
export const origins: v.GenericSchema<string[]> = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.maxLength(260),
      v.check(isOrigin, 'Write an origin as a browser does: https://shop.example'),
    ),
  ),
  v.minLength(1, 'Name at least one origin, or "*"'),
  v.maxLength(100, 'At most 100 origins'),
  v.check((all) => all.length === 1 || !all.includes('*'), '"*" stands alone'),
);

/** A time as the API shows it; on the way in and in storage times are milliseconds. */
export const instant: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  v.description('RFC 3339, UTC, to the millisecond.'),
  v.examples(['2026-11-21T12:00:00.000Z']),
);

export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}

export const count: v.GenericSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A share with its Wilson interval; `null` where nothing could be observed yet. */
export const rate: v.GenericSchema<Rate> = v.strictObject({
  value: v.nullable(v.number()),
  n: count,
  of: count,
  ci95: v.nullable(v.strictTuple([v.number(), v.number()])),
});

export const money: v.GenericSchema<Money> = v.strictObject({
  currency: v.pipe(v.string(), v.length(3)),
  amount: v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/), v.description('Decimal, exact.')),
  minor: v.pipe(v.number(), v.integer(), v.description('The same in minor units.')),
});

function isTimeZone(zone: string): boolean {
  // `Intl` takes offsets and odd cases too; the IANA names are what a site may have.
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  if (!/^https?:\/\//.test(text)) return false;
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}
