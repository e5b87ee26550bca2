const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** Milliseconds from one attempt to the next, as Standard Webhooks 1.0 recommends: 76 hours in all. */
const DELAYS = [
  5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
]; // prettier-ignore

/** What failed together is not tried together: each waits up to this share longer. */
const SPREAD = 0.1;

/** No attempt is made later than this after the first, milliseconds. */
export const HORIZON: number = 84 * HOUR;

/** Longest that a consumer can ask to be left alone, milliseconds. */
const LONGEST_WISH = 24 * HOUR;

/** Failures in a row, whatever the message, after which a consumer is left alone. */
export const STREAK = 3;

/** For how long, milliseconds: each time in a row for longer. */
const PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/** Until when a consumer is left alone that was so often before. */
export function pauseUntil(now: number, times: number): number {
  return now + (PAUSES[Math.min(times, PAUSES.length - 1)] ?? HOUR);
}

export interface Failed {
  /** Attempts so far. */
  attempts: number;
  /** When it was accepted, milliseconds. */
  since: number;
  now: number;
  /** What the consumer asked for by `Retry-After`, milliseconds. */
  wish?: number | undefined;
  /** 0 to 1: of the spread. */
  chance?: number;
}

/** When to try again; undefined: not any more. */
export function nextAttempt({
  attempts,
  since,
  now,
  wish = 0,
  chance = Math.random(),
}: Failed): number | undefined {
  const delay = DELAYS[attempts - 1];
  if (delay === undefined) return undefined;
  const next = now + Math.max(delay, Math.min(wish, LONGEST_WISH)) * (1 + SPREAD * chance);
  return next > since + HORIZON ? undefined : Math.round(next);
}
