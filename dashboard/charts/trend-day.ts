import { count } from '../format/number.ts';
import { siteClock } from '../format/time.ts';

export interface TrendDay {
  /** `2026-11-21`, a calendar day. */
  day: string;
  value: number;
  /** The value as it is said; absent: a count of what the label names. */
  text?: string;
  /** As many days into the period that it is compared with. */
  before?: { day: string; value: number; text?: string };
  /** Opens who was there. */
  cell?: string | null | undefined;
}

export function sayDay(day: TrendDay | undefined, label: string, isOpen: boolean): string {
  if (!day) return '';
  const { before } = day;
  const value = day.text ?? `${count(day.value)} ${label.toLowerCase()}`;
  const now = `${shortDay(day.day)}${isOpen ? ' so far' : ''}: ${value}`;
  if (!before) return now;
  const other = `${shortDay(before.day)}${isOpen ? ' by then' : ''}`;
  return `${now}; ${other}: ${before.text ?? count(before.value)}`;
}

/** A calendar day has no zone: noon UTC is on that day. */
export function shortDay(day: string | undefined): string {
  const ms = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(ms) ? (day ?? '') : siteClock('UTC').shortDay(ms);
}
