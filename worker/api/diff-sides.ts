import * as v from 'valibot';
import type { DiffJourneys, Filter } from '../reports/index.ts';
import { shownRange, showRange, type ShownRange } from './envelope.ts';
import { filter, filterInput } from './filter.ts';
import type { Call, Entries } from './operation.ts';
import { rangeBefore, rangeInput, resolveRange, type Range, type ResolvedRange } from './range.ts';
import { spanOf } from './run-report.ts';
import { refusePersonal } from './saved/personal.ts';
import { segmentOrCell, unknownSegment } from './saved/segmented.ts';

/** One side as it is asked for. */
interface AskedSide {
  range?: Range;
  filter?: Filter;
  segment?: string;
}

const side: v.GenericSchema<unknown, AskedSide> = v.strictObject({
  range: v.exactOptional(
    v.pipe(rangeInput, v.description('When these journeys begin, if not in the report’s range.')),
  ),
  filter: v.exactOptional(filterInput),
  segment: v.exactOptional(
    v.pipe(
      v.string(),
      v.minLength(1, 'Must not be empty'),
      v.maxLength(8_192),
      v.description('Id of a segment, or a `cell` of a report.'),
    ),
  ),
});

/** Journeys belong to a side by the session they begin with. */
export const diffSides: {
  a: v.ExactOptionalSchema<typeof side, undefined>;
  b: v.ExactOptionalSchema<typeof side, undefined>;
} = {
  a: v.exactOptional(
    v.pipe(
      side,
      v.description('Journeys by the session they begin with; without it everybody else than `b`.'),
    ),
  ),
  b: v.exactOptional(
    v.pipe(
      side,
      v.description(
        'Those they are held against; without it everybody else than `a`, and where `a` is everybody, ' +
          'the period right before.',
      ),
    ),
  ),
};

/** One side as the answer shows it. */
export const shownSide: v.GenericSchema<ShownSide> = v.strictObject({
  range: shownRange,
  filter: v.exactOptional(filter),
});

interface ShownSide {
  range: ShownRange;
  filter?: Filter;
}

/** One side, its range in absolute time. */
interface ResolvedSide {
  range: ResolvedRange;
  filter?: Filter;
}

type SidesCall = Pick<
  Call<'/v1/sites/{site}/', Entries, Entries, { a?: AskedSide; b?: AskedSide }>,
  'env' | 'site' | 'at' | 'body' | 'grant'
>;

/** Both sides; what is left out follows from the other. */
export async function sidesOf(
  call: SidesCall,
  within: ResolvedRange,
): Promise<{ a: ResolvedSide; b: ResolvedSide }> {
  const { a, b } = call.body;
  const given = {
    a: a && (await sideOf(call, within, { asked: a, pointer: '/a' })),
    b: b && (await sideOf(call, within, { asked: b, pointer: '/b' })),
  };
  const first = given.a ?? (given.b && elseThan(given.b)) ?? { range: within };
  const second = given.b ?? elseThan(first) ?? { range: rangeBefore(first.range) };
  return { a: first, b: second };
}

export function asJourneys({ range, filter: own }: ResolvedSide): DiffJourneys {
  return { range: spanOf(range), ...(own && { filter: own }) };
}

export function asShown({ range, filter: own }: ResolvedSide): ShownSide {
  return { range: showRange(range), ...(own && { filter: own }) };
}

/** Everybody else at the same time; undefined where there is nobody else. */
function elseThan({ range, filter: own }: ResolvedSide): ResolvedSide | undefined {
  return own && { range, filter: { not: own } };
}

async function sideOf(
  { env, site, at, grant }: SidesCall,
  within: ResolvedRange,
  { asked, pointer }: { asked: AskedSide; pointer: string },
): Promise<ResolvedSide> {
  const range = asked.range
    ? resolveRange(asked.range, site.timeZone, at, `${pointer}/range`)
    : within;
  if (asked.segment === undefined) {
    return { range, ...(asked.filter && { filter: asked.filter }) };
  }
  const found = await segmentOrCell(env, site, asked.segment);
  if (found === undefined) throw unknownSegment(`${pointer}/segment`);
  refusePersonal(grant, found);
  return { range, filter: asked.filter ? { and: [found, asked.filter] } : found };
}
