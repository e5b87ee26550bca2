import type { Env } from './env.ts';

/**
 * Milliseconds since 1970 UTC. Tests move the clock by a binding: `1792000000000` stands still there,
 * `+172800000` runs two days ahead of the machine.
 */
export function now(env: Pick<Env, 'SOJOURN_CLOCK'>): number {
  const set = env.SOJOURN_CLOCK;
  if (!set) return Date.now();
  const ms = Number(set);
  if (!Number.isSafeInteger(ms)) return Date.now();
  return /^[+-]/.test(set) ? Date.now() + ms : ms;
}
