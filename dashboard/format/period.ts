import { siteClock } from './time.ts';
import type { Options } from '../parts/choice.tsx';

export const PERIODS: Options = [
  ['week', 'Week'],
  ['day', 'Day'],
  ['month', 'Month'],
];

/** `Oct 26`; a month by its name. A calendar day has no zone: noon UTC is on that day. */
export function periodName(day: string, period: string): string {
  const ms = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(ms)) return day;
  const clock = siteClock('UTC');
  return period === 'month' ? clock.month(ms) : clock.shortDay(ms);
}
