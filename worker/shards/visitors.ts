import archivedVisitors from '../sql/archived.visitors.sql';
import sessionsVisitors from '../sql/sessions.visitors.sql';
import { bucketOf } from '../stitch/bucket.ts';
import { databaseOf, type SiteShards } from './site-shards.ts';

/** Visitors a statement reads, of an index alone. */
const CHUNK = 4_000;

/** Some visitors of a database in order, those in the buckets. */
export interface Visitors {
  visitors: string[];
  /** The last one that was looked at; undefined: that was all. */
  last: string | undefined;
}

interface Asked {
  database: string;
  buckets: readonly number[];
  after: string;
}

/** The next of a database's visitors who are in some buckets: no statement can tell, so all are looked at. */
export function nextVisitors(shards: SiteShards, asked: Asked): Promise<Visitors> {
  return next(databaseOf(shards, asked.database).prepare(sessionsVisitors), shards, asked);
}

/** Likewise those of whom it has something in the lake. */
export function nextArchivedVisitors(shards: SiteShards, asked: Asked): Promise<Visitors> {
  return next(databaseOf(shards, asked.database).prepare(archivedVisitors), shards, asked);
}

async function next(
  statement: D1PreparedStatement,
  { site }: SiteShards,
  { buckets, after }: Asked,
): Promise<Visitors> {
  const { results } = await statement.bind(site, after, CHUNK).all<{ visitor: string }>();
  const wanted = new Set(buckets);
  return {
    visitors: results.map(({ visitor }) => visitor).filter((one) => wanted.has(bucketOf(one))),
    last: results.length < CHUNK ? undefined : results.at(-1)?.visitor,
  };
}
