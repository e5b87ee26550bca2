import spreadsRead from '../sql/spreads.read.sql';
import spreadsUpdate from '../sql/spreads.update.sql';
import { bucketOf } from './bucket.ts';

/** Buckets on their way from one database to another. */
export interface Move {
  id: string;
  /** Names of databases. */
  from: string;
  to: string;
  buckets: readonly number[];
  /** The second up to which sessions of closed days were copied; absent in a move of an older Worker. */
  closed?: number;
  /** The last visitor that was copied. */
  after: string;
  /** All were copied once: what is left is what was written meanwhile. */
  isCopied: boolean;
}

/** Rows of buckets that another database has by now. */
export interface Leftover {
  database: string;
  buckets: readonly number[];
  /** Since when nobody is sent here, milliseconds since 1970 UTC. */
  since: number;
  /** Rows are deleted; what stands in the lake is left. */
  isInLake?: boolean;
  /** The last visitor whose rows were deleted. */
  after: string;
  /** Visitors deleted since the beginning was last looked at. */
  found: number;
}

/** Where the buckets of a site are, by what its home database says. */
export interface Spread {
  version: number;
  /** Names of databases, by bucket. */
  places: readonly string[];
  move: Move | undefined;
  leftovers: readonly Leftover[];
}

/** A row of `spreads`. */
export interface SpreadRow {
  version: number;
  places: string;
  move: string;
  leftovers: string;
}

/** As it is now; undefined: all of the site is at home. */
export async function readSpread(home: D1Database, site: number): Promise<Spread | undefined> {
  const row = await home.prepare(spreadsRead).bind(site).first<SpreadRow>();
  return spreadOf(row ?? undefined);
}

export function spreadOf(row: SpreadRow | undefined): Spread | undefined {
  if (row === undefined) return undefined;
  // Written below alone, so their shape is known.
  return {
    version: row.version,
    places: JSON.parse(row.places) as string[],
    move: row.move === '' ? undefined : (JSON.parse(row.move) as Move),
    leftovers: JSON.parse(row.leftovers) as Leftover[],
  };
}

/** False where somebody else has changed it since it was read. */
export async function changeSpread(
  home: D1Database,
  site: number,
  { version, places, move, leftovers }: Spread,
): Promise<boolean> {
  const moving = move === undefined ? '' : JSON.stringify(move);
  const { meta } = await home
    .prepare(spreadsUpdate)
    .bind(site, version, JSON.stringify(places), moving, JSON.stringify(leftovers))
    .run();
  return meta.changes > 0;
}

/** Name of the database that has the visitor's sessions. */
export function placeOf(spread: Spread, visitor: string): string {
  const place = spread.places[bucketOf(visitor)];
  if (place === undefined) throw new Error('A spread names no database for a bucket');
  return place;
}

/** A site that is spread, asked for where its databases are not bound. */
export function notBound(name: string): Error {
  return new Error(`The site has sessions in database ${name}, which is not bound`);
}
