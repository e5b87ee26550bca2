import * as v from 'valibot';
import { FACETS, type Filter } from '../reports/index.ts';

/** How a fact is compared with one value. */
const ONE = [
  'eq',
  'neq',
  'contains',
  'starts_with',
  'ends_with',
  'gt',
  'gte',
  'lt',
  'lte',
] as const;
/** ... with several. */
const MANY = ['in', 'not_in'] as const;

/** Facts of a session and of an event; a site's own stand under `prop.` and `item.`. */
const field = v.union([
  v.picklist([...FACETS, 'event']),
  v.pipe(v.string(), v.regex(/^(prop|item)\../), v.maxLength(133)),
]);

const scalar = v.union(
  [v.pipe(v.string(), v.maxLength(1_000)), v.pipe(v.number(), v.finite()), v.boolean()],
  'A text of at most 1000 characters, a number, true or false',
);
const branches = v.pipe(
  v.array(v.lazy(branchOf)),
  v.minLength(1, 'At least one condition'),
  v.maxLength(50, 'At most 50 conditions'),
);

const and: v.GenericSchema<Filter> = v.strictObject({ and: branches });
const or: v.GenericSchema<Filter> = v.strictObject({ or: branches });
const not: v.GenericSchema<Filter> = v.strictObject({ not: v.lazy(branchOf) });
const one: v.GenericSchema<Filter> = v.strictObject({ field, op: v.picklist(ONE), value: scalar });
const many: v.GenericSchema<Filter> = v.strictObject({
  field,
  op: v.picklist(MANY),
  value: v.pipe(v.array(scalar), v.minLength(1), v.maxLength(1_000)),
});
const exists: v.GenericSchema<Filter> = v.strictObject({
  field,
  op: v.literal('exists'),
  value: v.exactOptional(v.boolean()),
});
/** Where the operator is none of ours, any of ours could have been meant. */
const unknownOp: v.GenericSchema<Filter> = v.strictObject({
  field,
  op: v.picklist([...ONE, ...MANY, 'exists']),
  value: v.exactOptional(v.union([scalar, v.array(scalar)])),
});

/** As it is documented. Requests are read by `filterInput`, which points at the exact fault. */
export const filter: v.GenericSchema<Filter> = v.union([and, or, not, one, many, exists]);

/** Deeper than this is no question a person asks. */
const DEEPEST = 10;

export const filterInput: v.GenericSchema<Filter> = v.pipe(
  v.lazy(branchOf),
  v.check((tree) => depthOf(tree) <= DEEPEST, `At most ${DEEPEST} levels`),
);

/** The branch that the members present tell, so that a fault has one place. */
function branchOf(input: unknown): v.GenericSchema<Filter> {
  if (input === undefined) return filter;
  if (typeof input !== 'object' || input === null) return one;
  if ('and' in input) return and;
  if ('or' in input) return or;
  if ('not' in input) return not;
  const op = 'op' in input ? input.op : undefined;
  if (op === 'exists') return exists;
  if (MANY.some((name) => name === op)) return many;
  return ONE.some((name) => name === op) ? one : unknownOp;
}

function depthOf(tree: Filter): number {
  if ('and' in tree) return 1 + Math.max(...tree.and.map(depthOf));
  if ('or' in tree) return 1 + Math.max(...tree.or.map(depthOf));
  return 'not' in tree ? 1 + depthOf(tree.not) : 1;
}
