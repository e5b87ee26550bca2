/** A session or a journey by whose it is and an instant within it. */
export interface Instant {
  /** A visitor of a session, a customer of a journey. */
  of: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
}

/** Public id of a session. It keeps resolving, to the session that now covers its instant. */
export function sessionId(visitor: string, start: number): string {
  return `s_${encode({ of: visitor, at: start })}`;
}

/** Public id of a journey: its customer and the instant it opened at. */
export function journeyId(customer: string, openedAt: number): string {
  return `j_${encode({ of: customer, at: openedAt })}`;
}

/** What a public id of either kind stands for; undefined: it is none. */
export function readId(id: string): Instant | undefined {
  if (!/^[sj]_[\w-]+$/.test(id)) return undefined;
  try {
    const binary = atob(id.slice(2).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const dot = text.indexOf('.');
    const at = Number.parseInt(text.slice(0, dot), 36);
    return dot > 0 && Number.isSafeInteger(at) ? { of: text.slice(dot + 1), at } : undefined;
  } catch {
    return undefined;
  }
}

function encode({ of, at }: Instant): string {
  const bytes = new TextEncoder().encode(`${at.toString(36)}.${of}`);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
