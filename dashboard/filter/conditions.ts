import { comparisons, DEEDS, FIELDS, OWN } from './fields.ts';

/** One condition as it is edited: every part is text until it is asked. */
export interface Condition {
  /** A field, `prop`, `item` or `trait`, else `did`, `did_not`, `count`. */
  about: string;
  /** What follows `prop.` and its like, or the event of what was done. */
  name: string;
  op: string;
  value: string;
  /** ISO 8601 duration; empty: ever. Of what was done alone. */
  within: string;
}

export interface Draft {
  join: 'and' | 'or';
  conditions: Condition[];
}

export const FIRST: Condition = {
  about: 'channel',
  name: '',
  op: 'eq',
  value: 'Direct',
  within: '',
};

type Members = Record<string, unknown>;

/** The draft that says what a filter says; undefined of one that only its JSON can say. */
export function draftOf(filter: unknown): Draft | undefined {
  const [join, branches] = branchesOf(filter);
  const conditions = branches.map(conditionOf);
  const known = conditions.filter((one) => one !== undefined);
  return known.length === conditions.length ? { join, conditions: known } : undefined;
}

/** The filter that a draft asks; undefined of nothing. */
export function filterOf({ join, conditions }: Draft): object | undefined {
  if (conditions.length === 0) return undefined;
  const [first] = conditions;
  return conditions.length === 1 && first
    ? branchOf(first)
    : { [join]: conditions.map((one) => branchOf(one)) };
}

/** Where the API's pointers find a condition of a draft. */
export function pointerOf({ join, conditions }: Draft, index: number): string {
  return conditions.length === 1 ? '' : `/${join}/${index}`;
}

/** A filter that two others both hold for, as flat as it can be written. */
export function both(a: object | undefined, b: object | undefined): object | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const all = [a, b].flatMap((one) => {
    const [join, branches] = branchesOf(one);
    return join === 'and' ? branches : [one];
  });
  return { and: all };
}

function branchesOf(filter: unknown): [join: Draft['join'], branches: unknown[]] {
  const { and, or } = membersOf(filter);
  if (Array.isArray(and)) return ['and', and];
  return Array.isArray(or) && or.length > 1 ? ['or', or] : ['and', [filter]];
}

function conditionOf(branch: unknown): Condition | undefined {
  const members = membersOf(branch);
  const about = Object.keys(DEEDS).find((name) => name in members);
  if (about === undefined) return factOf(members);
  const { event, within = '', op = '', value = '', ...rest } = membersOf(members[about]);
  if (Object.keys(rest).length > 0 || Object.keys(members).length > 1) return undefined;
  if (typeof event !== 'string' || typeof within !== 'string') return undefined;
  return { about, name: event, op: String(op), value: String(value), within };
}

function factOf({ field, op, value, ...rest }: Members): Condition | undefined {
  if (typeof field !== 'string' || typeof op !== 'string' || Object.keys(rest).length > 0)
    return undefined;
  const [first = '', ...names] = field.split('.');
  const isOwn = first in OWN && names.length > 0;
  const about = isOwn ? first : field;
  const told = op === 'exists' ? (value === false ? 'unknown' : 'known') : op;
  const written = op === 'exists' ? '' : textOf(value);
  if (!(about in FIELDS) || written === undefined) return undefined;
  if (!comparisons(about).some(([each]) => each === told)) return undefined;
  return { about, name: names.join('.'), op: told, value: written, within: '' };
}

/** A value as it is typed, several with commas between; undefined of what cannot be. */
function textOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return isScalar(value) ? String(value) : undefined;
  const texts = value.filter(isScalar).map(String);
  const isPlain = texts.every((text) => text !== '' && text === text.trim() && !/,/.test(text));
  return isPlain && texts.length === value.length ? texts.join(', ') : undefined;
}

function branchOf({ about, name, op, value, within }: Condition): object {
  if (about in DEEDS) {
    const deed = { event: name.trim(), ...(within === '' ? {} : { within }) };
    if (about !== 'count') return { [about]: deed };
    return { count: { ...deed, op, value: value.trim() === '' ? null : Number(value) } };
  }
  const field = about in OWN ? `${about}.${name.trim()}` : about;
  if (op === 'known' || op === 'unknown') return { field, op: 'exists', value: op === 'known' };
  if (op === 'in' || op === 'not_in') return { field, op, value: listOf(value) };
  // `5` and `"5"` are equal to filters, so that texts stay texts; numbers alone are ordered.
  return { field, op, value: value.trim() };
}

export function listOf(value: string): string[] {
  return value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : {};
}
