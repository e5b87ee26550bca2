/** What a key is for, api.md rule 9. */
export const KIND: readonly ['write', 'server', 'read:reports', 'read:customers', 'admin'] = [
  'write',
  'server',
  'read:reports',
  'read:customers',
  'admin',
];
export type Kind = (typeof KIND)[number];

/** A key tells at sight what it is; a scanner for leaked secrets finds it by this. */
const PREFIX: Record<Kind, string> = {
  write: 'wk_',
  server: 'sk_',
  'read:reports': 'rr_',
  'read:customers': 'rc_',
  admin: 'ak_',
};

/** 192 bits. */
const KEY_BYTES = 24;
/** 72 bits: unique within a site, no secret. */
const ID_BYTES = 9;

export type FillRandom = (bytes: Uint8Array) => Uint8Array;

const random: FillRandom = (bytes) => crypto.getRandomValues(bytes);

/** A new key. Shown once: only its hash is kept. */
export function mintKey(kind: Kind, fill: FillRandom = random): string {
  return PREFIX[kind] + fill(new Uint8Array(KEY_BYTES)).toBase64({ alphabet: 'base64url' });
}

/** The public handle to list and revoke a key by. */
export function mintKeyId(fill: FillRandom = random): string {
  return `key_${fill(new Uint8Array(ID_BYTES)).toBase64({ alphabet: 'base64url' })}`;
}

/** SHA-256, hex: all that is stored of a key. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
