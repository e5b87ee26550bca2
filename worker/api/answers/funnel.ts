import * as v from 'valibot';
import type { Funnel, FunnelStep } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';

const seconds = v.nullable(v.pipe(v.number(), v.minValue(0)));

const step: v.GenericSchema<FunnelStep> = v.strictObject({
  event: v.string(),
  people: count,
  from_start: rate,
  from_previous: rate,
  dropped: count,
  in_progress: v.pipe(
    count,
    v.description('People of the step before who are not here yet and whose window is still open.'),
  ),
  time_from_previous: v.pipe(
    v.strictObject({ p25: seconds, p50: seconds, p75: seconds, p95: seconds }),
    v.description('Seconds.'),
  ),
});

export const funnelData: v.GenericSchema<Funnel> = v.strictObject({
  steps: v.array(step),
  excluded: v.pipe(
    count,
    v.description('People who did an excluded event between the steps: counted nowhere else.'),
  ),
  rows: v.exactOptional(v.array(v.strictObject({ key: v.string(), steps: v.array(step) }))),
});
