import * as v from 'valibot';
import type { Lifecycle, LifecyclePeriod, LifecycleState } from '../../reports/index.ts';
import { count, instant, rate } from '../shapes.ts';

type Cells = Record<LifecycleState | 'active', string | null>;

/** The report with the keys to its people. */
export interface CellLifecycle extends Omit<Lifecycle, 'periods' | 'stickiness'> {
  periods: (LifecyclePeriod & { cells: Cells })[];
  stickiness: (Lifecycle['stickiness'][number] & { cell: string | null })[];
}

const key = v.nullable(v.string());

const cells: v.GenericSchema<Cells> = v.strictObject({
  active: key,
  new: key,
  returning: key,
  resurrecting: key,
  dormant: key,
});

export const lifecycleData: v.GenericSchema<CellLifecycle> = v.strictObject({
  periods: v.pipe(
    v.array(
      v.strictObject({
        day: v.pipe(v.string(), v.description('First day of the period.')),
        at: instant,
        active: count,
        new: v.pipe(count, v.description('Never active before.')),
        returning: v.pipe(count, v.description('Active in the period before as well.')),
        resurrecting: v.pipe(count, v.description('Not active in the period before, but earlier.')),
        dormant: v.pipe(
          v.nullable(count),
          v.description('Active in the period before, not in this one; null until it is over.'),
        ),
        in_progress: v.boolean(),
        cells: v.pipe(
          cells,
          v.description('Open the people: `GET .../customers?cell=`. Null of nobody.'),
        ),
      }),
    ),
    v.description(
      'new + returning + resurrecting = active; active of the period before = returning + dormant.',
    ),
  ),
  stickiness: v.pipe(
    v.array(v.strictObject({ periods: count, people: count, share: rate, cell: key })),
    v.description('People by the number of periods they were active in.'),
  ),
  active: v.pipe(count, v.description('Different people over all periods.')),
});
