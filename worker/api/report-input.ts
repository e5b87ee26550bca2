import * as v from 'valibot';
import {
  durationOf,
  FACETS,
  type Breakdown,
  type Exclusion,
  type FunnelQuery,
  type Step,
  type Unit,
} from '../reports/index.ts';
import { filterInput } from './filter.ts';
import { rangeInput, type Range } from './range.ts';

// What the reports take, the same everywhere (api.md, rule 3).

type Order = NonNullable<FunnelQuery['order']>;
type Optional<Input, Output = Input> = v.GenericSchema<Input | undefined, Output>;

/** Four whole weeks, so that every weekday counts alike. */
export const range: Optional<Range, Range> = v.exactOptional(rangeInput, { preset: 'last_28d' });

export const unit: Optional<Unit, Unit> = v.exactOptional(
  v.picklist(['customer', 'session']),
  'customer',
);

/** Whether other events may come between, may not, or whether the order matters at all. */
export const order: Optional<Order, Order> = v.exactOptional(
  v.picklist(['ordered', 'strict', 'any']),
  'ordered',
);

/** Rows before `(other)` where the client does not say. */
const USUAL_ROWS = 10;

export const breakdown: v.GenericSchema<unknown, Breakdown> = v.strictObject({
  by: v.pipe(
    v.picklist(FACETS),
    v.description('`page` is `landing_page` here: a session, or a person, is in one row.'),
  ),
  limit: v.exactOptional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    USUAL_ROWS,
  ),
});

const eventName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const stepNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20));

const byEvent = { event: eventName, filter: v.exactOptional(filterInput) };
const byFilter = { filter: filterInput };
const byAny = {
  any: v.pipe(v.array(v.lazy(stepOf)), v.minLength(1), v.maxLength(20)),
};
const between = { after: v.exactOptional(stepNumber), before: v.exactOptional(stepNumber) };

const eventStep: v.GenericSchema<Step> = v.strictObject(byEvent);
const filterStep: v.GenericSchema<Step> = v.strictObject(byFilter);
const anyStep: v.GenericSchema<Step> = v.strictObject(byAny);
const eventExclusion: v.GenericSchema<Exclusion> = v.strictObject({ ...byEvent, ...between });
const filterExclusion: v.GenericSchema<Exclusion> = v.strictObject({ ...byFilter, ...between });
const anyExclusion: v.GenericSchema<Exclusion> = v.strictObject({ ...byAny, ...between });

/** As it is documented: an event, a filter, or any of several. */
export const step: v.GenericSchema<Step> = v.union([eventStep, filterStep, anyStep]);
export const exclusion: v.GenericSchema<Exclusion> = v.union([
  eventExclusion,
  filterExclusion,
  anyExclusion,
]);

function stepOf(input: unknown): v.GenericSchema<Step> {
  if (input === undefined) return step;
  return branch(input, { event: eventStep, filter: filterStep, any: anyStep });
}

function exclusionOf(input: unknown): v.GenericSchema<Exclusion> {
  if (input === undefined) return exclusion;
  return branch(input, { event: eventExclusion, filter: filterExclusion, any: anyExclusion });
}

/** What is written first, as paths take it so. */
const PAGE_STEP =
  'A page is a step as {"event": "page_view", "filter": {"field": "page", "op": "starts_with", "value": "/shop/"}}';
const pageStep = v.never(PAGE_STEP) as v.GenericSchema as v.GenericSchema<never>;

function branch<S extends v.GenericSchema>(
  input: unknown,
  by: { event: S; filter: S; any: S },
): S | typeof pageStep {
  const isPage = typeof input === 'object' && input !== null && 'page' in input;
  if (isPage && !('event' in input) && !('filter' in input)) return pageStep;
  if (typeof input !== 'object' || input === null || 'event' in input) return by.event;
  if ('any' in input) return by.any;
  return 'filter' in input ? by.filter : by.event;
}

/** Unions within unions are no question a person asks; each level multiplies the work. */
const DEEPEST = 3;

function depthOf(one: Step): number {
  return 'any' in one ? 1 + Math.max(...one.any.map(depthOf)) : 0;
}

const shallow = v.check<Step, string>(
  (one) => depthOf(one) <= DEEPEST,
  `At most ${DEEPEST} levels`,
);

/** One step, read so that a fault has one place. */
export const stepInput: v.GenericSchema<Step> = v.pipe(v.lazy(stepOf), shallow);

export const steps: v.GenericSchema<Step[]> = v.pipe(
  v.array(v.pipe(v.lazy(stepOf), shallow)),
  v.minLength(1, 'At least one step'),
  v.maxLength(20, 'At most 20 steps'),
);

export const exclusions: v.GenericSchema<Exclusion[]> = v.pipe(
  v.array(v.lazy(exclusionOf)),
  v.maxLength(10, 'At most 10 exclusions'),
);

/** Mixpanel's longest window. */
const LONGEST_WINDOW = 366 * 86_400_000;

export const window: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check(
    isWindow,
    'An ISO 8601 duration of weeks, days and less, up to P366D, such as P7D or PT30M',
  ),
  v.examples(['P7D', 'PT30M']),
);

function isWindow(text: string): boolean {
  const ms = durationOf(text);
  return ms !== undefined && ms > 0 && ms <= LONGEST_WINDOW;
}
