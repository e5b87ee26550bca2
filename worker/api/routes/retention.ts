import * as v from 'valibot';
import {
  PERIODS,
  retention,
  type Retention,
  type RetentionPick,
  type RetentionQuery,
} from '../../reports/index.ts';
import { retentionData, type CellRetention } from '../answers/retention.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { range, step, stepInput } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count } from '../shapes.ts';
import { retentionExample } from './retention-examples.ts';

/** More than this is no table that a person reads. */
const MOST_CELLS = 4_000;

const cohort = v.pipe(
  v.picklist(['first_ever', 'first_in_range', 'recurring']),
  v.description(
    'Who enters: those whose first start ever lies in the period, or the first in the range, or ' +
      'everybody with a start in the period, anew in each.',
  ),
);
const kind = v.pipe(
  v.picklist(['bounded', 'unbounded']),
  v.description('Returned in the period, or in it or later.'),
);
const clock = v.pipe(
  v.picklist(['calendar', 'rolling']),
  v.description(
    'Periods of the site’s calendar, or of 24 hours, 7 and 30 days from each person’s start.',
  ),
);
const period = v.picklist(PERIODS);
const unit = v.literal('customer');

const body = v.strictObject({
  range,
  unit: v.exactOptional(unit, 'customer'),
  filter: v.exactOptional(filterInput),
  cohort: v.exactOptional(cohort, 'first_ever'),
  start: v.exactOptional(stepInput),
  return: v.exactOptional(stepInput),
  kind: v.exactOptional(kind, 'bounded'),
  clock: v.exactOptional(clock, 'calendar'),
  period: v.exactOptional(period, 'week'),
  periods: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)), 8),
});

export const retentionReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/retention',
  operationId: 'reportRetention',
  tag: 'Reports',
  summary: 'See who comes back, cohort by cohort',
  description:
    'The denominator is the whole cohort, and period 0 is all of it. A cell is null while its period ' +
    'is not over for everybody in it. Without `start` people enter by whatever they did first, ' +
    'without `return` anything counts as coming back.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'A row a cohort, a cell a period',
      schema: envelopeSchema({
        query: {
          unit,
          filter: v.exactOptional(filter),
          cohort,
          start: v.exactOptional(step),
          return: v.exactOptional(step),
          kind,
          clock,
          period,
          periods: count,
        },
        data: retentionData,
        totals: v.strictObject({
          people: v.pipe(count, v.description('Of all cohorts together.')),
          cohorts: count,
        }),
      }),
    },
  },
  example: retentionExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: RetentionQuery = { ...query, range: spanOf(within) };
      const answer = await retention(context, asked);
      refuseTooMany(answer.data, query.periods);
      const data = await withCells(answer.data, (pick) =>
        sealCell(call.env, call.site, { report: 'retention', query: asked, pick }),
      );
      const people = data.cohorts.reduce((sum, one) => sum + one.people, 0);
      const totals = { people, cohorts: data.cohorts.length };
      return { query: { unit: shownUnit, ...query }, data, totals, answer };
    }),
  }),
});

function refuseTooMany({ cohorts }: Retention, periods: number): void {
  if (cohorts.length * (periods + 1) <= MOST_CELLS) return;
  const detail = `That is over ${MOST_CELLS} cells: ask for a shorter range, longer or fewer periods`;
  throw new Problem('invalid-input', detail, {
    errors: [{ in: 'body', pointer: '/range', detail }],
  });
}

async function withCells(
  data: Retention,
  cellOf: (pick: RetentionPick) => Promise<string | null>,
): Promise<CellRetention> {
  const cohorts = data.cohorts.map(async (row) => {
    const cells = row.cells.map(async (one) => ({
      ...one,
      cell: one.returned.n === 0 ? null : await cellOf({ day: row.day, period: one.period }),
    }));
    return { ...row, cells: await Promise.all(cells) };
  });
  return { ...data, cohorts: await Promise.all(cohorts) };
}
