import * as v from 'valibot';
import type { Conflict } from '../../history/index.ts';
import type {
  Customer,
  CustomerIdentity,
  CustomerSummary,
  Rfm,
  Stage,
} from '../../reports/index.ts';
import { count, instant, money } from '../shapes.ts';

export const stageName: v.GenericSchema<Stage['name']> = v.picklist([
  'awareness',
  'consideration',
  'intent',
  'purchase',
  'retention',
  'lapsed',
  'advocacy',
]);

const stage: v.GenericSchema<Stage> = v.strictObject({
  name: stageName,
  reason: v.pipe(v.string(), v.description('In words.')),
  because: v.pipe(
    v.string(),
    v.description('The rule, or the event, that made it so: `first_order`, `add_to_cart` ...'),
  ),
});

const summary = {
  id: v.string(),
  name: v.pipe(v.string(), v.description('A name or e-mail among the traits, else the id.')),
  users: v.array(v.string()),
  visitors: v.array(v.string()),
  identified: v.boolean(),
  first_seen: instant,
  last_seen: instant,
  sessions: count,
  orders: count,
  value: v.array(money),
  channel: v.nullable(v.string()),
  device: v.nullable(v.string()),
  country: v.nullable(v.string()),
  stage,
};

export const customerSummary: v.GenericSchema<CustomerSummary> = v.strictObject(summary);

const score = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5));

const rfm: v.GenericSchema<Rfm> = v.strictObject({
  recency: score,
  frequency: score,
  monetary: score,
  segment: v.string(),
});

export const customer: v.GenericSchema<Customer> = v.strictObject({
  ...summary,
  traits: v.record(v.string(), v.any()),
  page_views: count,
  events: count,
  touchpoints: count,
  net_value: v.array(money),
  word: v.pipe(v.string(), v.description('Trade word: `lead`, `active`, `at risk` ...')),
  rfm: v.nullable(rfm),
  most_active: v.nullable(
    v.strictObject({
      hour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(23)),
      weekday: v.string(),
    }),
  ),
  preferred_content: v.nullable(
    v.array(v.strictObject({ page: v.string(), engaged_seconds: v.number() })),
  ),
  journeys: v.strictObject({ open: count, converted: count, lapsed: count }),
});

const edge = v.strictObject({
  kind: v.picklist(['identify', 'alias', 'link', 'unlink', 'group']),
  a: v.string(),
  b: v.string(),
  at: instant,
  source: v.picklist(['page', 'server', 'import', 'api']),
  reason: v.exactOptional(v.string()),
  verified: v.exactOptional(v.boolean()),
});

export const conflict: v.GenericSchema<Conflict> = v.variant('kind', [
  v.strictObject({
    kind: v.literal('suspect_user'),
    user: v.string(),
    day: v.number(),
    visitors: count,
  }),
  v.strictObject({ kind: v.literal('reserved_id'), id: v.string(), edges: count }),
  v.strictObject({
    kind: v.literal('shared_visitor'),
    visitor: v.string(),
    users: v.array(v.string()),
  }),
  v.strictObject({ kind: v.literal('asserted_alias'), users: v.array(v.string()) }),
  v.strictObject({ kind: v.literal('wrong_signature'), visitor: v.string(), user: v.string() }),
  v.strictObject({ kind: v.literal('cookieless_visitor'), visitor: v.string(), edges: count }),
]);

export const customerIdentity: v.GenericSchema<CustomerIdentity> = v.strictObject({
  id: v.string(),
  users: v.array(v.string()),
  visitors: v.array(v.string()),
  edges: v.array(edge),
  conflicts: v.array(conflict),
});
