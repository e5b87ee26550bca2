import type { Instant } from '../api/shapes.ts';
import { LOCALE } from './locale.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds since 1970 UTC of what the API gives, or undefined where it is no time. */
export function toMs(at: Instant | null | undefined): number | undefined {
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  return typeof ms === 'number' && Number.isFinite(ms) ? ms : undefined;
}

/** Writes instants as a wall clock in the site's zone shows them. */
export interface SiteClock {
  /** `2026-11-21`, to group by. */
  dayKey: (ms: number) => string;
  /** `Saturday, 21 November 2026` */
  longDay: (ms: number) => string;
  /** `21 Nov`, with the year when it is not `now`'s. */
  shortDay: (ms: number) => string;
  /** `November 2026` */
  month: (ms: number) => string;
  /** `14:02` */
  time: (ms: number) => string;
  /** `14:02:31` */
  exactTime: (ms: number) => string;
  /** `21 Nov 2026, 14:02` */
  full: (ms: number) => string;
}

const clocks = new Map<string, SiteClock>();

export function siteClock(zone: string): SiteClock {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = makeClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function makeClock(zone: string): SiteClock {
  const form = (options: Intl.DateTimeFormatOptions, locale = LOCALE): ((ms: number) => string) => {
    const format = inZone(locale, zone, options);
    return (ms) => format.format(ms);
  };
  const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return {
    dayKey: form({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA'),
    longDay: form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: form({ day: 'numeric', month: 'short' }),
    month: form({ month: 'long', year: 'numeric' }),
    time: form(hour),
    exactTime: form({ ...hour, second: '2-digit' }),
    full: form({ day: 'numeric', month: 'short', year: 'numeric', ...hour }),
  };
}

function inZone(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  }
}

const UNITS: [ms: number, unit: string][] = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
];

/** A span in at most two units: `2 d 4 h`, `3 min 20 s`, `under 1 s`. */
export function span(ms: number | null | undefined): string {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return '–';
  const largest = UNITS.findIndex(([size]) => ms >= size);
  if (largest === -1) return ms > 0 ? 'under 1 s' : '0 s';
  const parts: string[] = [];
  let rest = ms;
  for (const [size, unit] of UNITS.slice(largest, largest + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${whole} ${unit}`);
  }
  return parts.join(' ');
}

/** The largest unit alone: `2 d`, `40 min`. */
export function roughSpan(ms: number): string {
  const [size, unit] = UNITS.find(([each]) => ms >= each) ?? [SECOND, 's'];
  return `${Math.round(ms / size)} ${unit}`;
}

/** `3 days ago`; counted from `now`, milliseconds. */
export function ago(ms: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
  const past = now - ms;
  if (Math.abs(past) < MINUTE) return 'just now';
  if (Math.abs(past) < HOUR) return format.format(-Math.round(past / MINUTE), 'minute');
  if (Math.abs(past) < DAY) return format.format(-Math.round(past / HOUR), 'hour');
  if (Math.abs(past) < 60 * DAY) return format.format(-Math.round(past / DAY), 'day');
  if (Math.abs(past) < 730 * DAY) return format.format(-Math.round(past / (30.4 * DAY)), 'month');
  return format.format(-Math.round(past / (365.25 * DAY)), 'year');
}
