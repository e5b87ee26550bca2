import { isObject, LIMITS } from '../../schema/index.ts';
import type { ImportLine } from './import-line.ts';

/** Members that are texts, and their longest form that needs no second look. */
const TEXTS: ReadonlyMap<string, number> = new Map([
  ['id', LIMITS.businessId],
  ['name', LIMITS.name],
  ['visitor', LIMITS.id],
  ['user', Infinity],
  ['page', LIMITS.string],
  ['title', LIMITS.string],
  ['referrer', LIMITS.string],
]);

const CONTEXT: ReadonlySet<string> = new Set([
  'host', 'language', 'user_agent', 'browser', 'os', 'country', 'region', 'screen',
]); // prettier-ignore

/** Longest text of a context. */
const CONTEXT_TEXT = 1_024;

const VISITOR = /^[\x21-\x7e]+$/;
const COUNTRY = /^[A-Z]{2}$/;

/**
 * True of a line that certainly is as `importLine` wants it, and comes out of it as it is; of any other
 * the schema decides, and says what is wrong. All but a few are plain, and this takes a tenth of the time.
 */
export function isPlainLine(
  value: Record<string, unknown>,
): value is Record<string, unknown> & ImportLine {
  for (const key in value) {
    const member = value[key];
    const most = TEXTS.get(key);
    if (most !== undefined) {
      if (typeof member !== 'string' || member === '' || member.length > most) return false;
    } else if (key === 'context') {
      if (!isPlainContext(member)) return false;
    } else if (key === 'properties') {
      if (!isObject(member)) return false;
    } else if (key !== 'at') return false;
  }
  const { at, name, visitor } = value;
  if (typeof name !== 'string' || name.trim() !== name) return false;
  if (typeof at !== 'number' && typeof at !== 'string') return false;
  return visitor === undefined || (typeof visitor === 'string' && VISITOR.test(visitor));
}

function isPlainContext(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const key in value) {
    const member = value[key];
    if (!CONTEXT.has(key) || typeof member !== 'string' || member.length > CONTEXT_TEXT)
      return false;
    if (key === 'country' && !COUNTRY.test(member)) return false;
  }
  return true;
}
