import { now } from '../clock.ts';
import type { Env } from '../env.ts';
import { archive } from './archive/archive.ts';
import { expireQuarantine } from './expire-quarantine.ts';
import { erasePeople } from './erase-people.ts';
import { databasesOf } from '../stitch/databases.ts';
import { forgetFlushes } from './forget-flushes.ts';
import { moveBuckets } from './move-buckets.ts';
import { removeSites } from './remove/remove-sites.ts';

/** What happens every hour (wrangler.toml, `crons`). Each job is idempotent and stands by itself. */
export async function runJobs(env: Env): Promise<void> {
  await expireQuarantine(env.DB, now(env));
  await forgetFlushes(env.DB, now(env));
  const databases = databasesOf(env);
  await removeSites(databases, now(env));
  await moveBuckets(databases, now(env));
  if (env.LAKE) {
    const makeId = (): string => crypto.randomUUID();
    await archive({ ...databases, bucket: env.LAKE, now: now(env), makeId });
  }
  await erasePeople(databases, now(env));
}
