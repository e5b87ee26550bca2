/** A session or a journey by whose it is and an instant within it. */
export interface Instant {
  /** A visitor of a session, a customer of a journey. */
  of: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** Which of several journeys that opened in this millisecond, from 0. */
  nth: number;
}

/** Base 36, so that a time takes 8 characters. */
const FORM = /^([0-9a-z]{1,9})(?:~(\d{1,4}))?\.(.+)$/s;

/** Public id of a session. It keeps resolving, to the session that now covers its instant. */
export function sessionId(visitor: string, start: number): string {
  return `s_${encode({ of: visitor, at: start, nth: 0 })}`;
}

/** Public id of a journey: its customer and the instant it opened at. */
export function journeyId(customer: string, openedAt: number, nth = 0): string {
  return `j_${encode({ of: customer, at: openedAt, nth })}`;
}

/** What a public id of either kind stands for; undefined: it is none. */
export function readId(id: string): Instant | undefined {
  if (!/^[sj]_[\w-]+$/.test(id)) return undefined;
  try {
    const binary = atob(id.slice(2).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const match = FORM.exec(text);
    if (match === null) return undefined;
    const [, instant = '', nth = '0', of = ''] = match;
    return { of, at: Number.parseInt(instant, 36), nth: Number(nth) };
  } catch {
    return undefined;
  }
}

function encode({ of, at, nth }: Instant): string {
  const which = nth === 0 ? '' : `~${nth}`;
  const text = `${at.toString(36)}${which}.${of}`;
  return btoa(binaryOf(text)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A character a byte. Nearly all ids are ASCII, which is that already. */
function binaryOf(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
