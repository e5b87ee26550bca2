import type { LIMITS } from '../schema/index.ts';

// The contract's limits, tied to it by their types: a changed limit does not compile here.
const depthMax: typeof LIMITS.depth = 8;
const keysMax: typeof LIMITS.keys = 512;
const stringMax: typeof LIMITS.string = 16_384;

let keys = 0;

/**
 * Any value as JSON, within the contract's limits; with a depth of NaN however many members it has. Pages override `JSON`, give arrays a `toJSON`
 * and hand over what `JSON.stringify` refuses, so this depends on nothing of the kind:
 *
 * | value | becomes |
 * |---|---|
 * | undefined, function | left out; null in a list |
 * | NaN, Infinity, an invalid date, what lies deeper than 8, an object that throws when read | null |
 * | Date | ISO 8601 |
 * | BigInt, symbol, DOM node | its text, its name |
 * | Map, Set, instances of classes | an object of their own members |
 */
export const json = (value: unknown, depth = 0): string => {
  if (!depth) keys = keysMax;
  const type = typeof value;
  if (/^(bo|n)/.test(type)) return (isFinite(value as number) ? value : 'null') as string;
  if (type !== 'object') return quote(String(value));
  // The event itself lies around its properties, so theirs is level 1.
  if (!value || depth > depthMax) return 'null';
  try {
    const { nodeName, toISOString } = value as { nodeName?: string; toISOString?: () => string };
    const text = toISOString ? toISOString.call(value) : nodeName;
    if (text) return quote(text);
    const list = Array.isArray(value);
    const members: string[] = [];
    for (const [name, member] of Object.entries(value)) {
      if (keys-- < 1) break;
      const none = /^[uf]/.test(typeof member);
      if (list) members.push(json(none ? null : member, depth + 1));
      else if (!none) members.push(`${quote(name)}:${json(member, depth + 1)}`);
    }
    // The text of an array is that of its members, with commas.
    // oxlint-disable-next-line typescript/restrict-template-expressions
    return list ? `[${members}]` : `{${members}}`;
  } catch {
    return 'null';
  }
};

// A lone surrogate needs no care: a request's body turns it into U+FFFD.
const quote = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  `"${text.slice(0, stringMax).replace(/["\\\0-\x1f]/g, (sign) => `\\u00${escape(sign).slice(1)}`)}"`;
