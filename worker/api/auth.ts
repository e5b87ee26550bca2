import type { Env } from '../env.ts';
import { now } from '../clock.ts';
import selectKeyByHash from '../sql/keys.by-hash.sql';
import { hashOf, type Kind } from './key.ts';
import { Problem } from './problem.ts';
import { addressIn, admit, admitIfAny } from './rate-limit.ts';

/** Who asks: nobody we know (where a route lets them), the operator, or one site's key. */
export type Grant =
  | { kind: 'nobody' }
  | { kind: 'operator' }
  | {
      kind: Kind;
      /** Number of the site in this database. */ site: number;
      /** The key's handle. */ id: string;
    };

/** What a route asks of its caller. `ingest` and `import` take events, everything else reads or administers. */
export type Needs =
  | 'nothing'
  | 'ingest'
  | 'import'
  | 'read:reports'
  | 'read:customers'
  | 'admin'
  | 'operator';

/** `admin` implies all of its site's; `read:customers` implies `read:reports`; the rest implies nothing. */
const MAY: Record<Needs, readonly Grant['kind'][]> = {
  nothing: ['nobody'],
  ingest: ['admin', 'server', 'write'],
  import: ['operator', 'admin', 'server'],
  'read:reports': ['operator', 'admin', 'read:customers', 'read:reports'],
  'read:customers': ['operator', 'admin', 'read:customers'],
  admin: ['operator', 'admin'],
  operator: ['operator'],
};

/** Which kinds of key a route takes; the documentation prints it. */
export function kindsFor(needs: Needs): readonly Grant['kind'][] {
  return MAY[needs];
}

export function allows(grant: Grant, needs: Needs): boolean {
  return MAY[needs].includes(grant.kind);
}

/** What is answered to a key that is good, but of another kind than the route takes. */
export function forbidden(grant: Grant, needs: Needs): Problem {
  const kinds = MAY[needs].map((kind) => (kind === 'operator' ? 'the operator' : `"${kind}"`));
  const who = new Intl.ListFormat('en', { type: 'conjunction' }).format(kinds);
  return new Problem('forbidden', `A key of kind "${grant.kind}" may not do that; ${who} may.`);
}

/** How long an isolate trusts what it read of a key: a revocation elsewhere takes this long at most. */
export const KEY_TTL_MS = 30_000;
/** More keys than an isolate meets in the time; the map starts over beyond it. */
const CACHED_KEYS = 1_000;

interface Known {
  grant: Grant;
  until: number;
}
const known = new Map<string, Known>();

interface KeyRow {
  site: number;
  id: string;
  kind: Kind;
}

/**
 * Who asks, by the key of the request: `Authorization: Bearer KEY`, or `Basic KEY:` and a `writeKey`
 * of the body where Segment's clients talk. Unknown, revoked and absent keys get the same answer.
 */
export async function grantOf(env: Env, key: string | undefined, request: Request): Promise<Grant> {
  const address = addressIn(request);
  const grant = key === undefined ? undefined : await grantByKey(env, key, address);
  if (grant) return grant;
  if (key !== undefined) await admit(env, 'guesses', address);
  throw new Problem(
    'unauthorized',
    'Send a key that is known and not revoked, as "Authorization: Bearer KEY".',
    {
      headers: { 'www-authenticate': 'Bearer realm="sojourn"' },
    },
  );
}

/** The key of an `Authorization: Bearer` header. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,256}) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** The key as Segment's clients send it: Bearer, the user of Basic, or `writeKey` in the body. */
export function keyOf(request: Request, body?: unknown): string | undefined {
  return bearerOf(request) ?? basicUserOf(request) ?? writeKeyOf(body);
}

function basicUserOf(request: Request): string | undefined {
  const token = /^Basic +([\w+/=-]{1,1024}) *$/i.exec(
    request.headers.get('authorization') ?? '',
  )?.[1];
  if (token === undefined) return undefined;
  try {
    return atob(token).split(':', 1)[0] || undefined;
  } catch {
    return undefined;
  }
}

function writeKeyOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('writeKey' in body)) return undefined;
  const { writeKey } = body;
  return typeof writeKey === 'string' && writeKey.length > 0 ? writeKey : undefined;
}

async function grantByKey(env: Env, key: string, address: string): Promise<Grant | undefined> {
  if (key.length > 256) return undefined;
  const hash = await hashOf(key);
  if (await isOperator(env, hash)) return { kind: 'operator' };
  const cached = known.get(hash);
  if (cached && cached.until > now(env)) {
    await admit(env, 'key', hash);
    return cached.grant;
  }
  // Whoever tries keys gets no more look-ups; keys that are known go on beside it.
  admitIfAny(env, 'guesses', address);
  // Looked up by hash: what the time of the look-up tells is nothing about any key.
  const row = await env.DB.prepare(selectKeyByHash).bind(hash).first<KeyRow>();
  if (!row) return undefined;
  const grant: Grant = { kind: row.kind, site: row.site, id: row.id };
  if (known.size >= CACHED_KEYS) known.clear();
  known.set(hash, { grant, until: now(env) + KEY_TTL_MS });
  return grant;
}

/** Hashes of equal length are compared in constant time. */
async function isOperator(env: Env, hash: string): Promise<boolean> {
  const operator = env.SOJOURN_ADMIN_KEY;
  if (!operator) return false;
  const bytes = new TextEncoder();
  return crypto.subtle.timingSafeEqual(bytes.encode(hash), bytes.encode(await hashOf(operator)));
}

/** This isolate forgets all keys of a removed site at once. */
export function forgetKeysOf(site: number): void {
  for (const [hash, { grant }] of known) {
    if ('site' in grant && grant.site === site) known.delete(hash);
  }
}

/** This isolate forgets a revoked key at once. */
export function forgetKey(site: number, id: string): void {
  for (const [hash, { grant }] of known) {
    if ('site' in grant && grant.site === site && grant.id === id) known.delete(hash);
  }
}
