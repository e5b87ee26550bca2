import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { LIMITS } from '../../schema/index.ts';
import { Problem } from './problem.ts';
import { toInstant } from './shapes.ts';

export const PRESETS: readonly Preset[] = [
  'today',
  'yesterday',
  'last_7d',
  'last_28d',
  'last_90d',
  'last_365d',
  'this_month',
  'last_month',
  'this_year',
  'all',
];
export type Preset =
  | 'today'
  | 'yesterday'
  | 'last_7d'
  | 'last_28d'
  | 'last_90d'
  | 'last_365d'
  | 'this_month'
  | 'last_month'
  | 'this_year'
  | 'all';

/** As it is asked: a preset, calendar days of the site's zone, both included, or two instants. */
export type Range = { preset: Preset } | { from: string; to: string };

/** In absolute time: from_ms <= time < to_ms. */
export interface ResolvedRange {
  from_ms: number;
  to_ms: number;
  /** As in the query: days of the zone, the last one included, or instants, the last one not. */
  from: string;
  to: string;
  time_zone: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** One end of a range: a calendar day of the site, or an instant. */
export const edge: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((text) => msOf(text) !== undefined, 'A day (2026-08-01) or an instant with its offset'),
  v.check(isWithinTime, 'Between 1970 and 2106'),
  v.description('A calendar day of the site, or an RFC 3339 instant.'),
);
const preset: v.GenericSchema<Range> = v.strictObject({ preset: v.picklist(PRESETS) });
const fromTo: v.GenericSchema<Range> = v.strictObject({ from: edge, to: edge });

/** A preset's bare name is the commonest slip. */
const byName: v.GenericSchema<Range> = v.strictObject(
  { preset: v.picklist(PRESETS) },
  'write {"preset": "last_28d"}, or {"from", "to"}',
);

/** As it is documented. Requests are read by `rangeInput`, which points at the exact fault. */
export const range: v.GenericSchema<Range> = v.union([preset, fromTo]);

export const rangeInput: v.GenericSchema<Range> = v.lazy((input) => {
  if (input === undefined) return range;
  if (typeof input === 'string') return byName;
  const asksPreset = typeof input === 'object' && input !== null && 'preset' in input;
  return asksPreset ? preset : fromTo;
});

/**
 * The range in absolute time. `at` is now; days are those of the zone, of 23, 24 or 25 hours. `pointer`
 * is where in the body it stands.
 */
export function resolveRange(
  asked: Range,
  timeZone: string,
  at: number,
  pointer = '/range',
): ResolvedRange {
  if ('preset' in asked) return ofPreset(asked.preset, timeZone, at);
  const { from, to } = asked;
  const fault = misfitOf(from, to);
  if (fault !== undefined) throw unfit(`${pointer}/to`, fault);
  const [from_ms, to_ms] = [Date.parse(from), Date.parse(to)];
  if (DAY.test(from)) {
    return ofDays(Temporal.PlainDate.from(from), Temporal.PlainDate.from(to), timeZone);
  }
  return { from_ms, to_ms, from: toInstant(from_ms), to: toInstant(to_ms), time_zone: timeZone };
}

/** What is wrong with two ends together; undefined: nothing. */
export function misfitOf(from: string, to: string): string | undefined {
  if (DAY.test(from) !== DAY.test(to)) return 'Two days or two instants';
  return Date.parse(from) > Date.parse(to) ? 'The range ends before it begins' : undefined;
}

type Days = [from: Temporal.PlainDate, to: Temporal.PlainDate];

/** Days of a preset. The last n days end with today, so that what just happened is in. */
const DAYS_OF: Record<Exclude<Preset, 'all'>, (today: Temporal.PlainDate) => Days> = {
  today: (today) => [today, today],
  yesterday: (today) => [today.subtract({ days: 1 }), today.subtract({ days: 1 })],
  last_7d: (today) => [today.subtract({ days: 6 }), today],
  last_28d: (today) => [today.subtract({ days: 27 }), today],
  last_90d: (today) => [today.subtract({ days: 89 }), today],
  last_365d: (today) => [today.subtract({ days: 364 }), today],
  this_month: (today) => [today.with({ day: 1 }), today],
  last_month: (today) => {
    const first = today.with({ day: 1 });
    return [first.subtract({ months: 1 }), first.subtract({ days: 1 })];
  },
  this_year: (today) => [today.with({ month: 1, day: 1 }), today],
};

/** First instant of a day of the zone, or the instant itself. */
export function startOfEdge(text: string, timeZone: string): number {
  return DAY.test(text) ? startOf(Temporal.PlainDate.from(text), timeZone) : Date.parse(text);
}

