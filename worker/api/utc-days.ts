import * as v from 'valibot';
import { documentedAs } from './documented.ts';
import { Problem } from './problem.ts';

const DAY = 86_400_000;
/** Days of one answer. */
export const MOST_DAYS = 366;
/** Days where the client does not say. */
export const USUAL_DAYS = 7;

/** A day of UTC as the accounts show it. */
export const day: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'A day: 2026-11-21'),
  v.check(isDay, 'No day of the calendar from 1970 to 2105'),
);

/** Parameters of a range of days. */
export const dayParameters: Record<'from' | 'to', v.GenericSchema<string | undefined>> = {
  from: documentedAs(v.exactOptional(day), { type: 'string', description: 'First day, UTC.' }),
  to: documentedAs(v.exactOptional(day), {
    type: 'string',
    description: 'Last day, UTC, which is included.',
  }),
};

/** Days since 1970 that were asked for, both included. */
export function daysAsked(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  at: number,
): { first: number; last: number } {
  const last = to === undefined ? Math.floor(at / DAY) : numberOf(to);
  const first = from === undefined ? Math.max(0, last - USUAL_DAYS + 1) : numberOf(from);
  if (first > last) throw unfit('/to', 'The range ends before it begins');
  if (last - first >= MOST_DAYS) throw unfit('/from', `At most ${MOST_DAYS} days at once`);
  return { first, last };
}

/** A day since 1970 by its name. */
export function nameOf(number: number): string {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

function numberOf(name: string): number {
  return Date.parse(`${name}T00:00:00Z`) / DAY;
}

function isDay(name: string): boolean {
  const number = numberOf(name);
  // `Date.parse` takes 2026-02-31 for the third of March.
  return number >= 0 && number < 49_674 && nameOf(number) === name;
}

function unfit(pointer: string, detail: string): Problem {
  return new Problem('invalid-input', detail, { errors: [{ in: 'query', pointer, detail }] });
}
