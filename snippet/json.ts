import type { LIMITS } from '../schema/index.ts';

// The contract's limits, tied to it by their types: a changed limit does not compile here.
const depthMax: typeof LIMITS.depth = 8;
const keysMax: typeof LIMITS.keys = 512;
const stringMax: typeof LIMITS.string = 16_384;

/**
 * Any value as JSON, within the contract's limits. Pages override `JSON`, give arrays a `toJSON`
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
export const json = (root: unknown): string => {
  let keys = keysMax;
  const write = (value: unknown, depth: number): string | undefined => {
    const type = typeof value;
    if (type === 'undefined' || type === 'function') return undefined;
    if (type === 'boolean' || type === 'number')
      return isFinite(value as number) ? String(value) : 'null';
    if (type !== 'object') return quote(String(value));
    // The event itself lies around its properties, so theirs is level 1.
    if (!value || depth > depthMax) return 'null';
    try {
      if (value instanceof Date) return quote(value.toISOString());
      if (value instanceof Node) return quote(value.nodeName);
      const list = Array.isArray(value);
      const members: string[] = [];
      for (const [name, member] of Object.entries(value)) {
        if (keys-- < 1) break;
        const text = write(member, depth + 1) ?? (list ? 'null' : '');
        if (text) members.push(list ? text : `${quote(name)}:${text}`);
      }
      return list ? `[${members.join()}]` : `{${members.join()}}`;
    } catch {
      return 'null';
    }
  };
  return write(root, 0) ?? 'null';
};

// A lone surrogate needs no care: a request's body turns it into U+FFFD.
const quote = (text: string): string =>
  `"${text.slice(0, stringMax).replace(/["\\\p{Cc}]/gu, (sign) => `\\u${(sign.charCodeAt(0) + 65536).toString(16).slice(1)}`)}"`;
