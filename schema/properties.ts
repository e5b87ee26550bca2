import type { Json, Properties } from './event.ts';
import { LIMITS } from './limits.ts';
import type { Fault } from './reason.ts';
import { wellFormed } from './text.ts';

export type Checked<T> = { ok: true; value: T } | ({ ok: false } & Fault);

/**
 * Properties of a JSON text within the limits: themselves where nothing in them has to be mended, else a
 * mended copy. `__proto__` is a key like others. Never goes deeper than `LIMITS.depth`, so nesting cannot
 * exhaust the stack.
 */
export function checkProperties(value: unknown, place = '/properties'): Checked<Properties> {
  if (!isObject(value)) return { ok: false, reason: 'properties_not_an_object', detail: place };
  if (isGood(value, 1, { keys: LIMITS.keys })) return { ok: true, value };
  const budget = { keys: LIMITS.keys };
  const checked = checkValue(value, { place, depth: 1, budget });
  return checked.ok ? { ok: true, value: checked.value as Properties } : checked;
}

/** A JSON object, not an array and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True of what is within all limits as it is: nearly all is, and needs neither a copy nor a place. */
function isGood(value: unknown, depth: number, budget: { keys: number }): value is Json {
  if (typeof value === 'string') return value.length <= LIMITS.string && value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || depth > LIMITS.depth) return false;
  if (Array.isArray(value)) {
    budget.keys -= value.length;
    return budget.keys >= 0 && value.every((item) => isGood(item, depth + 1, budget));
  }
  for (const key in value) {
    if (--budget.keys < 0 || key.length > LIMITS.key || !key.isWellFormed()) return false;
    if (!isGood((value as Record<string, unknown>)[key], depth + 1, budget)) return false;
  }
  return true;
}

/**
 * At most so many UTF-16 code units are what a value's JSON has: where that is within a limit, the text
 * need not be made. A character takes six at most (`\u0000`), a number 25.
 */
export function jsonLengthAtMost(value: Json): number {
  if (typeof value === 'string') return 2 + 6 * value.length;
  if (value === null || typeof value !== 'object') return 25;
  let length = 2;
  if (Array.isArray(value)) {
    for (const item of value) length += 1 + jsonLengthAtMost(item);
    return length;
  }
  for (const key in value) length += 4 + 6 * key.length + jsonLengthAtMost(value[key] ?? null);
  return length;
}

interface Where {
  place: string;
  depth: number;
  budget: { keys: number };
}

function checkValue(value: unknown, where: Where): Checked<Json> {
  const { place } = where;
  if (typeof value === 'string') {
    if (value.length > LIMITS.string) {
      return { ok: false, reason: 'string_too_long', detail: `${place} has over ${LIMITS.string}` };
    }
    return { ok: true, value: wellFormed(value) };
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return { ok: false, reason: 'number_not_finite', detail: place };
    return { ok: true, value };
  }
  if (value === null || typeof value === 'boolean') return { ok: true, value };
  if (where.depth > LIMITS.depth) {
    return { ok: false, reason: 'too_deep', detail: `${place} is below level ${LIMITS.depth}` };
  }
  if (Array.isArray(value)) return checkArray(value, where);
  if (isObject(value)) return checkObject(value, where);
  return { ok: false, reason: 'properties_not_an_object', detail: place };
}

function checkArray(values: readonly unknown[], where: Where): Checked<Json> {
  const items: Json[] = [];
  for (const [index, value] of values.entries()) {
    if (--where.budget.keys < 0) return tooManyKeys(where.place);
    const checked = checkValue(value, inside(where, String(index)));
    if (!checked.ok) return checked;
    items.push(checked.value);
  }
  return { ok: true, value: items };
}

function checkObject(value: Record<string, unknown>, where: Where): Checked<Json> {
  const members: [string, Json][] = [];
  for (const key of Object.keys(value)) {
    if (--where.budget.keys < 0) return tooManyKeys(where.place);
    if (key.length > LIMITS.key) {
      return {
        ok: false,
        reason: 'key_too_long',
        detail: `${where.place} has a key over ${LIMITS.key}`,
      };
    }
    const checked = checkValue(value[key], inside(where, key));
    if (!checked.ok) return checked;
    members.push([wellFormed(key), checked.value]);
  }
  return { ok: true, value: Object.fromEntries(members) };
}

function tooManyKeys(place: string): Checked<never> {
  return {
    ok: false,
    reason: 'too_many_keys',
    detail: `${place}: over ${LIMITS.keys} in the event`,
  };
}

function inside(where: Where, key: string): Where {
  const pointer = key.slice(0, LIMITS.key).replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...where, place: `${where.place}/${pointer}`, depth: where.depth + 1 };
}
