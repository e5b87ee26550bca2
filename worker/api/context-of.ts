import { peopleBehind, type ReportContext } from '../reports/index.ts';
import { databasesOf } from '../stitch/databases.ts';
import type { Site } from './site.ts';

/** What a report needs of the request. */
export function contextOf(call: {
  env: { DB: D1Database };
  site: Site;
  at: number;
}): ReportContext {
  return { ...databasesOf(call.env), site: call.site, now: call.at, peopleBehind };
}
