import * as v from 'valibot';
import { filter } from './filter.ts';
import { pathStart } from './path-input.ts';
import { range } from './range.ts';
import { exclusion, step } from './report-input.ts';
import { comparedSegment } from './saved/compared-segments.ts';
import { savedReport } from './saved/schemas.ts';
import { money, rate } from './shapes.ts';

const fault = v.object({
  in: v.picklist(['body', 'query', 'path', 'header']),
  pointer: v.pipe(v.string(), v.description('JSON pointer (RFC 6901) to what is wrong.')),
  detail: v.string(),
  nearest: v.exactOptional(
    v.pipe(v.string(), v.description('The known name or value closest to what was given.')),
  ),
});

const problem = v.pipe(
  v.looseObject({
    type: v.pipe(v.string(), v.regex(/^\/docs\/problems\/[a-z-]+$/)),
    title: v.string(),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    detail: v.string(),
    errors: v.exactOptional(v.array(fault)),
  }),
  v.description('Problem details (RFC 9457). `type` leads to a page that explains it.'),
);

/** Schemas with a name of their own in the description; everything else is written out in place. */
export const components: Record<string, v.GenericSchema> = {
  ComparedSegment: comparedSegment,
  Exclusion: exclusion,
  Filter: filter,
  Money: money,
  PathStart: pathStart,
  Problem: problem,
  Range: range,
  Rate: rate,
  SavedReport: savedReport,
  Step: step,
};
