import type { Chance } from './random.ts';

/** ms */
export const MINUTE = 60_000;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** How busy each hour of the shop's day is: asleep at four, a lunch break, the sofa at nine. */
const HOURS = [
  4, 2, 1, 1, 1, 2, 5, 9, 12, 14, 15, 16, 19, 17, 14, 14, 15, 17, 20, 24, 28, 27, 19, 10,
] as const; // prettier-ignore
/** Monday first: people buy cups on Sunday evening, not on Saturday morning. */
const WEEKDAYS = [1, 0.95, 0.95, 1, 0.85, 0.8, 1.15] as const;

/** The shop's zone is an hour east of Greenwich; half a year of summer time changes nothing here. */
const ZONE = HOUR;

/** Some time from `from` to `to`, by the shop's rhythm and growing a little from week to week. */
export function visitTime(chance: Chance, from: number, to: number): number {
  for (;;) {
    const at = Math.floor(from + chance.next() * (to - from));
    const growth = 0.75 + (0.25 * (at - from)) / Math.max(1, to - from);
    if (chance.is((busy(at) * growth) / 32.2)) return at;
  }
}

/** The nearest busier time from `at` on, so that nobody comes back at four in the morning. */
export function awake(chance: Chance, at: number): number {
  for (let time = at; ; time += chance.between(20, 80) * MINUTE) {
    if (chance.is(busy(time) / 20)) return time;
  }
}

function busy(at: number): number {
  const local = new Date(at + ZONE);
  const hour = HOURS[local.getUTCHours()] ?? 0;
  return hour * (WEEKDAYS[(local.getUTCDay() + 6) % 7] ?? 1);
}
