import type { ReportContext } from '../reports/index.ts';
import type { Site } from './site.ts';

/** What a report needs of the request. */
export function contextOf(call: {
  env: { DB: D1Database };
  site: Site;
  at: number;
}): ReportContext {
  return { db: call.env.DB, site: call.site, now: call.at };
}
