import * as v from 'valibot';
import type { Quantiles } from '../../reports/index.ts';

const seconds = v.nullable(v.pipe(v.number(), v.minValue(0)));

/** Durations in seconds; `null` of none. */
export const quantiles: v.GenericSchema<Quantiles> = v.strictObject({
  p25: seconds,
  p50: seconds,
  p75: seconds,
  p95: seconds,
});
