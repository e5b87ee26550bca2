import * as v from 'valibot';
import {
  lifecycle,
  PERIODS,
  type Lifecycle,
  type LifecyclePick,
  type LifecycleQuery,
  type LifecycleState,
} from '../../reports/index.ts';
import { lifecycleData, type CellLifecycle } from '../answers/lifecycle.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { range, step, stepInput } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count } from '../shapes.ts';
import { lifecycleExample } from './retention-examples.ts';

const period = v.picklist(PERIODS);
const unit = v.literal('customer');

const body = v.strictObject({
  range,
  unit: v.exactOptional(unit, 'customer'),
  filter: v.exactOptional(filterInput),
  event: v.exactOptional(stepInput),
  period: v.exactOptional(period, 'week'),
});

export const lifecycleReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/lifecycle',
  operationId: 'reportLifecycle',
  tag: 'Reports',
  summary: 'Tell new people from returning, resurrecting and dormant ones',
  description:
    'Active is who did the event, or anything without one, in the period. Periods that the range ' +
    'touches are counted whole. `stickiness` tells in how many of them people were active.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'People by period, and by how many periods they were active in',
      schema: envelopeSchema({
        query: {
          unit,
          filter: v.exactOptional(filter),
          event: v.exactOptional(step),
          period,
        },
        data: lifecycleData,
        totals: v.strictObject({
          active: v.pipe(count, v.description('Different people over all periods.')),
          new: count,
        }),
      }),
    },
  },
  example: lifecycleExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: LifecycleQuery = { ...query, range: spanOf(within) };
      const answer = await lifecycle(context, asked);
      const data = await withCells(answer.data, (pick) =>
        sealCell(call.env, call.site, { report: 'lifecycle', query: asked, pick }),
      );
      const fresh = data.periods.reduce((sum, one) => sum + one.new, 0);
      const totals = { active: data.active, new: fresh };
      return { query: { unit: shownUnit, ...query }, data, totals, answer };
    }),
  }),
});

async function withCells(
  data: Lifecycle,
  cellOf: (pick: LifecyclePick) => Promise<string | null>,
): Promise<CellLifecycle> {
  const periods = data.periods.map(async (one) => {
    const cell = async (state: LifecycleState | 'active'): Promise<string | null> =>
      one[state] === 0 ? null : cellOf({ day: one.day, state });
    const cells = {
      active: await cell('active'),
      new: await cell('new'),
      returning: await cell('returning'),
      resurrecting: await cell('resurrecting'),
      dormant: await cell('dormant'),
    };
    return { ...one, cells };
  });
  const stickiness = data.stickiness.map(async (one) => ({
    ...one,
    cell: await cellOf({ periods: one.periods }),
  }));
  return {
    ...data,
    periods: await Promise.all(periods),
    stickiness: await Promise.all(stickiness),
  };
}
