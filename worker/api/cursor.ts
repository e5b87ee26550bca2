import type { Env } from '../env.ts';
import type { Json } from '../../schema/index.ts';
import { Problem } from './problem.ts';
import { derive, operatorKey } from './secret.ts';

/** Where a list goes on: the sort key of the last row shown. */
export type Position = Json[];

/** What a cursor is bound to: it works for the same question to the same site, nowhere else. */
export interface Scope {
  operation: string;
  /** Number of the site; 0 where the list is not one site's. */
  site: number;
  /** The query without `cursor` and `limit`, in one order. */
  query: string;
}

/** Bytes of the signature: 128 bits. */
const MAC_BYTES = 16;
const LONGEST = 8_192;

const text = new TextEncoder();

/** A position, signed: what a client cannot read is not worth changing, what it changes is refused. */
export async function seal(env: Env, scope: Scope, position: Position): Promise<string> {
  const body = text.encode(JSON.stringify(position));
  const mac = await sign(env, scope, body);
  const bytes = new Uint8Array(MAC_BYTES + body.length);
  bytes.set(mac);
  bytes.set(body, MAC_BYTES);
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** The position of a cursor that this server made for this very question, else a thrown 400. */
export async function unseal(
  env: Env,
  scope: Scope,
  cursor: string,
  name: 'cursor' | 'cell' = 'cursor',
): Promise<Position> {
  const bytes = fromBase64(cursor);
  if (!bytes || bytes.length <= MAC_BYTES) throw unusable(name);
  const body = bytes.subarray(MAC_BYTES);
  const mac = await sign(env, scope, body);
  if (!crypto.subtle.timingSafeEqual(mac, bytes.subarray(0, MAC_BYTES))) throw unusable(name);
  // Signed by us, so it is what `seal` was given.
  return JSON.parse(new TextDecoder().decode(body)) as Position;
}

async function sign(env: Env, scope: Scope, body: Uint8Array): Promise<Uint8Array> {
  const key = await signingKey(env);
  const bound = text.encode(`${JSON.stringify([scope.operation, scope.site, scope.query])}\n`);
  const message = new Uint8Array(bound.length + body.length);
  message.set(bound);
  message.set(body, bound.length);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message)).subarray(0, MAC_BYTES);
}

/**
 * The key that this isolate made last: a report seals hundreds of cells. Never its promise, which would
 * belong to the request that made it.
 */
let made: { operatorKey: string; key: CryptoKey } | undefined;

async function signingKey(env: Env): Promise<CryptoKey> {
  const secret = operatorKey(env);
  if (made?.operatorKey === secret) return made.key;
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const raw = await derive(env, 'cursor 1');
  const key = await crypto.subtle.importKey('raw', raw, hmac, false, ['sign']);
  made = { operatorKey: secret, key };
  return key;
}

function fromBase64(cursor: string): Uint8Array | undefined {
  if (cursor.length > LONGEST || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: 'base64url' });
    // The last character can hold bits that decode to nothing: those count as changed too.
    const same = bytes.toBase64({ alphabet: 'base64url', omitPadding: true }) === cursor;
    return same ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function unusable(name: 'cursor' | 'cell'): Problem {
  const detail = `This ${name} was not made for this list; ask anew for one.`;
  return new Problem('invalid-page', detail, {
    errors: [{ in: 'query', pointer: `/${name}`, detail }],
  });
}
