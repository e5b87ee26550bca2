import type { Env } from '../env.ts';
import { derive } from './secret.ts';

/** What the addresses in one mail stand for: whose contact it is, and where a link leads. */
export interface MailToken {
  /** Number of the site. */
  site: number;
  user: string;
  /** The business's name for the message or campaign. */
  message?: string;
  subject?: string;
  /** Absent in a pixel. */
  url?: string;
}

const IV_BYTES = 12;
/** What a mail program will follow: Outlook cuts addresses off beyond some 2,000 characters. */
export const LONGEST_TOKEN = 1_900;

/**
 * Encrypted, not only signed: addresses in a mail pass many hands, and whose mail it is concerns none
 * of them. What was changed or is of another server does not open.
 */
export async function sealMail(env: Env, token: MailToken): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(token));
  const key = await keyOf(env);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain);
  const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), IV_BYTES);
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** What `sealMail` was given; undefined for anything that it did not make. */
export async function openMail(env: Env, text: string): Promise<MailToken | undefined> {
  if (text.length > LONGEST_TOKEN || !/^[\w-]+$/.test(text)) return undefined;
  const key = await keyOf(env);
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url' });
    const iv = bytes.subarray(0, IV_BYTES);
    const sealed = bytes.subarray(IV_BYTES);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
    // Sealed by us, so it is what `sealMail` was given.
    return JSON.parse(new TextDecoder().decode(plain)) as MailToken;
  } catch {
    return undefined;
  }
}

async function keyOf(env: Env): Promise<CryptoKey> {
  const secret = await derive(env, 'mail 1');
  return crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
