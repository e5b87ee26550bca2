import * as v from 'valibot';
import { shownRange, type Envelope } from './envelope.ts';
import type { AnyCall, Operation } from './operation.ts';
import { rangeBefore, rangeInput, rangeYearBefore, resolveRange, type Range } from './range.ts';
import { isStrictObject } from './strict-object.ts';

const compare = v.pipe(
  v.union([v.picklist(['previous', 'year_before']), rangeInput]),
  v.description(
    '`previous` is the period of the same length right before, `year_before` the same days a year ' +
      'earlier. `data.compare` is what the report says of it, its rows and cells included.',
  ),
);

type Body = Record<string, unknown> & { range: Range; compare?: v.InferOutput<typeof compare> };

/** A report that is also asked for another period: two answers in one, so that both are of one moment. */
export function compared(operation: Operation): Operation {
  const { reply, body, answers } = operation;
  const answer = answers[200];
  if (reply === undefined || answer === undefined || !isStrictObject(body)) {
    throw new Error(`${operation.operationId} is no report with a body of named members`);
  }
  return {
    ...operation,
    body: v.strictObject({ ...body.entries, compare: v.exactOptional(compare) }),
    answers: { ...answers, 200: { ...answer, schema: withCompare(answer.schema) } },
    reply: async (call) => {
      // What the schema above gave, and what every report hands over.
      const { compare: asked, ...query } = call.body as Body;
      const ask = async (one: object): Promise<Envelope> =>
        (await reply({ ...call, body: one })).body as Envelope;
      const whole = await ask(query);
      if (asked === undefined) return { body: whole };
      const before = otherRange(call, query.range, asked);
      const { from, to } = before;
      const other = await ask({ ...query, range: { from, to } });
      return { body: together(whole, other) };
    },
  };
}

function otherRange(
  { site, at }: AnyCall,
  range: Range,
  asked: NonNullable<Body['compare']>,
): ReturnType<typeof resolveRange> {
  const zone = site?.timeZone ?? 'UTC';
  if (typeof asked === 'object') return resolveRange(asked, zone, at, '/compare');
  const within = resolveRange(range, zone, at);
  return asked === 'previous' ? rangeBefore(within) : rangeYearBefore(within);
}

function together(whole: Envelope, other: Envelope): Envelope {
  const { query, data, meta } = whole;
  const { cost } = other.meta;
  return {
    ...whole,
    query: { ...query, compare: other.query.range },
    // Every report's data are an object.
    data: { ...(data as object), compare: other.data },
    meta: {
      ...meta,
      cost: {
        rows_read: meta.cost.rows_read + cost.rows_read,
        ms: meta.cost.ms + cost.ms,
        usd: Number((meta.cost.usd + cost.usd).toPrecision(6)),
      },
      warnings: [...new Set([...meta.warnings, ...other.meta.warnings])],
    },
  };
}

/** The envelope's schema with what a comparison adds to its query and its data. */
function withCompare(schema: v.GenericSchema | undefined): v.GenericSchema {
  if (isStrictObject(schema)) {
    const { query, data } = schema.entries;
    if (isStrictObject(query) && isStrictObject(data)) {
      return v.strictObject({
        ...schema.entries,
        query: v.strictObject({ ...query.entries, compare: v.exactOptional(shownRange) }),
        data: v.strictObject({ ...data.entries, compare: v.exactOptional(data) }),
      });
    }
  }
  throw new Error('A report answers an envelope of named members');
}