/** First instant after a day of the zone, or the instant itself. */
export function endOfEdge(text: string, timeZone: string): number {
  if (!DAY.test(text)) return Date.parse(text);
  return startOf(Temporal.PlainDate.from(text).add({ days: 1 }), timeZone);
}

/** The period of the same length right before: as many calendar days, or as many milliseconds. */
export function rangeBefore(range: ResolvedRange): ResolvedRange {
  const { from, to, from_ms, to_ms, time_zone } = range;
  if (!DAY.test(from)) {
    const start = from_ms - (to_ms - from_ms);
    return {
      ...range,
      from_ms: start,
      to_ms: from_ms,
      from: toInstant(start),
      to: toInstant(from_ms),
    };
  }
  const first = Temporal.PlainDate.from(from);
  const days = daysBetween(from, to);
  return ofDays(first.subtract({ days }), first.subtract({ days: 1 }), time_zone);
}

/** The period before, as far into it as `at` is into the range: up to the same time of day. */
export function rangeBeforeSoFar(range: ResolvedRange, at: number): ResolvedRange {
  const { from, to, from_ms, to_ms, time_zone } = range;
  const end = DAY.test(from)
    ? zoned(at, time_zone).subtract({ days: daysBetween(from, to) }).epochMilliseconds
    : at - (to_ms - from_ms);
  return at < to_ms ? upTo(rangeBefore(range), end) : rangeBefore(range);
}

/** The year before, up to the same time of the same day. */
export function rangeYearBeforeSoFar(range: ResolvedRange, at: number): ResolvedRange {
  const before = rangeYearBefore(range);
  return at < range.to_ms ? upTo(before, yearBefore(at, range.time_zone)) : before;
}

/** In instants: it may end within a day. */
function upTo(range: ResolvedRange, end: number): ResolvedRange {
  const { from_ms } = range;
  const to_ms = Math.min(Math.max(end, from_ms), range.to_ms);
  return { ...range, to_ms, from: toInstant(from_ms), to: toInstant(to_ms) };
}

/** Both included. */
function daysBetween(from: string, to: string): number {
  const last = Temporal.PlainDate.from(to);
  return Temporal.PlainDate.from(from).until(last, { largestUnit: 'days' }).days + 1;
}

/** The same days of the year before (28 February where that had no 29th), or the same times of day. */
export function rangeYearBefore(range: ResolvedRange): ResolvedRange {
  const { from, to, time_zone } = range;
  if (DAY.test(from)) {
    const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
    return ofDays(first.subtract({ years: 1 }), last.subtract({ years: 1 }), time_zone);
  }
  const from_ms = yearBefore(range.from_ms, time_zone);
  const to_ms = yearBefore(range.to_ms, time_zone);
  return { ...range, from_ms, to_ms, from: toInstant(from_ms), to: toInstant(to_ms) };
}

function yearBefore(ms: number, timeZone: string): number {
  return zoned(ms, timeZone).subtract({ years: 1 }).epochMilliseconds;
}

function ofPreset(preset: Preset, timeZone: string, at: number): ResolvedRange {
  if (preset === 'all') return everything(timeZone, at);
  const [from, to] = DAYS_OF[preset](dayOf(at, timeZone));
  return ofDays(from, to, timeZone);
}

function dayOf(ms: number, timeZone: string): Temporal.PlainDate {
  return zoned(ms, timeZone).toPlainDate();
}

function zoned(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
}

/** Up to the furthest ahead that an event may be. */
function everything(timeZone: string, at: number): ResolvedRange {
  const to = dayOf(at + LIMITS.ahead, timeZone);
  return { ...ofDays(Temporal.PlainDate.from('1970-01-01'), to, timeZone), from_ms: 0 };
}

function ofDays(from: Temporal.PlainDate, to: Temporal.PlainDate, timeZone: string): ResolvedRange {
  return {
    from_ms: startOf(from, timeZone),
    to_ms: startOf(to.add({ days: 1 }), timeZone),
    from: from.toString(),
    to: to.toString(),
    time_zone: timeZone,
  };
}

function startOf(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime(timeZone).epochMilliseconds;
}

function msOf(text: string): number | undefined {
  if (!DAY.test(text) && !INSTANT.test(text)) return undefined;
  const ms = Date.parse(text.toUpperCase());
  if (Number.isNaN(ms)) return undefined;
  // `Date.parse` takes 2026-02-31 for the third of March.
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? ms : undefined;
}

function isWithinTime(text: string): boolean {
  const ms = msOf(text);
  return ms === undefined || (ms >= LIMITS.earliest && ms <= LIMITS.latest);
}

function unfit(pointer: string, detail: string): Problem {
  return new Problem('invalid-input', detail, { errors: [{ in: 'body', pointer, detail }] });
}
