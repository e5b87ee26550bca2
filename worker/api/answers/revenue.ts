import * as v from 'valibot';
import type { Revenue, RevenueFigures, RevenuePart, RevenueRow } from '../../reports/index.ts';
import { count, instant, money } from '../shapes.ts';

type Celled<T> = T & { cell: string | null };

/** The report with the keys to its people. */
export interface CellRevenue extends Omit<Revenue, 'series' | 'rows'> {
  cell: string | null;
  series: Celled<Revenue['series'][number]>[];
  rows?: Celled<RevenueRow>[];
}

const list = v.array(money);
const part: v.GenericSchema<RevenuePart> = v.strictObject({ orders: count, revenue: list });

const figures = {
  orders: count,
  customers: v.pipe(count, v.description('Customers who ordered.')),
  revenue: v.pipe(list, v.description('Gross of refunds, net of shipping and tax, by currency.')),
  refunds: v.pipe(list, v.description('What went back in this time, whenever it was ordered.')),
  net: v.pipe(list, v.description('Revenue less refunds.')),
  aov: v.pipe(list, v.description('Revenue per order.')),
  verified: v.pipe(part, v.description('Orders that a server key or an import vouches for.')),
  asserted: v.pipe(part, v.description('Orders that a page alone tells of.')),
};

const cell = v.pipe(
  v.nullable(v.string()),
  v.description('Opens who ordered: `GET .../customers?cell=`. Null of nobody.'),
);

export const revenueFigures: v.GenericSchema<RevenueFigures> = v.strictObject(figures);

export const revenueData: v.GenericSchema<CellRevenue> = v.strictObject({
  ...figures,
  cell,
  series: v.pipe(
    v.array(v.strictObject({ ...figures, day: v.string(), at: instant, cell })),
    v.description('One entry a period, empty ones too; `day` is its first.'),
  ),
  rows: v.exactOptional(
    v.array(
      v.strictObject({
        key: v.string(),
        ...figures,
        quantity: v.exactOptional(
          v.pipe(v.number(), v.description('Pieces sold, where items are broken down.')),
        ),
        cell,
      }),
    ),
  ),
});
