import type { ChannelCode } from '../stitch/session-row.ts';
import { HOME, type Databases } from '../stitch/databases.ts';
import { notBound } from '../stitch/spread.ts';

/** What moving a site's buckets works on. */
export interface SiteShards {
  /** All databases by name, home among them. */
  databases: ReadonlyMap<string, D1Database>;
  home: D1Database;
  /** Number of the site. */
  site: number;
  channelCode: ChannelCode;
  /** Where closed days are. */
  lake?: R2Bucket | undefined;
}

/** A database by its name. */
export function databaseOf({ databases }: SiteShards, name: string): D1Database {
  const db = databases.get(name);
  if (db === undefined) throw notBound(name);
  return db;
}

export function isHome(name: string): boolean {
  return name === HOME;
}

/** A site's databases where there are several; undefined: all it has is at home. */
export function siteShards(
  { db, more, lake }: Databases,
  site: number,
  channelCode: ChannelCode,
): SiteShards | undefined {
  return more && { databases: more, home: db, site, channelCode, lake };
}
