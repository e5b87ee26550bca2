import * as v from 'valibot';
import type { Diff, DiffRow, DiffState, DiffWhole, Difference } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';

/** Keys to the people of a side. */
export interface WholeCells {
  journeys: string | null;
  converted: string | null;
}

/** The report with the keys to its people. */
export interface CellDiff extends Omit<Diff, 'a' | 'b' | 'rows'> {
  a: DiffWhole & { cells: WholeCells };
  b: DiffWhole & { cells: WholeCells };
  rows: (DiffRow & { cells: { a: string | null; b: string | null } })[];
}

const cell = v.nullable(v.string());

const difference: v.GenericSchema<Difference> = v.strictObject({
  value: v.pipe(v.number(), v.description('`a` less `b`.')),
  ci95: v.pipe(v.strictTuple([v.number(), v.number()]), v.description('Newcombe.')),
  p: v.pipe(v.number(), v.description('Two-sided.')),
});

const whole: v.GenericSchema<CellDiff['a']> = v.strictObject({
  journeys: v.pipe(count, v.description('Journeys that are over.')),
  customers: v.pipe(count, v.description('Whose they are.')),
  converted: rate,
  in_progress: v.pipe(count, v.description('Journeys that may still go on: in no number.')),
  cells: v.strictObject({ journeys: cell, converted: cell }),
});

const state: v.GenericSchema<DiffState> = v.strictObject({
  state: v.pipe(v.string(), v.description('A node, `(other)` of rare ones, or `(start)`.')),
  departures: v.strictObject({ a: count, b: count }),
  swapped: v.pipe(
    v.nullable(v.strictObject({ a: v.number(), b: v.number() })),
    v.description(
      'P(conversion) of a side where this one node leads as it does on the other; null where either ' +
        'left it fewer than 30 times.',
    ),
  ),
  effect: v.pipe(
    v.nullable(v.number()),
    v.description('Of the difference, what goes by where this node leads: mean of both swaps.'),
  ),
});

const row: v.GenericSchema<CellDiff['rows'][number]> = v.strictObject({
  from: v.string(),
  to: v.pipe(v.string(), v.description('A node, `(conversion)` or `(exit)`.')),
  a: v.pipe(rate, v.description('Of those who left `from`, who came to `to` next.')),
  b: rate,
  difference,
  effect: v.pipe(v.number(), v.description('Of all ways from this node.')),
  part: v.pipe(v.number(), v.description('Of the effect, by this way.')),
  stands: v.pipe(
    v.boolean(),
    v.description('After Benjamini and Hochberg at 10 % over all that was compared.'),
  ),
  cells: v.pipe(
    v.strictObject({ a: cell, b: cell }),
    v.description('Open who went this way. Null of nobody.'),
  ),
});

export const diffTotals: v.GenericSchema<{ tested: number; stand: number }> = v.strictObject({
  tested: v.pipe(count, v.description('Ways that were compared, of which the first are shown.')),
  stand: v.pipe(count, v.description('Of the rows shown.')),
});

export const diffData: v.GenericSchema<CellDiff> = v.strictObject({
  a: whole,
  b: whole,
  difference: v.pipe(
    v.nullable(difference),
    v.description('Of the shares of journeys that converted.'),
  ),
  states: v.pipe(v.array(state), v.description('By their effect, either way.')),
  tested: count,
  untested: v.pipe(count, v.description('Ways from nodes that a side left fewer than 30 times.')),
  rows: v.pipe(
    v.array(row),
    v.description('By the effect of the node they lead from, then by their part of it.'),
  ),
});
