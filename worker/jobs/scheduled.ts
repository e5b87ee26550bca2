import { now } from '../clock.ts';
import type { Env } from '../env.ts';
import { archive } from './archive/archive.ts';
import { expireQuarantine } from './expire-quarantine.ts';
import { erasePeople } from './erase-people.ts';
import { databasesOf } from '../stitch/databases.ts';
import { forgetFlushes } from './forget-flushes.ts';
import { moveBuckets } from './move-buckets.ts';
import { removeSites } from './remove/remove-sites.ts';

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
