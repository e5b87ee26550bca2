import type { Env } from '../env.ts';
import { Problem } from './problem.ts';

/** The operator's key; everything that is signed or sealed here hangs on it. */
export function operatorKey(env: Env): string {
  if (env.SOJOURN_ADMIN_KEY) return env.SOJOURN_ADMIN_KEY;
  throw new Problem('not-configured', 'Set SOJOURN_ADMIN_KEY to a long random secret.');
}

/** 32 bytes for one purpose (RFC 5869), so that no two uses share a key. */
export async function derive(env: Env, purpose: string): Promise<ArrayBuffer> {
  const text = new TextEncoder();
  const material = text.encode(operatorKey(env));
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits']);
  const salt = new Uint8Array(32);
  const info = text.encode(`sojourn ${purpose}`);
  return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 256);
}
