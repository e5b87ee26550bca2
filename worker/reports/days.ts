import { Temporal } from 'temporal-polyfill';
import type { Range } from './query.ts';

/** A calendar day of a zone, of 23, 24 or 25 hours. */
export interface Day {
  /** `2026-11-21` */
  day: string;
  from: number;
  to: number;
}

/** The days a range touches, in order. */
export function daysOf(range: Range, timeZone: string): Day[] {
  const days: Day[] = [];
  if (range.to <= range.from) return days;
  const zoned = Temporal.Instant.fromEpochMilliseconds(range.from).toZonedDateTimeISO(timeZone);
  let date = zoned.toPlainDate();
  let from = date.toZonedDateTime(timeZone).epochMilliseconds;
  while (from < range.to) {
    const next = date.add({ days: 1 });
    const to = next.toZonedDateTime(timeZone).epochMilliseconds;
    days.push({ day: date.toString(), from, to });
    [date, from] = [next, to];
  }
  return days;
}

/** Position of the day that holds an instant, by halving; -1 where none does. */
export function dayAt(days: readonly Day[], at: number): number {
  let [low, high] = [0, days.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const day = days[middle];
    if (day === undefined) break;
    if (at < day.from) high = middle - 1;
    else if (at >= day.to) low = middle + 1;
    else return middle;
  }
  return -1;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Hour of day and weekday of an instant in a zone. */
export function clockOf(at: number, timeZone: string): { hour: number; weekday: string } {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return { hour: zoned.hour, weekday: WEEKDAYS[zoned.dayOfWeek - 1] ?? '' };
}
