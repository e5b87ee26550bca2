import * as v from 'valibot';
import type { Funnel, FunnelStep } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';

const seconds = v.nullable(v.pipe(v.number(), v.minValue(0)));

/** A step with the key to its people. */
export type CellStep = FunnelStep & { cell: string | null };

export interface CellFunnel extends Funnel {
  steps: CellStep[];
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

const bare: v.GenericSchema<FunnelStep> = v.strictObject(step);
const withCell: v.GenericSchema<CellStep> = v.strictObject({
  ...step,
  cell: v.pipe(
    v.nullable(v.string()),
    v.description('Opens the people who came this far: `GET .../customers?cell=`.'),
  ),
});

export const funnelData: v.GenericSchema<CellFunnel> = v.strictObject({
  steps: v.array(withCell),
  excluded: v.pipe(
    count,
    v.description('People who did an excluded event between the steps: counted nowhere else.'),
  ),
  rows: v.exactOptional(v.array(v.strictObject({ key: v.string(), steps: v.array(bare) }))),
});
