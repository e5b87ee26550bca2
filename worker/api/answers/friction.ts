import * as v from 'valibot';
import {
  SIGNALS,
  type Friction,
  type FrictionPick,
  type FrictionRow,
  type FrictionStep,
} from '../../reports/index.ts';
import { count, money, rate } from '../shapes.ts';

/** The report with the keys to its people. */
export interface CellFriction extends Omit<Friction, 'rows'> {
  rows: (FrictionRow & { cells: Record<FrictionPick['of'], string | null> })[];
}

const step: v.GenericSchema<FrictionStep> = v.strictObject({
  step: v.string(),
  people: v.pipe(count, v.description('Entered it, and had all the time there is to convert.')),
  converted: rate,
  in_progress: v.pipe(count, v.description('Entered it, and still have time: in no row.')),
});

export const frictionTotals: v.GenericSchema<{ tested: number; stand: number }> = v.strictObject({
  tested: v.pipe(count, v.description('Rows that were compared, of which the first are shown.')),
  stand: v.pipe(count, v.description('Of the rows shown.')),
});

const cell = v.nullable(v.string());

export const frictionData: v.GenericSchema<CellFriction> = v.strictObject({
  steps: v.array(step),
  mean_order: v.pipe(v.array(money), v.description('Of the range, in the site’s currency.')),
  tested: count,
  untested: v.pipe(count, v.description('What fewer than 30 people met with who can be compared.')),
  rows: v.pipe(
    v.array(
      v.strictObject({
        step: v.string(),
        nth: v.pipe(count, v.description('Number of the step, from 1.')),
        signal: v.picklist(SIGNALS),
        key: v.pipe(
          v.string(),
          v.description('Page or target; `(other)` of those that few people met, together.'),
        ),
        exposed: v.pipe(
          count,
          v.description('People who met with it after entering the step, before converting.'),
        ),
        compared: v.pipe(count, v.description('Of these who have others alike.')),
        converted: v.strictObject({
          exposed: rate,
          others: v.pipe(rate, v.description('As counted: people who are not alike.')),
        }),
        difference: v.pipe(
          v.strictObject({
            value: v.number(),
            ci95: v.strictTuple([v.number(), v.number()]),
          }),
          v.description('Of the shares converted, among people alike (Mantel-Haenszel, Sato).'),
        ),
        p: v.pipe(v.number(), v.description('Two-sided.')),
        stands: v.pipe(
          v.boolean(),
          v.description('After Benjamini and Hochberg at 10 % over all that was compared.'),
        ),
        missing: v.strictObject({
          conversions: v.number(),
          conversions_at_least: v.number(),
          value: v.pipe(v.array(money), v.description('At the mean order.')),
          value_at_least: v.array(money),
        }),
        cells: v.strictObject({
          exposed: v.pipe(cell, v.description('Opens who met with it. Null of nobody.')),
          missing: v.pipe(cell, v.description('Opens who of these did not convert.')),
        }),
      }),
    ),
    v.description('By what is associated with most missing conversions, at least.'),
  ),
});
