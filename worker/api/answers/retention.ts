import * as v from 'valibot';
import type { Cohort, Retention, RetentionCell } from '../../reports/index.ts';
import { count, instant, rate } from '../shapes.ts';

type Celled = RetentionCell & { cell: string | null };

/** The report with the keys to its people. */
export interface CellRetention extends Omit<Retention, 'cohorts'> {
  cohorts: (Omit<Cohort, 'cells'> & { cells: Celled[] })[];
}

const retentionCell: v.GenericSchema<Celled> = v.strictObject({
  period: v.pipe(count, v.description('Periods after the one people entered in.')),
  returned: v.pipe(
    rate,
    v.description('Of the whole cohort. `value` is null until the period is over for all of it.'),
  ),
  in_progress: v.boolean(),
  open: v.pipe(v.boolean(), v.description('Unbounded: who has not come back yet still may.')),
  cell: v.pipe(
    v.nullable(v.string()),
    v.description('Opens the people who returned: `GET .../customers?cell=`. Null of nobody.'),
  ),
});

export const retentionData: v.GenericSchema<CellRetention> = v.strictObject({
  cohorts: v.pipe(
    v.array(
      v.strictObject({
        day: v.pipe(v.string(), v.description('First day of its period.')),
        at: instant,
        people: count,
        cells: v.array(retentionCell),
      }),
    ),
    v.description('One a period, empty ones too.'),
  ),
  mean: v.pipe(
    v.array(v.strictObject({ period: count, returned: rate, cohorts: count })),
    v.description('By period: returned of all people of the cohorts whose cell is mature.'),
  ),
});
