import { CART_STATES, type CartFigures, type CartState, type Money } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import type { CellCarts } from '../answers/carts.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const eur = (minor: number): Money[] =>
  minor === 0 ? [] : [{ currency: 'EUR', amount: (minor / 100).toFixed(2), minor }];

const totals: CartFigures = { carts: 61, customers: 57, value: eur(703_170) };

const states: Record<CartState, CellCarts['states'][number]> = {
  open: {
    state: 'open',
    carts: 3,
    customers: 3,
    value: eur(21_070),
    revenue: [],
    cell: exampleCell,
  },
  ordered: {
    state: 'ordered',
    carts: 17,
    customers: 16,
    value: eur(300_000),
    revenue: eur(310_000),
    cell: exampleCell,
  },
  abandoned: {
    state: 'abandoned',
    carts: 33,
    customers: 32,
    value: eur(290_100),
    revenue: [],
    cell: exampleCell,
  },
  expired: {
    state: 'expired',
    carts: 0,
    customers: 0,
    value: [],
    revenue: [],
    cell: exampleCell,
  },
  recovered: {
    state: 'recovered',
    carts: 6,
    customers: 6,
    value: eur(92_000),
    revenue: eur(94_900),
    cell: exampleCell,
  },
  emptied: { state: 'emptied', carts: 2, customers: 2, value: [], revenue: [], cell: exampleCell },
};

const data: CellCarts = {
  ...totals,
  states: CART_STATES.map((state) => states[state]),
  abandonment: rateOf(39, 56),
  recovery: rateOf(6, 39),
  time_to_recover: { p25: 9_120, p50: 86_020, p75: 171_360, p95: 421_900.5 },
  rows: [
    {
      key: 'add_to_cart',
      carts: 26,
      customers: 25,
      value: eur(204_300),
      recovered: 4,
      cell: exampleCell,
    },
    {
      key: 'begin_checkout',
      carts: 13,
      customers: 13,
      value: eur(177_800),
      recovered: 2,
      cell: exampleCell,
    },
  ],
};

export const cartsExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, idle: 'PT60M' },
  response: {
    query: {
      range: exampleRange,
      unit: 'customer',
      idle: 'PT60M',
      breakdown: { by: 'event', limit: 10 },
    },
    data,
    totals,
    meta: exampleMeta,
    links: exampleLinks,
  },
};
