import * as v from 'valibot';
import { nearest } from './nearest.ts';
import { Problem, type Fault, type ProblemType } from './problem.ts';

/** What of valibot's schemas is looked at to tell which names and values were possible. */
interface Inspected {
  type: string;
  entries?: Record<string, Inspected>;
  wrapped?: Inspected;
  options?: readonly unknown[];
  item?: Inspected;
  getter?: (input: unknown) => Inspected;
  pipe?: readonly Inspected[];
}

/** More faults than this help nobody. */
const MOST = 20;

/** The input as its schema reads it, or a thrown problem that names every fault by its pointer. */
export function checked<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  where: Fault['in'],
): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  if (result.success) return result.output;
  const errors = result.issues.slice(0, MOST).map((issue) => toFault(schema, input, issue, where));
  throw new Problem(typeOf(errors, where), errors[0]?.detail ?? 'invalid', { errors });
}

/** A page that cannot be turned to is a bad request; everything else was understood, but does not fit. */
function typeOf(errors: Fault[], where: Fault['in']): ProblemType {
  const page =
    where === 'query' && errors.some(({ pointer }) => /^\/(limit|cursor|cell)$/.test(pointer));
  return page ? 'invalid-page' : 'invalid-input';
}

function toFault(
  schema: v.GenericSchema,
  input: unknown,
  issue: v.BaseIssue<unknown>,
  where: Fault['in'],
): Fault {
  const path = issue.path ?? [];
  const last = path.at(-1);
  const pointer = path.map((item) => `/${escapePart(String(item.key))}`).join('');
  if (issue.type === 'strict_object' && last && issue.expected === 'never') {
    const owner = schemaAt(schema, input, path.slice(0, -1));
    const near = nearest(String(last.key), namesOf(owner, last.input));
    return withNearest({ in: where, pointer, detail: unknownName(String(last.key), where) }, near);
  }
  if (issue.kind === 'schema' && last && 'origin' in last && last.origin === 'key') {
    return { in: where, pointer, detail: `"${nameOf(path)}" is missing` };
  }
  const values = valuesOf(schemaAt(schema, input, path));
  const near = typeof issue.input === 'string' ? nearest(issue.input, values) : undefined;
  const at = last ? `"${nameOf(path)}": ` : '';
  const detail = `${at}${sentence(issue, values).slice(0, 300)}`;
  return withNearest({ in: where, pointer, detail }, near);
}

/** As people write it, `steps[0].event`. */
function nameOf(path: readonly v.IssuePathItem[]): string {
  const parts = path.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return parts.join('').replace(/^\./, '').slice(0, 300);
}

/** What valibot's types are called in JSON. */
const KINDS: Record<string, string> = {
  Object: 'an object',
  Array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

/** A schema's own message, else what was expected in words. */
function sentence(issue: v.BaseIssue<unknown>, values: string[]): string {
  if (!issue.message.startsWith('Invalid type: Expected')) return issue.message;
  const wanted = values.length > 0 ? `one of ${values.join(', ')}` : KINDS[issue.expected ?? ''];
  const got = KINDS[issue.received] ?? issue.received;
  return wanted === undefined ? issue.message : `expected ${wanted}, got ${got.slice(0, 60)}`;
}

function unknownName(name: string, where: Fault['in']): string {
  const noun = where === 'body' ? 'member' : 'parameter';
  return `there is no ${noun} "${name.slice(0, 100)}" here`;
}

function withNearest(fault: Fault, near: string | undefined): Fault {
  return near === undefined
    ? fault
    : { ...fault, detail: `${fault.detail}; did you mean "${near}"?`, nearest: near };
}

/** RFC 6901, 3. */
function escapePart(part: string): string {
  return part.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1');
}

function schemaAt(
  schema: v.GenericSchema,
  input: unknown,
  path: readonly v.IssuePathItem[],
): Inspected | undefined {
  let at: Inspected | undefined = schema;
  let value = input;
  for (const item of path) {
    at = at && memberOf(at, value, item.key);
    value = item.value;
  }
  return at && unwrap(at, value);
}

function memberOf(schema: Inspected, value: unknown, key: unknown): Inspected | undefined {
  const owner = unwrap(schema, value);
  if (owner.item) return owner.item;
  if (owner.entries) return owner.entries[String(key)];
  // A text that was turned into a list is judged by what stands after the turn.
  return [...alternatives(owner), ...(owner.pipe?.slice(1) ?? [])]
    .map((option) => memberOf(option, value, key))
    .find(Boolean);
}

function unwrap(schema: Inspected, value: unknown): Inspected {
  if (schema.wrapped) return unwrap(schema.wrapped, value);
  return schema.getter ? unwrap(schema.getter(value), value) : schema;
}

function alternatives(schema: Inspected): Inspected[] {
  return schema.type === 'union' || schema.type === 'variant'
    ? ((schema.options ?? []) as Inspected[])
    : [];
}

function namesOf(schema: Inspected | undefined, value: unknown): string[] {
  if (!schema) return [];
  if (schema.entries) return Object.keys(schema.entries);
  return alternatives(schema).flatMap((option) => namesOf(unwrap(option, value), value));
}

function valuesOf(schema: Inspected | undefined): string[] {
  if (schema?.type === 'union') return alternatives(schema).flatMap(valuesOf);
  if (schema?.type !== 'picklist') return [];
  return (schema.options ?? []).filter((option) => typeof option === 'string');
}
