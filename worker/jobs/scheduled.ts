import { now } from '../clock.ts';
import type { Env } from '../env.ts';
import { archive } from './archive/archive.ts';
import { expireQuarantine } from './expire-quarantine.ts';
import { erasePeople } from './erase-people.ts';
import { databasesOf } from '../stitch/databases.ts';
import { expireDeliveries } from '../triggers/expire.ts';
import { runDue } from '../triggers/wake.ts';
import { forgetFlushes } from './forget-flushes.ts';
import { moveBuckets } from './move-buckets.ts';
import { removeSites } from './remove/remove-sites.ts';

/** The cron of wrangler.toml that sends what is due, and does nothing else. */
const EACH_MINUTE = '* * * * *';

/** Each has an invocation of its own, and all the statements that one may ask of D1. */
export async function runScheduled(event: unknown, env: Env): Promise<void> {
  const cron = typeof event === 'object' && event !== null && 'cron' in event && event.cron;
  await (cron === EACH_MINUTE ? runDue(env) : runJobs(env));
}

/**
 * What happens every hour (wrangler.toml, `crons`). Each job is idempotent and stands by itself: one that fails
 * keeps no other back, and the run as a whole tells of it. Removals come last, for a big one takes all the
 * statements that an invocation has left.
 */
export async function runJobs(env: Env): Promise<void> {
  const databases = databasesOf(env);
  const at = now(env);
  const { LAKE: bucket } = env;
  const makeId = (): string => crypto.randomUUID();
  const jobs: (() => Promise<unknown>)[] = [
    () => expireQuarantine(env.DB, at),
    () => forgetFlushes(env.DB, at),
    () => expireDeliveries(env.DB, at),
    () => moveBuckets(databases, at),
    ...(bucket ? [() => archive({ ...databases, bucket, now: at, makeId })] : []),
    () => erasePeople(databases, at),
    () => removeSites(databases, at),
  ];
  const errors: unknown[] = [];
  for (const job of jobs) {
    try {
      await job();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
}
