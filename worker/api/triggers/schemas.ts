import * as v from 'valibot';
import { warnings } from '../warnings/saved.ts';
import { LIMITS } from '../../../schema/index.ts';
import { durationOf } from '../../reports/index.ts';
import { filter, filterInput } from '../filter.ts';
import { count, instant, label } from '../shapes.ts';

/** Three years: longer is for ever, for which the member is left out. */
const LONGEST = 1_096 * 86_400_000;

const within = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((text) => {
    const ms = durationOf(text) ?? 0;
    return ms > 0 && ms <= LONGEST;
  }, 'An ISO 8601 duration of weeks, days and less, at most P1096D'),
  v.description(
    'No other of the same person from so long before the event until so long after; ever where absent.',
  ),
  v.examples(['P7D']),
);

const event = v.pipe(
  v.string(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(LIMITS.name),
  v.description(
    'Name of the event as it is stored: `purchase`, also where Segment calls it `Order Completed`.',
  ),
);

const once = v.strictObject({ per: v.literal('person'), within: v.exactOptional(within) });

const url = v.pipe(
  v.string(),
  v.maxLength(2_000, 'At most 2000 characters'),
  v.description('Where to send it: https, a public host, port 443 or 8443.'),
);

const enabled = v.boolean();

const body = {
  name: label,
  event,
  filter: v.exactOptional(filterInput),
  once: v.exactOptional(once),
  url,
  enabled: v.exactOptional(enabled),
};

export interface TriggerInput {
  name: string;
  event: string;
  filter?: v.InferOutput<typeof filterInput>;
  once?: { per: 'person'; within?: string };
  url: string;
  enabled?: boolean;
}

export const triggerBody: v.GenericSchema<TriggerInput> = v.strictObject(body);

/** `null` takes away what a trigger need not have. */
export type TriggerChange = {
  [Name in keyof TriggerInput]?:
    | TriggerInput[Name]
    | (Name extends 'filter' | 'once' ? null : never);
};

export const triggerChange: v.GenericSchema<TriggerChange> = v.strictObject({
  name: v.exactOptional(label),
  event: v.exactOptional(event),
  filter: v.exactOptional(v.nullable(filterInput)),
  once: v.exactOptional(v.nullable(once)),
  url: v.exactOptional(url),
  enabled: v.exactOptional(enabled),
});

const shown = {
  id: v.string(),
  name: v.string(),
  event: v.string(),
  filter: v.nullable(filter),
  once: v.nullable(once),
  url: v.string(),
  enabled,
  off_because: v.pipe(
    v.nullable(v.picklist(['gone', 'failing'])),
    v.description(
      'Why it was switched off by itself: the consumer answered 410, or took nothing for three days.',
    ),
  ),
  paused_until: v.pipe(
    v.nullable(instant),
    v.description('The consumer failed several times in a row: nothing is sent before.'),
  ),
  full: v.pipe(
    v.boolean(),
    v.description(
      '10,000 deliveries wait: what happens fires nothing until half of them are gone.',
    ),
  ),
  last_full_at: v.pipe(v.nullable(instant), v.description('When that was seen last, or its end.')),
  updated_at: instant,
};

export const triggerShown: v.GenericSchema = v.strictObject(shown);

/** With what there is to say of what was just changed. */
export const triggerChanged: v.GenericSchema = v.strictObject({
  ...shown,
  warnings: v.exactOptional(warnings),
});

const secret = v.pipe(
  v.string(),
  v.regex(/^whsec_[\w+/]+=*$/),
  v.description('What consumers verify signatures with. It is shown this once and never again.'),
);

/** Shown once, at creation. */
export const triggerCreated: v.GenericSchema = v.strictObject({
  ...shown,
  secret,
  warnings: v.exactOptional(warnings),
});

export const newSecret: v.GenericSchema = v.strictObject({
  secret,
  previous_until: v.pipe(instant, v.description('Until then the one before signs too.')),
});

export const attemptShown: v.GenericSchema = v.strictObject({
  at: instant,
  outcome: v.pipe(
    v.picklist(['delivered', 'answered', 'timeout', 'unreachable', 'refused', 'off', 'unjudged']),
    v.description(
      '`answered`: with another status than 2xx. `refused`: nothing may be sent there. `off`: the trigger was switched off. `unjudged`: the person could not be read.',
    ),
  ),
  status: v.nullable(v.pipe(v.number(), v.integer())),
  ms: count,
});

export const STATUSES: readonly ['pending', 'delivered', 'dead'] = ['pending', 'delivered', 'dead'];

const delivery = {
  id: v.pipe(v.string(), v.description('The `webhook-id`.')),
  status: v.picklist(STATUSES),
  event: v.strictObject({ id: v.string(), name: v.nullable(v.string()), at: instant }),
  visitor: v.nullable(v.string()),
  user: v.nullable(v.string()),
  created_at: instant,
  next_attempt_at: v.nullable(instant),
  attempts: v.array(attemptShown),
};

export const deliveryRow: v.GenericSchema = v.strictObject(delivery);

export const deliveryShown: v.GenericSchema = v.strictObject({
  ...delivery,
  payload: v.pipe(
    v.nullable(v.looseObject({ type: v.string() })),
    v.description('What is sent. Once it was delivered, nothing keeps it.'),
  ),
});
