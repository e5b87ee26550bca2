import * as v from 'valibot';
import type { WireContext, WireEvent, WirePage } from './event.ts';
import { LIMITS } from './limits.ts';

/** The form of a batch without its events' details: what must hold for any of it to be stored. */
export interface BatchEnvelope {
  v: 1;
  site: string;
  batch: string;
  sent_at: number;
  visitor: string;
  page_load: string;
  context?: WireContext | undefined;
  events: unknown[];
  lost?: Record<string, number> | undefined;
}

const id = (reason: string): v.GenericSchema<string> =>
  v.pipe(
    v.string(reason),
    v.minLength(1, reason),
    v.maxLength(LIMITS.id, reason),
    v.regex(/^[\x21-\x7e]+$/, reason),
  );

const time = (reason: string): v.GenericSchema<number> =>
  v.pipe(
    v.number(reason),
    v.finite(reason),
    v.minValue(LIMITS.earliest, reason),
    v.maxValue(LIMITS.latest, reason),
  );

const short = v.pipe(v.string('context_invalid'), v.maxLength(1_024, 'context_invalid'));

const contextSchema: v.GenericSchema<WireContext> = v.looseObject(
  {
    host: v.exactOptional(short),
    referrer: v.exactOptional(
      v.pipe(v.string('context_invalid'), v.maxLength(LIMITS.string, 'context_invalid')),
    ),
    language: v.exactOptional(short),
    screen: v.exactOptional(short),
    utc_offset: v.exactOptional(
      v.pipe(
        v.number('context_invalid'),
        v.minValue(-1_440, 'context_invalid'),
        v.maxValue(1_440, 'context_invalid'),
      ),
    ),
    cookieless: v.exactOptional(v.boolean('context_invalid')),
    library: v.exactOptional(short),
    demo: v.exactOptional(v.boolean('context_invalid')),
  },
  'context_invalid',
);

const lost = v.record(
  v.pipe(v.string(), v.maxLength(LIMITS.name, 'lost_invalid')),
  v.pipe(
    v.number('lost_invalid'),
    v.integer('lost_invalid'),
    v.minValue(0, 'lost_invalid'),
    v.maxValue(1e9, 'lost_invalid'),
  ),
  'lost_invalid',
);

/** Messages are reasons (reason.ts). Events are looked at one by one, see parse.ts. */
export const envelopeSchema: v.GenericSchema<unknown, BatchEnvelope> = v.looseObject(
  {
    v: v.literal(1, 'version_unknown'),
    site: v.pipe(v.string('site_invalid'), v.regex(/^[a-z][a-z0-9-]{1,62}$/, 'site_invalid')),
    batch: id('batch_invalid'),
    sent_at: time('sent_at_invalid'),
    visitor: id('visitor_invalid'),
    page_load: id('page_load_invalid'),
    context: v.optional(contextSchema),
    events: v.pipe(
      v.array(v.unknown(), 'events_not_an_array'),
      v.minLength(1, 'events_empty'),
      v.maxLength(LIMITS.batchEvents, 'too_many_events'),
    ),
    lost: v.optional(lost),
  },
  'not_an_object',
);

const pageSchema: v.GenericSchema<string | WirePage> = v.union(
  [
    v.pipe(v.string(), v.maxLength(LIMITS.string, 'page_too_long')),
    v.looseObject({
      url: v.pipe(v.string('page_invalid'), v.maxLength(LIMITS.string, 'page_too_long')),
      title: v.exactOptional(
        v.pipe(v.string('page_invalid'), v.maxLength(LIMITS.string, 'page_too_long')),
      ),
      referrer: v.exactOptional(
        v.pipe(v.string('page_invalid'), v.maxLength(LIMITS.string, 'page_too_long')),
      ),
    }),
  ],
  (issue) =>
    issue.issues?.find((inner) => inner.message.startsWith('page_'))?.message ?? 'page_invalid',
);

/** One event, its properties apart: their limits count over the whole tree (properties.ts). */
export const eventSchema: v.GenericSchema<unknown, WireEvent> = v.looseObject(
  {
    seq: v.pipe(
      v.number('seq_invalid'),
      v.integer('seq_invalid'),
      v.minValue(0, 'seq_invalid'),
      v.maxValue(999_999_999, 'seq_invalid'),
    ),
    at: v.pipe(
      v.number('at_invalid'),
      v.finite('at_invalid'),
      v.minValue(LIMITS.earliest, 'at_out_of_range'),
      v.maxValue(LIMITS.latest, 'at_out_of_range'),
    ),
    name: v.pipe(
      v.string((issue) =>
        issue.input === undefined || issue.input === null ? 'name_missing' : 'name_not_a_string',
      ),
      v.trim(),
      v.minLength(1, 'name_missing'),
      v.maxLength(LIMITS.name, 'name_too_long'),
    ),
    page: v.exactOptional(pageSchema),
    properties: v.exactOptional(v.record(v.string(), v.any(), 'properties_not_an_object')),
  },
  'event_not_an_object',
);
