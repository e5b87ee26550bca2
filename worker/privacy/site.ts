import type { ReadSite } from '../history/index.ts';
import sitesSettings from '../sql/sites.settings.sql';

interface SiteRow {
  id: string;
  time_zone: string;
  currency: string;
  settings: string;
  spread: number;
}

/** What an erasure needs to know of a site; undefined: it is being removed. */
export async function siteToErase(
  db: D1Database,
  number: number,
): Promise<(ReadSite & { id: string }) | undefined> {
  const row = await db.prepare(sitesSettings).bind(number).first<SiteRow>();
  if (row === null) return undefined;
  const { id, time_zone: timeZone, currency, spread } = row;
  // Written by the API alone.
  const { guards = {} } = JSON.parse(row.settings) as {
    guards?: { visitors_a_day?: number; accepted_users?: string[] };
  };
  return {
    number, id, timeZone, currency, spread: spread === 1,
    guards: {
      ...(guards.visitors_a_day !== undefined && { visitorsADay: guards.visitors_a_day }),
      accepted: new Set(guards.accepted_users),
    },
  }; // prettier-ignore
}
