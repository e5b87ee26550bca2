import type { Secret } from './trigger.ts';

/** A message to be signed. */
export interface Message {
  /** The same at every attempt: consumers tell repetitions by it. Without a full stop. */
  id: string;
  /** Milliseconds; of the attempt. */
  at: number;
  /** The bytes that are sent, to the letter. */
  body: string;
}

const text = new TextEncoder();

/** Headers of Standard Webhooks 1.0: standard-webhooks/spec/standard-webhooks.md */
export async function signed(
  { id, at, body }: Message,
  secrets: readonly Secret[],
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const content = text.encode(`${id}.${timestamp}.${body}`);
  const valid = secrets.filter(({ until }) => until === undefined || until > at);
  const signatures = await Promise.all(valid.map(({ secret }) => signatureOf(secret, content)));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

async function signatureOf(secret: string, content: Uint8Array): Promise<string> {
  const bytes = Uint8Array.fromBase64(secret.replace(/^whsec_/, ''));
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, content);
  return `v1,${new Uint8Array(signature).toBase64()}`;
}
