import * as v from 'valibot';
import type { OverviewFigures } from '../../reports/index.ts';
import { count, instant, money, rate } from '../shapes.ts';
import { overviewCells, type CellOverview } from './overview-cells.ts';

/** Members of whatever holds the figures of the overview. */
export const figures: { [Name in keyof OverviewFigures]: v.GenericSchema<OverviewFigures[Name]> } =
  {
    visitors: count,
    customers: count,
    sessions: count,
    engaged_sessions: count,
    page_views: count,
    events: count,
    orders: count,
    revenue: v.array(money),
    conversion: rate,
    aov: v.pipe(v.array(money), v.description('Revenue per order, per currency.')),
    new_customers: v.pipe(count, v.description('Customers first seen in the range.')),
    returning_customers: count,
  };

export const overviewFigures: v.GenericSchema<OverviewFigures> = v.strictObject(figures);

export const overviewData: v.GenericSchema<CellOverview> = v.strictObject({
  ...figures,
  cells: overviewCells,
  rows: v.exactOptional(
    v.array(v.strictObject({ key: v.string(), ...figures, cells: overviewCells })),
  ),
  series: v.pipe(
    v.array(
      v.strictObject({
        ...figures,
        day: v.string(),
        at: instant,
        cell: v.pipe(v.nullable(v.string()), v.description('Opens who was there. Null of nobody.')),
      }),
    ),
    v.description('One entry a calendar day of the site’s zone, empty days too.'),
  ),
  cookieless: v.pipe(rate, v.description('Share of sessions without stored consent.')),
});
