import * as v from 'valibot';
import type { Overview } from '../../reports/index.ts';
import {
  OVERVIEW_FIGURES,
  type OverviewFigure,
  type OverviewPick,
} from '../../reports/overview-pick.ts';

/** Keys to the people behind the figures; null of nobody. */
export type OverviewCells = Record<OverviewFigure, string | null>;

/** The report with the keys to its people. */
export interface CellOverview extends Omit<Overview, 'series' | 'rows'> {
  cells: OverviewCells;
  rows?: (NonNullable<Overview['rows']>[number] & { cells: OverviewCells })[];
  series: (Overview['series'][number] & { cell: string | null })[];
}

const cell = v.nullable(v.string());

export const overviewCells: v.GenericSchema<OverviewCells> = v.pipe(
  v.strictObject({
    customers: cell,
    new_customers: cell,
    returning_customers: cell,
    converted: v.pipe(cell, v.description('Customers behind `conversion`.')),
    buyers: v.pipe(cell, v.description('Customers behind `orders` and `revenue`.')),
  }),
  v.description('Open the people behind the figures: `GET .../customers?cell=`. Null of nobody.'),
);

type CellOf = (pick: OverviewPick) => Promise<string | null>;

/** Each figure opens its people; of a day all who were there. */
export async function withOverviewCells(data: Overview, cellOf: CellOf): Promise<CellOverview> {
  const { rows, series, ...figures } = data;
  const keyed = rows?.map(async (row) => ({ ...row, cells: await cellsOf(row, cellOf, row.key) }));
  const dated = series.map(async (one) => ({
    ...one,
    cell: one.customers === 0 ? null : await cellOf({ day: one.day }),
  }));
  return {
    ...figures,
    cells: await cellsOf(figures, cellOf),
    ...(keyed && { rows: await Promise.all(keyed) }),
    series: await Promise.all(dated),
  };
}

async function cellsOf(
  figures: Pick<
    Overview,
    'customers' | 'new_customers' | 'returning_customers' | 'orders' | 'conversion'
  >,
  cellOf: CellOf,
  key?: string,
): Promise<OverviewCells> {
  const isNone: Partial<Record<OverviewFigure, boolean>> = {
    customers: figures.customers === 0,
    new_customers: figures.new_customers === 0,
    returning_customers: figures.returning_customers === 0,
    converted: figures.conversion.n === 0,
    buyers: figures.orders === 0,
  };
  const cells = OVERVIEW_FIGURES.map(async (figure) => {
    const pick = { figure, ...(key !== undefined && { key }) };
    return [figure, isNone[figure] ? null : await cellOf(pick)] as const;
  });
  // One for each of the figures.
  return Object.fromEntries(await Promise.all(cells)) as OverviewCells;
}
