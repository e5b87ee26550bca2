import * as v from 'valibot';
import {
  MODELS,
  type Attribution,
  type AttributionRow,
  type Credit,
  type Model,
} from '../../reports/index.ts';
import { count, money } from '../shapes.ts';

/** The report with the keys to its people. */
export interface CellAttribution extends Omit<Attribution, 'rows'> {
  rows: (AttributionRow & { cell: string | null })[];
}

const credit: v.GenericSchema<Credit> = v.strictObject({
  conversions: v.pipe(v.number(), v.description('Credited, in millionths of a conversion.')),
  value: v.pipe(v.array(money), v.description('Credited of their worth, by currency.')),
  ci95: v.pipe(
    v.nullable(v.strictTuple([v.number(), v.number()])),
    v.description('Of `conversions`, by the bootstrap; null without one.'),
  ),
});

const credits: v.GenericSchema<AttributionRow['models']> = v.strictObject(
  // Those that were asked for.
  Object.fromEntries(MODELS.map((model) => [model, v.exactOptional(credit)])) as Record<
    Model,
    v.ExactOptionalSchema<typeof credit, undefined>
  >,
);

const whole = {
  conversions: count,
  customers: v.pipe(count, v.description('Who made them.')),
  value: v.pipe(v.array(money), v.description('Their worth, by currency.')),
};

export const attributionTotals: v.GenericSchema<
  Pick<Attribution, 'conversions' | 'customers' | 'value'>
> = v.strictObject(whole);

export const attributionData: v.GenericSchema<CellAttribution> = v.strictObject({
  ...whole,
  journeys: v.strictObject({
    converted: count,
    lapsed: v.pipe(
      count,
      v.description('Ended without a conversion: their last touch became too old for one.'),
    ),
    in_progress: v.pipe(
      count,
      v.description('Not over yet at the end of the range. No model looks at them.'),
    ),
  }),
  bootstrap: v.pipe(
    count,
    v.description('Replicates drawn: fewer than asked for where there is very much to draw.'),
  ),
  rows: v.array(
    v.strictObject({
      touch: v.string(),
      participation: v.pipe(
        count,
        v.description('Conversions it took part in. They add up to more than there are.'),
      ),
      customers: v.pipe(count, v.description('Who made these.')),
      models: credits,
      disagreement: v.pipe(
        v.number(),
        v.description('Conversions: the most that a model credits less the least.'),
      ),
      cell: v.pipe(
        v.nullable(v.string()),
        v.description(
          'Opens who converted after such a touch: `GET .../customers?cell=`. Null of nobody.',
        ),
      ),
    }),
  ),
});
