import * as v from 'valibot';
import { USD } from '../prices.ts';
import { contextOf } from './context-of.ts';
import { shownRange, type Envelope } from './envelope.ts';
import type { AnyCall, Operation } from './operation.ts';
import {
  rangeBefore,
  rangeBeforeSoFar,
  rangeInput,
  rangeYearBefore,
  rangeYearBeforeSoFar,
  resolveRange,
  type Range,
  type ResolvedRange,
} from './range.ts';
import { saidOfBefore, type SaidOfBefore } from './said-of-before.ts';
import { isStrictObject } from './strict-object.ts';

type Period = 'previous' | 'year_before' | 'previous_so_far' | 'year_before_so_far';
type Compare = Period | Range;

/** How the other period follows from the range, at the time of the request. */
const PERIODS: Record<Period, (range: ResolvedRange, at: number) => ResolvedRange> = {
  previous: rangeBefore,
  year_before: rangeYearBefore,
  previous_so_far: rangeBeforeSoFar,
  year_before_so_far: rangeYearBeforeSoFar,
};

const PERIOD_NAMES: readonly Period[] = [
  'previous',
  'year_before',
  'previous_so_far',
  'year_before_so_far',
];

export const compare: v.GenericSchema<Compare> = v.pipe(
  v.union([v.picklist(PERIOD_NAMES), rangeInput]),
  v.description(
    '`previous` is the period of the same length right before, `year_before` the same days a year ' +
      'earlier. Either with `_so_far` ends as far into it as the time of the request is into the range, ' +
      'so that half a day is not compared with a whole one. `data.compare` is what the report says of it, its rows and cells included.',
  ),
);

type Body = Record<string, unknown> & { range: Range; compare?: Compare };

/** A report that is also asked for another period: two answers in one, so that both are of one moment. */
export function compared(operation: Operation): Operation {
  const { reply, body, answers } = operation;
  const answer = answers[200];
  if (reply === undefined || answer === undefined || !isStrictObject(body)) {
    throw new Error(`${operation.operationId} is no report with a body of named members`);
  }
  // What is about a change compares by itself.
  if ('compare' in body.entries) return operation;
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
      const before = otherRange(call, resolveRange(query.range, zoneOf(call), call.at), asked);
      const { from, to } = before;
      const [other, said] = await Promise.all([
        ask({ ...query, range: { from, to } }),
        saidOf(call, before),
      ]);
      other.meta.warnings.push(...said.warnings);
      other.meta.cost.rows_read += said.rowsRead;
      return { body: together(whole, other) };
    },
  };
}

function saidOf({ env, site, at }: AnyCall, before: ResolvedRange): Promise<SaidOfBefore> {
  if (site === undefined) throw new Error('A report is of a site');
  return saidOfBefore(contextOf({ env, site, at }), before);
}

function zoneOf({ site }: Pick<AnyCall, 'site'>): string {
  return site?.timeZone ?? 'UTC';
}

/** The range that another one is compared with. */
export function otherRange(
  call: Pick<AnyCall, 'site' | 'at'>,
  within: ResolvedRange,
  asked: Compare,
): ResolvedRange {
  if (typeof asked === 'object') return resolveRange(asked, zoneOf(call), call.at, '/compare');
  return PERIODS[asked](within, call.at);
}

function together(whole: Envelope, other: Envelope): Envelope {
  const { query, data, meta } = whole;
  const { cost } = other.meta;
  const rows = meta.cost.rows_read + cost.rows_read;
  return {
    ...whole,
    query: { ...query, compare: other.query.range },
    // Every report's data are an object.
    data: { ...(data as object), compare: other.data },
    meta: {
      ...meta,
      cost: {
        rows_read: rows,
        ms: meta.cost.ms + cost.ms,
        usd: Number((rows * USD.rowRead).toPrecision(6)),
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
