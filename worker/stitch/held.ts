import heldRead from '../sql/held.read.sql';
import heldUpdate from '../sql/held.update.sql';
import { BUCKETS } from './bucket.ts';

/** What a database takes of a site. Sets of buckets are texts of 256 times 0 or 1. */
export interface Held {
  version: number;
  /** Buckets it takes events for. */
  buckets: string;
  /** Buckets being copied: whoever writes leaves the visitor's name. */
  noting: string;
  /** Id of the move whose copies it takes. */
  taking: string;
  /** Symbols the site has here, about; at home the site's own row tells. */
  symbols: number;
}

export const NONE: string = '0'.repeat(BUCKETS);
export const ALL: string = '1'.repeat(BUCKETS);

/** As it is now. Without a row the home takes everything, any other nothing. */
export async function readHeld(db: D1Database, site: number, isHome: boolean): Promise<Held> {
  const row = await db.prepare(heldRead).bind(site).first<Held>();
  if (row !== null) return row;
  return { version: 0, buckets: isHome ? ALL : NONE, noting: NONE, taking: '', symbols: 0 };
}

/** False where somebody else has changed it since it was read. */
export async function changeHeld(
  db: D1Database,
  site: number,
  { version, buckets, noting, taking }: Held,
): Promise<boolean> {
  const statement = db.prepare(heldUpdate).bind(site, version, buckets, noting, taking);
  return (await statement.run()).meta.changes > 0;
}

export function has(set: string, bucket: number): boolean {
  return set.charAt(bucket) === '1';
}

export function withBuckets(set: string, buckets: readonly number[]): string {
  return changed(set, buckets, '1');
}

export function withoutBuckets(set: string, buckets: readonly number[]): string {
  return changed(set, buckets, '0');
}

function changed(set: string, buckets: readonly number[], to: '0' | '1'): string {
  const wanted = new Set(buckets);
  return Array.from(set, (known, bucket) => (wanted.has(bucket) ? to : known)).join('');
}
