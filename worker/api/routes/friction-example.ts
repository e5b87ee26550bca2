import type { Money } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import type { CellFriction } from '../answers/friction.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const eur = (minor: number): Money[] => [
  { currency: 'EUR', amount: (minor / 100).toFixed(2), minor },
];

const data: CellFriction = {
  steps: [
    { step: 'begin_checkout', people: 1_204, converted: rateOf(640, 1_204), in_progress: 58 },
  ],
  mean_order: eur(6_500),
  tested: 9,
  untested: 14,
  rows: [
    {
      step: 'begin_checkout',
      nth: 1,
      signal: 'rage_click',
      key: '/checkout',
      exposed: 212,
      compared: 208,
      converted: { exposed: rateOf(90, 212), others: rateOf(550, 992) },
      difference: { value: -0.104, ci95: [-0.176, -0.032] },
      p: 0.0046,
      stands: true,
      missing: {
        conversions: 21.632,
        conversions_at_least: 6.656,
        value: eur(140_608),
        value_at_least: eur(43_264),
      },
      cells: { exposed: exampleCell, missing: exampleCell },
    },
  ],
};

const query = {
  steps: [{ event: 'begin_checkout' }],
  conversion: { event: 'purchase' },
  window: 'P7D',
  exposure: 'PT30M',
  signals: ['rage_click', 'dead_click', 'quick_back', 'form_abandon', 'error'],
  by: 'page',
  limit: 20,
};

export const frictionExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, ...query },
  response: {
    query: { range: exampleRange, unit: 'customer', ...query },
    data,
    totals: { tested: 9, stand: 1 },
    meta: exampleMeta,
    links: exampleLinks,
  },
};
