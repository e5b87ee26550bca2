import type { LIMITS } from '../schema/index.ts';

// The contract's limits, tied to it by their types: a changed limit does not compile here.
const depthMax: typeof LIMITS.depth = 8;
const keysMax: typeof LIMITS.keys = 512;
const keyMax: typeof LIMITS.key = 128;
const stringMax: typeof LIMITS.string = 16_384;

/**
 * Any value as JSON, within the contract's limits. Pages override `JSON`, give arrays a `toJSON`
 * and hand over what `JSON.stringify` refuses, so this depends on nothing of the kind:
 *
 * | value | becomes |
 * |---|---|
 * | undefined, function | left out; null in a list |
 * | symbol, NaN, Infinity, an invalid date, what throws when read, what lies deeper than 8 | null |
 * | Date | ISO 8601 |
 * | BigInt, DOM node | its text, its name |
 * | Map, Set, instances of classes | an object of their own members |
 */
export const json = (root: unknown): string => {
  let keys = keysMax;
  const write = (holder: object, key: string, depth: number): string | undefined => {
    try {
      const value = (holder as Record<string, unknown>)[key];
      const type = typeof value;
      if (type === 'undefined' || type === 'function') return undefined;
      if (type === 'boolean' || type === 'number')
        return isFinite(value as number) ? `${value}` : 'null';
      if (type !== 'object') return quote(`${value}`, stringMax);
      if (value instanceof Date) return quote(value.toISOString(), keyMax);
      if (value instanceof Node) return quote(value.nodeName, keyMax);
      // The event itself lies around its properties, so theirs is level 1.
      if (!value || depth > depthMax) return 'null';
      const list = Array.isArray(value);
      const members: string[] = [];
      for (const name of Object.keys(value)) {
        const text = write(value, name, depth + 1) ?? (list ? 'null' : '');
        if (text && keys-- > 0) members.push(list ? text : `${quote(name, keyMax)}:${text}`);
        if (keys <= 0) break;
      }
      return list ? `[${members}]` : `{${members}}`;
    } catch {
      return 'null';
    }
  };
  return write([root], '0', 0) ?? 'null';
};

// A lone surrogate needs no care: a request's body turns it into U+FFFD.
const quote = (text: string, most: number): string =>
  `"${text.slice(0, most).replace(/["\\\0-\x1f]/g, (sign) => `\\u${(sign.charCodeAt(0) + 65536).toString(16).slice(1)}`)}"`;
