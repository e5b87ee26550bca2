import type { Env } from '../env.ts';
import deleteOld from '../sql/idempotency.delete-old.sql';
import deleteOne from '../sql/idempotency.delete.sql';
import insertClaim from '../sql/idempotency.insert.sql';
import selectOne from '../sql/idempotency.by-id.sql';
import updateAnswer from '../sql/idempotency.update.sql';
import type { Grant } from './auth.ts';
import { hashOf } from './key.ts';
import { Problem } from './problem.ts';
import { derive } from './secret.ts';

/** How long a repeated request gets the first one's answer. */
const KEPT_MS = 86_400_000;
/** A request that has not answered in this time died with its isolate: its key is free again. */
const CLAIM_MS = 60_000;

interface Row {
  fingerprint: string;
  /** 0 while the first request is under way. */
  status: number;
  body: string;
  at: number;
}

export interface Once {
  env: Env;
  request: Request;
  grant: Grant;
  at: number;
  /** The body as it was read. */
  body: unknown;
}

/**
 * Answers a write once per `Idempotency-Key` and caller: a repetition within a day gets the same
 * answer, the same key with another request is refused.
 */
export async function once(about: Once, answer: () => Promise<Response>): Promise<Response> {
  const given = about.request.headers.get('idempotency-key');
  if (given === null) return answer();
  if (!/^[\x21-\x7e]{1,255}$/.test(given)) {
    const detail = 'An Idempotency-Key is 1-255 visible ASCII characters.';
    const errors = [{ in: 'header' as const, pointer: '/idempotency-key', detail }];
    throw new Problem('invalid-input', detail, { errors });
  }
  const { env, at } = about;
  const { grant } = about;
  const caller = 'site' in grant ? `${grant.site} ${grant.id}` : grant.kind;
  const id = await hashOf(JSON.stringify([caller, given]));
  const { pathname, search } = new URL(about.request.url);
  const asked = [about.request.method, pathname, search, about.body ?? null];
  const fingerprint = await hashOf(JSON.stringify(asked));
  const earlier = await claim(env, id, fingerprint, at);
  if (earlier) return repeat(env, given, earlier, fingerprint);
  return keep(about, { id, given }, answer);
}

/** Takes the key for this request, or tells who has it. */
async function claim(
  env: Env,
  id: string,
  fingerprint: string,
  at: number,
): Promise<Row | undefined> {
  const [, inserted] = await env.DB.batch([
    env.DB.prepare(deleteOld).bind(at - KEPT_MS),
    env.DB.prepare(insertClaim).bind(id, fingerprint, at, at - CLAIM_MS),
  ]);
  if ((inserted?.meta.changes ?? 0) > 0) return undefined;
  const row = await env.DB.prepare(selectOne).bind(id).first<Row>();
  // Gone in between: the first request failed and let go. This one may be tried again.
  return row ?? { fingerprint, status: 0, body: '', at };
}

async function repeat(env: Env, given: string, row: Row, fingerprint: string): Promise<Response> {
  if (row.fingerprint !== fingerprint) {
    throw new Problem('idempotency-key-reused', 'Use a new Idempotency-Key for a new request.');
  }
  if (row.status === 0) {
    const headers = { 'retry-after': '1' };
    throw new Problem('conflict', 'The first request with this key is still under way.', {
      headers,
    });
  }
  const body = row.body === '' ? null : await open(env, given, row.body);
  return new Response(body, {
    status: row.status,
    headers: { 'content-type': 'application/json', 'idempotency-replayed': 'true' },
  });
}

async function keep(
  { env }: Once,
  { id, given }: { id: string; given: string },
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    const response = await answer();
    const text = await response.clone().text();
    const body = text === '' ? '' : await close(env, given, text);
    await env.DB.prepare(updateAnswer).bind(id, response.status, body).run();
    return response;
  } catch (thrown) {
    // Nothing was done, so the same key may try again.
    await env.DB.prepare(deleteOne).bind(id).run();
    throw thrown;
  }
}

/**
 * Answers can hold a key that is shown once, so they are kept sealed: without the operator's key and
 * the client's Idempotency-Key, which is stored nowhere, they cannot be read.
 */
async function sealingKey(env: Env, given: string): Promise<CryptoKey> {
  const secret = await derive(env, `answer ${given}`);
  return crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

const IV_BYTES = 12;

async function close(env: Env, given: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await sealingKey(env, given);
  const bytes = new TextEncoder().encode(text);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes);
  return iv.toBase64() + new Uint8Array(sealed).toBase64();
}

async function open(env: Env, given: string, body: string): Promise<ArrayBuffer> {
  // 12 bytes are 16 characters without padding.
  const iv = Uint8Array.fromBase64(body.slice(0, 16));
  const key = await sealingKey(env, given);
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, Uint8Array.fromBase64(body.slice(16)));
}
