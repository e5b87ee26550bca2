import { hash53 } from './hash.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const [ZERO, NINE] = [0x30, 0x39];
const LINE_END = /[\n\r\u2028\u2029]/;
/** Digits of a counter at most. */
const DIGITS = 9;

/** Id of an event whose sender named it with a text of its own: `m` and 72 bits of hash. */
export function hashedId(text: string): string {
  return `m${base64url(hash53(text, 1))}${base64url(hash53(text, 2))}`;
}

function base64url(value: number): string {
  let text = '';
  for (let i = 0, rest = value; i < 6; i++, rest = Math.floor(rest / 64)) {
    text += BASE64URL.charAt(rest % 64);
  }
  return text;
}

/** `PAGE_LOAD.SEQ` in its parts; undefined where an id is not of that form. */
export function countedId(id: string): { prefix: string; seq: number } | undefined {
  const dot = id.lastIndexOf('.');
  const digits = id.length - dot - 1;
  if (dot < 1 || digits < 1 || digits > DIGITS) return undefined;
  let seq = 0;
  for (let i = dot + 1; i < id.length; i++) {
    const code = id.charCodeAt(i);
    if (code < ZERO || code > NINE) return undefined;
    seq = seq * 10 + code - ZERO;
  }
  // Another way to write the number is another id.
  if (digits > 1 && id.charCodeAt(dot + 1) === ZERO) return undefined;
  const prefix = id.slice(0, dot);
  return LINE_END.test(prefix) ? undefined : { prefix, seq };
}

/** Order of ids: the counter counts as a number, so the tenth event follows the ninth. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [countedId(a), countedId(b)];
  if (left && right && left.prefix === right.prefix) return left.seq - right.seq;
  return a < b ? -1 : 1;
}
