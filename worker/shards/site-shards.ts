import type { ChannelCode } from '../stitch/session-row.ts';
import { HOME } from '../stitch/databases.ts';
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
