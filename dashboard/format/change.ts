import type { Money, Rate } from '../api/shapes.ts';
import { money } from './money.ts';
import { count, percent, rate } from './number.ts';

/** Eleven times as much and more is said as a multiple. */
const MANYFOLD = 10;

/** A number of another period, and by how much the one of now differs from it. */
export interface Before {
  text: string;
  /** Absent where nothing can be said, as from 0. */
  change?: string;
}

export function countBefore(
  now: number | undefined,
  before: number | undefined,
): Before | undefined {
  if (before === undefined) return undefined;
  return withChange(
    count(before),
    now === undefined || before === 0 ? undefined : now / before - 1,
  );
}

/** The difference of two rates is in points: a percentage of a percentage is read wrongly. */
export function rateBefore(now: Rate | undefined, before: Rate | undefined): Before | undefined {
  if (before === undefined) return undefined;
  const text = rate(before);
  if (typeof now?.value !== 'number' || typeof before.value !== 'number') return { text };
  const points = (now.value - before.value) * 100;
  return { text, change: `${signed(points, Math.abs(points).toFixed(1))} points` };
}

/** Amounts of one currency; of two nothing can be said. */
export function moneyBefore(now: Money | undefined, before: Money | undefined): Before | undefined {
  if (before === undefined) return undefined;
  const text = money(before.amount, before.currency);
  const [a, b] = [now?.minor, before.minor];
  const alike = now?.currency === before.currency && a !== undefined && b !== undefined && b > 0;
  return withChange(text, alike ? a / b - 1 : undefined);
}

function withChange(text: string, share: number | undefined): Before {
  if (share === undefined) return { text };
  // Thousands of percent of next to nothing tell nobody anything.
  if (share >= MANYFOLD) return { text, change: `× ${count(share + 1)}` };
  return { text, change: signed(share, percent(Math.abs(share))) };
}

/** What is shown as 0 has no direction. */
function signed(value: number, shown: string): string {
  if (Number.parseFloat(shown) === 0) return `±${shown}`;
  return `${value > 0 ? '+' : '−'}${shown}`;
}
