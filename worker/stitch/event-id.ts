import { hash53 } from './hash.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const COUNTED = /^(.+)\.(0|[1-9]\d{0,8})$/;

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
  const match = COUNTED.exec(id);
  return match?.[1] === undefined ? undefined : { prefix: match[1], seq: Number(match[2]) };
}

/** Order of ids: the counter counts as a number, so the tenth event follows the ninth. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [countedId(a), countedId(b)];
  if (left && right && left.prefix === right.prefix) return left.seq - right.seq;
  return a < b ? -1 : 1;
}
