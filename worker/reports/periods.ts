import { Temporal } from 'temporal-polyfill';
import type { Day } from './days.ts';
import type { Range } from './query.ts';

export const PERIODS = ['day', 'week', 'month'] as const;

/** A calendar day, a week from Monday, a month: each of the site's zone. */
export type PeriodUnit = (typeof PERIODS)[number];

/** A period goes by its first day. */
export type Period = Day;

export interface PeriodsAsked {
  unit: PeriodUnit;
  /** IANA. */
  timeZone: string;
  /** Periods more than the range touches, before it and after it. */
  before?: number;
  after?: number;
}

const STEP: Record<PeriodUnit, Temporal.DurationLike> = {
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
};

/** The whole periods that a range touches, in order; none of an empty range. */
export function periodsOf(range: Range, asked: PeriodsAsked): Period[] {
  if (range.to <= range.from) return [];
  const { unit, timeZone, before = 0, after = 0 } = asked;
  const periods: Period[] = [];
  let date = firstDay(range.from, unit, timeZone);
  for (let i = 0; i < before; i++) date = date.subtract(STEP[unit]);
  let from = startOf(date, timeZone);
  for (let beyond = 0; from < range.to || beyond < after;) {
    if (from >= range.to) beyond++;
    const next = date.add(STEP[unit]);
    const to = startOf(next, timeZone);
    periods.push({ day: date.toString(), from, to });
    [date, from] = [next, to];
  }
  return periods;
}

function firstDay(at: number, unit: PeriodUnit, timeZone: string): Temporal.PlainDate {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const date = zoned.toPlainDate();
  if (unit === 'month') return date.with({ day: 1 });
  return unit === 'week' ? date.subtract({ days: date.dayOfWeek - 1 }) : date;
}

function startOf(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
