import * as v from 'valibot';
import {
  FACETS,
  PERIODS,
  revenue,
  type Revenue,
  type RevenueFacet,
  type RevenueFigures,
  type RevenuePick,
  type RevenueQuery,
} from '../../reports/index.ts';
import { revenueData, revenueFigures, type CellRevenue } from '../answers/revenue.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { range } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { revenueExample } from './revenue-example.ts';

const item = v.pipe(
  v.string(),
  v.regex(/^item\../, 'A facet of the session, "product", or "item." and a name'),
  v.maxLength(133),
);
// The pattern says what the type does.
const facet = v.union([v.picklist([...FACETS, 'product']), item]) as v.GenericSchema<
  unknown,
  RevenueFacet
>;

const breakdown: v.GenericSchema<unknown, NonNullable<RevenueQuery['breakdown']>> = v.strictObject({
  by: facet,
  limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
});

const period = v.picklist(PERIODS);
const unit = v.literal('customer');

const body = v.strictObject({
  range,
  unit: v.exactOptional(unit, 'customer'),
  filter: v.exactOptional(filterInput),
  period: v.exactOptional(period, 'day'),
  breakdown: v.exactOptional(breakdown),
});

export const revenueReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/revenue',
  operationId: 'reportRevenue',
  tag: 'Reports',
  summary: 'Add up orders, revenue and refunds',
  description:
    'An order counts once, at its earliest time; a refund at its own. Amounts are listed by currency ' +
    'and never added across. A breakdown by `product` or `item.NAME` shares each order, and its ' +
    'refunds in proportion, over its items; what no item accounts for is `(not itemised)`.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'The figures, by period, and by what the breakdown asks for',
      schema: envelopeSchema({
        query: {
          unit,
          filter: v.exactOptional(filter),
          period,
          breakdown: v.exactOptional(breakdown),
        },
        data: revenueData,
        totals: revenueFigures,
      }),
    },
  },
  example: revenueExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: RevenueQuery = { ...query, range: spanOf(within) };
      const answer = await revenue(context, asked);
      const data = await withCells(answer.data, (pick) =>
        sealCell(call.env, call.site, { report: 'revenue', query: asked, pick }),
      );
      const totals = figuresOf(answer.data);
      return { query: { unit: shownUnit, ...query }, data, totals, answer };
    }),
  }),
});

function figuresOf(data: Revenue): RevenueFigures {
  const { series: _, rows: __, ...figures } = data;
  return figures;
}

async function withCells(
  data: Revenue,
  cellOf: (pick: RevenuePick) => Promise<string | null>,
): Promise<CellRevenue> {
  const { series, rows, ...figures } = data;
  const dated = series.map(async (one) => ({
    ...one,
    cell: one.orders === 0 ? null : await cellOf({ day: one.day }),
  }));
  const keyed = rows?.map(async (one) => ({ ...one, cell: await cellOf({ key: one.key }) }));
  return {
    ...figures,
    cell: figures.customers === 0 ? null : await cellOf({ of: 'all' }),
    series: await Promise.all(dated),
    ...(keyed && { rows: await Promise.all(keyed) }),
  };
}
