import type { AttributionRow, Credit, Money } from '../../reports/index.ts';
import type { CellAttribution } from '../answers/attribution.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const eur = (minor: number): Money[] => [
  { currency: 'EUR', amount: (minor / 100).toFixed(2), minor },
];
const credit = (conversions: number, minor: number, ci95: [number, number]): Credit => {
  return { conversions, value: eur(minor), ci95 };
};

const rows: (AttributionRow & { cell: string })[] = [
  {
    touch: 'Organic Search',
    participation: 14,
    customers: 13,
    models: {
      last: credit(11, 320_100, [5, 17]),
      linear: credit(12.25, 351_720, [6.5, 18.75]),
      markov: credit(12.904331, 372_117, [7.012, 19.244]),
    },
    disagreement: 1.904331,
    cell: exampleCell,
  },
  {
    touch: 'Email',
    participation: 12,
    customers: 11,
    models: {
      last: credit(12, 343_153, [6, 19]),
      linear: credit(10.75, 311_533, [5.25, 16.5]),
      markov: credit(10.095669, 291_136, [5.13, 15.702]),
    },
    disagreement: 1.904331,
    cell: exampleCell,
  },
];

const whole = { conversions: 23, customers: 21, value: eur(663_253) };

const data: CellAttribution = {
  ...whole,
  journeys: { converted: 23, lapsed: 1_044, in_progress: 388 },
  bootstrap: 200,
  rows,
};

const query = {
  conversion: { event: 'purchase' },
  touch: { by: 'channel', limit: 20 },
  lookback: 'P30D',
  models: ['last', 'linear', 'markov'],
  bootstrap: 200,
};

export const attributionExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, ...query },
  response: {
    query: { range: exampleRange, unit: 'customer', ...query },
    data,
    totals: whole,
    meta: exampleMeta,
    links: exampleLinks,
  },
};
