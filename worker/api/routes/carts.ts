import * as v from 'valibot';
import {
  carts,
  DEFAULT_IDLE,
  FACETS,
  type CartFacet,
  type CartFigures,
  type CartsPick,
  type CartsQuery,
} from '../../reports/index.ts';
import { cartFigures, cartsData, type CellCarts } from '../answers/carts.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { range, window } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { withCells } from '../with-cells.ts';
import { cartsExample } from './cart-example.ts';

const facet: v.GenericSchema<CartFacet> = v.picklist(['event', ...FACETS]);
const USUAL: CartsQuery['breakdown'] = { by: 'event', limit: 10 };

const breakdown: v.GenericSchema<unknown, CartsQuery['breakdown']> = v.strictObject({
  by: facet,
  limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
});

const unit = v.literal('customer');

const body = v.strictObject({
  range,
  unit: v.exactOptional(unit, 'customer'),
  filter: v.exactOptional(filterInput),
  idle: v.exactOptional(window, DEFAULT_IDLE),
  breakdown: v.exactOptional(breakdown, USUAL),
});

export const cartsReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/carts',
  operationId: 'reportCarts',
  tag: 'Reports',
  summary: 'Tell which carts are open, abandoned and recovered, and what lies in them',
  description:
    'Carts begun in the range; what happened up to 30 days after it counts. A cart is abandoned after ' +
    '`idle` without a cart or checkout event, `expired` 30 days after something was last put in, and ' +
    '`recovered` by a later order of at least one product that was left in it (an order that names no ' +
    'products is taken to hold them). `filter` looks at the session a cart was begun in. `breakdown` ' +
    'tells carts that were left behind by the last cart event before that, or by a facet of its ' +
    'session: `exit_page` is the last page seen.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'Carts by what became of them, and by where they were left',
      schema: envelopeSchema({
        query: {
          unit,
          filter: v.exactOptional(filter),
          idle: v.string(),
          breakdown: v.strictObject({ by: facet, limit: v.number() }),
        },
        data: cartsData,
        totals: cartFigures,
      }),
    },
  },
  example: cartsExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: CartsQuery = { ...query, range: spanOf(within) };
      const answer = await carts(context, asked);
      const cellOf = (pick: CartsPick): Promise<string | null> =>
        sealCell(call.env, call.site, { report: 'carts', query: asked, pick });
      const { states, rows } = answer.data;
      const data: CellCarts = {
        ...answer.data,
        states: await withCells(states, ({ state }): CartsPick => ({ state }), cellOf),
        rows: await withCells(rows, ({ key }): CartsPick => ({ key }), cellOf),
      };
      const { carts: all, customers, value } = answer.data;
      const totals: CartFigures = { carts: all, customers, value };
      return { query: { unit: shownUnit, ...query }, data, totals, answer };
    }),
  }),
});
