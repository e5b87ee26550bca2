import * as v from 'valibot';
import { CART_STATES, type CartFigures, type Carts } from '../../reports/index.ts';
import { count, money, rate } from '../shapes.ts';
import { quantiles } from './quantiles.ts';

type Celled<T> = T & { cell: string | null };

/** The report with the keys to its people. */
export interface CellCarts extends Omit<Carts, 'states' | 'rows'> {
  states: Celled<Carts['states'][number]>[];
  rows: Celled<Carts['rows'][number]>[];
}

const figures = {
  carts: count,
  customers: count,
  value: v.pipe(
    v.array(money),
    v.description('What lay in them when they were last touched, by currency.'),
  ),
};

const cell = v.pipe(
  v.nullable(v.string()),
  v.description('Opens whose carts these are: `GET .../customers?cell=`.'),
);

export const cartFigures: v.GenericSchema<CartFigures> = v.strictObject(figures);

export const cartsData: v.GenericSchema<CellCarts> = v.strictObject({
  ...figures,
  states: v.array(
    v.strictObject({
      state: v.picklist(CART_STATES),
      ...figures,
      revenue: v.pipe(v.array(money), v.description('Of the orders that closed them.')),
      cell,
    }),
  ),
  abandonment: rate,
  recovery: rate,
  time_to_recover: quantiles,
  rows: v.pipe(
    v.array(v.strictObject({ key: v.string(), ...figures, recovered: count, cell })),
    v.description('Carts that were left behind, by the last touch before that.'),
  ),
});
