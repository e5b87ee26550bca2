import type { Intake } from '../stitch/intake.ts';

/** Reason of an edge whose signature is not the site's server's: it stays asserted, and is shown. */
const WRONG = 'wrong_signature';

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

const text = new TextEncoder();

/**
 * Judges what pages sent as the signature of an identify: HMAC-SHA256 of the user id by the site's
 * secret, in hex. A right one makes the edge verified. Without a secret nothing is judged.
 */
export async function judgeSignatures(intake: Intake, secret: string | undefined): Promise<void> {
  for (const edge of intake.edges) {
    const { signature } = edge;
    if (signature === undefined) continue;
    delete edge.signature;
    if (secret === undefined) continue;
    if (await isSigned(edge.b, signature, secret)) edge.verified = true;
    else edge.reason = WRONG;
  }
}

/** Compared by the platform, in constant time. */
async function isSigned(user: string, signature: string, secret: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
  const key = await crypto.subtle.importKey('raw', text.encode(secret), HMAC, false, ['verify']);
  return crypto.subtle.verify('HMAC', key, Uint8Array.fromHex(signature), text.encode(user));
}
