import { peopleBehind, type ReportContext } from '../reports/index.ts';
import { databasesOf } from '../stitch/databases.ts';
import { Problem } from './problem.ts';
import type { Site } from './site.ts';

/** What a report needs of the request. */
export function contextOf(call: {
  env: { DB: D1Database; LAKE?: R2Bucket };
  site: Site;
  at: number;
}): ReportContext {
  // Half of a site would look like all of it.
  if (call.site.archived && call.env.LAKE === undefined) {
    throw new Problem(
      'not-configured',
      'Older days of this site are in a bucket that is not bound.',
    );
  }
  return { ...databasesOf(call.env), site: call.site, now: call.at, peopleBehind };
}
