import * as v from 'valibot';
import {
  conditionsIn,
  durationOf,
  FACETS,
  PERSON_FIELDS,
  type Filter,
  type Step,
} from '../reports/index.ts';
import { valuesFor } from './filter-values.ts';
import { edge } from './range.ts';

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

const NO_FIELD =
  'there is no such field; there are channel, country, event, stage ..., prop.NAME, item.NAME, trait.NAME';
/**
 * Facts of a session, of an event and of the person; a site's own stand under `prop.`, `item.` and
 * `trait.`.
 */
const field = v.union([
  v.picklist([...FACETS, 'event', ...PERSON_FIELDS]),
  v.pipe(v.string(), v.regex(/^(prop|item|trait)\../, NO_FIELD), v.maxLength(133)),
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
/** When a person was seen is before or after something. */
const TIMES = ['first_seen', 'last_seen'] as const;
const time: v.GenericSchema<Filter> = v.strictObject({
  field: v.picklist(TIMES),
  op: v.picklist(['gt', 'gte', 'lt', 'lte']),
  value: edge,
});
/** Where the operator is none of ours, any of ours could have been meant. */
const unknownOp: v.GenericSchema<Filter> = v.strictObject({
  field,
  op: v.picklist([...ONE, ...MANY, 'exists']),
  value: v.exactOptional(v.union([scalar, v.array(scalar)])),
});

/** Ten years: whatever anybody asks about was later. */
const LONGEST = 3_653 * 86_400_000;

const eventName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const within = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((text) => {
    const ms = durationOf(text) ?? 0;
    return ms > 0 && ms <= LONGEST;
  }, 'An ISO 8601 duration of weeks, days and less, such as P30D'),
  v.description('Before the end of the range; ever where absent.'),
  v.examples(['P30D']),
);
/** A filter that looks at one event. */
const ofEvent: v.GenericSchema<Filter> = v.pipe(
  v.lazy(branchOf),
  v.check(
    (tree) => conditionsIn(tree).length === 0,
    'A condition on the person cannot stand within another',
  ),
);
const deed = {
  event: eventName,
  filter: v.exactOptional(ofEvent),
  within: v.exactOptional(within),
};
const sequenceStep = v.strictObject({
  event: eventName,
  filter: v.exactOptional(ofEvent),
});

/** What the person did, whichever session is looked at. */
const did: v.GenericSchema<Filter> = v.strictObject({ did: v.strictObject(deed) });
const didNot: v.GenericSchema<Filter> = v.strictObject({ did_not: v.strictObject(deed) });
const count: v.GenericSchema<Filter> = v.strictObject({
  count: v.strictObject({
    ...deed,
    op: v.picklist(['eq', 'neq', 'gt', 'gte', 'lt', 'lte']),
    value: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9)),
  }),
});
const sequence: v.GenericSchema<Filter> = v.strictObject({
  sequence: v.strictObject({
    steps: v.pipe(
      v.array(sequenceStep),
      v.minLength(2, 'At least two steps'),
      v.maxLength(20, 'At most 20 steps'),
    ) as v.GenericSchema<Step[]>,
    window: v.exactOptional(within),
    within: v.exactOptional(within),
  }),
});

/** What answers show where a `cell` was given as the segment. Requests cannot hold it. */
const behind = v.pipe(
  v.strictObject({ cell: v.looseObject({ report: v.string() }) }),
  v.description('In answers alone: the people behind a number of a report.'),
) as unknown as v.GenericSchema<Filter>;

/** As it is documented. Requests are read by `filterInput`, which points at the exact fault. */
export const filter: v.GenericSchema<Filter> = v.union([
  and,
  or,
  not,
  one,
  many,
  exists,
  time,
  did,
  didNot,
  count,
  sequence,
  behind,
]);

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
  if ('did' in input) return did;
  if ('did_not' in input) return didNot;
  if ('count' in input) return count;
  if ('sequence' in input) return sequence;
  const op = 'op' in input ? input.op : undefined;
  if (op === 'exists') return exists;
  const known = 'field' in input ? valuesFor(input.field, op) : undefined;
  if (known !== undefined) return known;
  if ('field' in input && TIMES.some((name) => name === input.field)) return time;
  if (MANY.some((name) => name === op)) return many;
  return ONE.some((name) => name === op) ? one : unknownOp;
}

function depthOf(tree: Filter): number {
  if ('and' in tree) return 1 + Math.max(...tree.and.map(depthOf));
  if ('or' in tree) return 1 + Math.max(...tree.or.map(depthOf));
  return 'not' in tree ? 1 + depthOf(tree.not) : 1;
}
