import type { Money, RevenueFigures } from '../../reports/index.ts';
import type { CellRevenue } from '../answers/revenue.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const eur = (minor: number): Money[] => [
  { currency: 'EUR', amount: (minor / 100).toFixed(2), minor },
];

const figures: RevenueFigures = {
  orders: 23,
  customers: 21,
  revenue: eur(663_253),
  refunds: eur(12_900),
  net: eur(650_353),
  aov: eur(28_837),
  verified: { orders: 20, revenue: eur(600_000) },
  asserted: { orders: 3, revenue: eur(63_253) },
};

const data: CellRevenue = {
  ...figures,
  cell: exampleCell,
  series: [{ ...figures, day: '2026-11-01', at: exampleRange.start, cell: exampleCell }],
  rows: [{ ...figures, key: 'Organic Search', cell: exampleCell }],
};

const breakdown = { by: 'channel', limit: 8 };

export const revenueExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, period: 'month', breakdown },
  response: {
    query: { range: exampleRange, unit: 'customer', period: 'month', breakdown },
    data,
    totals: figures,
    meta: exampleMeta,
    links: exampleLinks,
  },
};
