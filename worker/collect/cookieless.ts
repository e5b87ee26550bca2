import cacheAddSalt from '../sql/cache.add-salt.sql';
import cacheForgetSalts from '../sql/cache.forget-salts.sql';
import cacheSalt from '../sql/cache.salt.sql';
import { cookielessId } from '../stitch/cookieless-id.ts';

const DAY = 86_400_000;

/** What tells one cookieless visitor from another, for a day. Nothing of it is kept. */
export interface Glimpse {
  /** Public id of the site. */
  site: string;
  /** The request's network address. */
  address: string;
  userAgent: string;
  /** The server's clock. */
  at: number;
}

let today: { day: number; salt: Promise<CryptoKey> } | undefined;

/**
 * Id of a visitor on whose device nothing is stored: an HMAC of site, address and user agent under a
 * salt of the UTC day (definitions.md 14). With the next day's first visit the salt is forgotten, and
 * nobody can say any more who it was.
 */
export async function cookielessVisitor(db: D1Database, glimpse: Glimpse): Promise<string> {
  const day = Math.floor(glimpse.at / DAY);
  if (today?.day !== day) {
    today = { day, salt: saltOf(db, day, glimpse.at) };
    // Whoever failed to read it shall not keep others from trying.
    today.salt.catch(() => (today = undefined));
  }
  const seen = [glimpse.site, glimpse.address, glimpse.userAgent].join('\n');
  const mac = await crypto.subtle.sign('HMAC', await today.salt, new TextEncoder().encode(seen));
  return cookielessId(new Uint8Array(mac));
}

/** The day's salt, the same in every isolate; those of days before are deleted. */
async function saltOf(db: D1Database, day: number, now: number): Promise<CryptoKey> {
  const key = `salt:${day}`;
  const fresh = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  const [, , read] = await db.batch<{ body: string }>([
    db.prepare(cacheAddSalt).bind(key, fresh, now),
    db.prepare(cacheForgetSalts).bind(key),
    db.prepare(cacheSalt).bind(key),
  ]);
  const salt = read?.results[0]?.body ?? fresh;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', Uint8Array.fromBase64(salt), algorithm, false, ['sign']);
}
