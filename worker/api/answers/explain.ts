import * as v from 'valibot';
import {
  FACETS,
  type Difference,
  type Explain,
  type ExplainDimension,
  type ExplainRow,
  type Level,
} from '../../reports/index.ts';
import { count, money, rate } from '../shapes.ts';

/** Keys to the people of a number, now and before. */
export interface ExplainCells {
  now: string | null;
  before: string | null;
  now_converted: string | null;
  before_converted: string | null;
}

/** The report with the keys to its people. */
export interface CellExplain extends Omit<Explain, 'rows'> {
  cells: ExplainCells;
  rows: (ExplainRow & { cells: ExplainCells })[];
}

const level: v.GenericSchema<Level> = v.strictObject({
  value: v.pipe(v.nullable(v.number()), v.description('A share, or revenue for each of `of`.')),
  n: v.pipe(count, v.description('Who converted; of revenue, who ordered.')),
  of: count,
  ci95: v.nullable(v.strictTuple([v.number(), v.number()])),
  revenue: v.exactOptional(money),
});

const judged = {
  value: v.number(),
  ci95: v.strictTuple([v.number(), v.number()]),
  p: v.pipe(v.number(), v.description('Two-sided.')),
};

const difference: v.GenericSchema<Difference> = v.strictObject(judged);

const dimension: v.GenericSchema<ExplainDimension> = v.strictObject({
  by: v.picklist(FACETS),
  values: v.pipe(count, v.description('Different ones.')),
  stand: v.pipe(count, v.description('Of which what is beyond is more than chance.')),
  concentration: v.pipe(
    v.number(),
    v.description('What those brought beyond an even change, in units of the measure.'),
  ),
  top: v.nullable(
    v.strictObject({ key: v.string(), contribution: v.number(), beyond: v.number() }),
  ),
});

const cell = v.nullable(v.string());

const cells: v.GenericSchema<ExplainCells> = v.pipe(
  v.strictObject({ now: cell, before: cell, now_converted: cell, before_converted: cell }),
  v.description('Open who they are. Null of nobody.'),
);

const row: v.GenericSchema<CellExplain['rows'][number]> = v.strictObject({
  key: v.pipe(v.string(), v.description('`(other)`: all that have no row, together.')),
  now: level,
  before: level,
  share: v.pipe(
    v.strictObject({ now: rate, before: rate }),
    v.description('Of all customers or sessions.'),
  ),
  mix: v.pipe(v.number(), v.description('(w1 - w0)(r0 - R0): by there being more or fewer.')),
  rate: v.pipe(v.number(), v.description('w1 (r1 - r0): by their own measure.')),
  contribution: v.pipe(
    v.strictObject(judged),
    v.description('Mix and rate. Of all rows it adds up to the change.'),
  ),
  difference: v.pipe(v.nullable(difference), v.description('Of its own measure, now less before.')),
  beyond: v.pipe(
    v.strictObject(judged),
    v.description('What it brought beyond an even change: w1 (r1 - R1) - w0 (r0 - R0).'),
  ),
  stands: v.pipe(
    v.strictObject({ difference: v.boolean(), beyond: v.boolean() }),
    v.description('More than chance, after Benjamini and Hochberg at 10 % over all judged.'),
  ),
  cells,
});

export const explainTotals: v.GenericSchema<Pick<Explain, 'now' | 'before'>> = v.strictObject({
  now: level,
  before: level,
});

export const explainData: v.GenericSchema<CellExplain> = v.strictObject({
  now: level,
  before: level,
  change: v.pipe(
    v.nullable(difference),
    v.description('Now less before; of shares with the interval of Newcombe.'),
  ),
  mix: v.pipe(v.number(), v.description('Of the change, by who came.')),
  rate: v.pipe(v.number(), v.description('Of the change, by what they did.')),
  by: v.pipe(v.picklist(FACETS), v.description('What the rows tell apart by.')),
  dimensions: v.pipe(
    v.array(dimension),
    v.description('Fields that were looked at, what concentrates most of the change first.'),
  ),
  rows: v.pipe(v.array(row), v.description('By how much they contributed, either way.')),
  other_currencies: v.pipe(
    count,
    v.description('Orders in other currencies than the site’s: they count as nothing in revenue.'),
  ),
  cells,
});
