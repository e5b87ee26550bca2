import type { LIMITS } from '../schema/index.ts';

// The contract's limits, tied to it by their types: a changed limit does not compile here.
const depthMax: typeof LIMITS.depth = 8;
const keysMax: typeof LIMITS.keys = 512;
const keyMax: typeof LIMITS.key = 128;
const stringMax: typeof LIMITS.string = 16_384;

/**
 * Any value as JSON, within the contract's limits. Pages override `JSON`, give arrays a `toJSON`
 * and hand over what `JSON.stringify` refuses, so this depends on nothing they can reach:
 * cycles end at the depth limit, functions and symbols are left out, what throws when read becomes
 * null, a Map or Set becomes an array, a BigInt and a DOM node their text.
 */
export const json = (root: unknown): string => {
  let keys = keysMax;
  const write = (value: unknown, depth: number): string | undefined => {
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
    if (typeof value === 'string') return quote(value.slice(0, stringMax));
    if (typeof value === 'bigint') return quote(String(value));
    if (typeof value !== 'object') return undefined;
    // One level more than properties may have: they lie inside the event.
    if (depth > depthMax) return 'null';
    if (value instanceof Date) return Number.isNaN(+value) ? 'null' : quote(value.toISOString());
    if (value instanceof Node) return quote(value.nodeName);
    if (Symbol.iterator in value) {
      const items: string[] = [];
      for (const item of value as Iterable<unknown>) {
        if (!keys--) break;
        items.push(attempt(() => write(item, depth + 1)) ?? 'null');
      }
      return `[${items}]`;
    }
    const members: string[] = [];
    for (const key of Object.keys(value)) {
      const text = attempt(() => write((value as Record<string, unknown>)[key], depth + 1));
      if (!text) continue;
      if (keys-- <= 0) break;
      members.push(`${quote(key.slice(0, keyMax))}:${text}`);
    }
    return `{${members}}`;
  };
  return attempt(() => write(root, 0)) ?? 'null';
};

const attempt = (read: () => string | undefined): string | undefined => {
  try {
    return read();
  } catch {
    return 'null';
  }
};

// A lone surrogate needs no care: a request's body turns it into U+FFFD.
const quote = (text: string): string =>
  `"${text.replace(/["\\\0-\x1f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
