import type { ReadSite } from '../history/index.ts';
import sitesSettings from '../sql/sites.settings.sql';
import type { Databases } from '../stitch/databases.ts';

interface SiteRow {
  id: string;
  time_zone: string;
  currency: string;
  settings: string;
  spread: number;
  archived: number;
}

/** What an erasure needs to know of a site; undefined: it is removed, or not all that holds its sessions is bound. */
export async function siteToErase(
  { db, more, lake }: Databases,
  number: number,
): Promise<(ReadSite & { id: string }) | undefined> {
  const row = await db.prepare(sitesSettings).bind(number).first<SiteRow>();
  if (row === null) return undefined;
  // Half of a person would look like all of it.
  const isHalf =
    (row.spread === 1 && more === undefined) || (row.archived === 1 && lake === undefined);
  if (isHalf) return undefined;
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
