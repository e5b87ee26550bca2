import { isObject, wellFormed } from '../../schema/index.ts';

/** Members of a message: each is judged where it is read. */
export type Members = Readonly<Record<string, unknown>>;

/** Texts of a context are names, not documents. */
const MAX_LENGTH = 256;

/** The members of an object, none of anything else. */
export function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

/** A text that says something; undefined for any other value. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = wellFormed(value.trim());
  return trimmed === '' ? undefined : trimmed;
}

/** A text that is a name: cut where it is none. */
export function short(value: unknown): string | undefined {
  return text(value)?.slice(0, MAX_LENGTH).toWellFormed();
}
