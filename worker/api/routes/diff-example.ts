import { differenceOf } from '../../reports/difference.ts';
import { rateOf } from '../../reports/rate.ts';
import type { CellDiff } from '../answers/diff.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const mobile = { field: 'device', op: 'eq', value: 'mobile' };

const side = (customers: number, converted: number): CellDiff['a'] => ({
  journeys: customers,
  customers,
  converted: rateOf(converted, customers),
  in_progress: 210,
  cells: { journeys: exampleCell, converted: exampleCell },
});

const [a, b] = [rateOf(96, 310), rateOf(140, 290)];

const data: CellDiff = {
  a: side(2_400, 62),
  b: side(2_000, 88),
  difference: differenceOf(rateOf(62, 2_400), rateOf(88, 2_000)),
  states: [
    {
      state: 'begin_checkout',
      departures: { a: 310, b: 290 },
      swapped: { a: 0.0349, b: 0.0335 },
      effect: -0.0098,
    },
  ],
  tested: 31,
  untested: 12,
  rows: [
    {
      from: 'begin_checkout',
      to: 'add_payment_info',
      a,
      b,
      difference: differenceOf(a, b) ?? { value: 0, ci95: [0, 0], p: 1 },
      stands: true,
      effect: -0.0098,
      part: -0.0081,
      cells: { a: exampleCell, b: exampleCell },
    },
  ],
};

export const diffExample: Example = {
  body: {
    range: { from: '2026-11-01', to: '2026-11-21' },
    a: { filter: mobile },
    nodes: 'event',
  },
  response: {
    query: {
      range: exampleRange,
      unit: 'customer',
      a: { range: exampleRange, filter: mobile },
      b: { range: exampleRange, filter: { not: mobile } },
      nodes: 'event',
      groups: [],
      window: 'P7D',
      conversion: { event: 'purchase' },
      states: 20,
      limit: 50,
    },
    data,
    totals: { tested: 31, stand: 1 },
    meta: exampleMeta,
    links: { ...exampleLinks, people: `/v1/sites/shop/customers?cell=${exampleCell}` },
  },
};
