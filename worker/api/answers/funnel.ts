import * as v from 'valibot';
import type { Funnel, FunnelPeriod, FunnelStep } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';

const seconds = v.nullable(v.pipe(v.number(), v.minValue(0)));

/** A step with the key to its people. */
export type CellStep = FunnelStep & { cell: string | null };

export interface CellFunnel extends Funnel {
  steps: CellStep[];
  rows?: { key: string; steps: CellStep[] }[];
}

const step = {
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
};

const withCell: v.GenericSchema<CellStep> = v.strictObject({
  ...step,
  cell: v.pipe(
    v.nullable(v.string()),
    v.description('Opens the people who came this far: `GET .../customers?cell=`.'),
  ),
});

const period: v.GenericSchema<FunnelPeriod> = v.strictObject({
  day: v.pipe(v.string(), v.description('First day of the period, in the site’s zone.')),
  people: count,
  converted: count,
  conversion: rate,
  in_progress: v.pipe(count, v.description('Not there yet, and their window is still open.')),
});

export const funnelData: v.GenericSchema<CellFunnel> = v.strictObject({
  steps: v.array(withCell),
  excluded: v.pipe(
    count,
    v.description('People who did an excluded event between the steps: counted nowhere else.'),
  ),
  rows: v.exactOptional(v.array(v.strictObject({ key: v.string(), steps: v.array(withCell) }))),
  trend: v.exactOptional(
    v.pipe(
      v.array(period),
      v.description('By the period of the first step; together they are the whole.'),
    ),
  ),
});
