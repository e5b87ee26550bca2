import * as v from 'valibot';
import {
  explain,
  FACETS,
  MEASURES,
  type Explain,
  type ExplainPick,
  type ExplainQuery,
  type Level,
  type Measure,
  type Step,
} from '../../reports/index.ts';
import {
  explainData,
  explainTotals,
  type CellExplain,
  type ExplainCells,
} from '../answers/explain.ts';
import { sealCell } from '../cell.ts';
import { compare, otherRange } from '../compared.ts';
import { saidOfBefore } from '../said-of-before.ts';
import { envelopeSchema, shownRange, showRange } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { range, step, stepInput, unit } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { conversionStep } from '../usual-steps.ts';
import { explainExample } from './explain-example.ts';

const measure = v.pipe(
  v.picklist(MEASURES),
  v.description('The share that converted, or revenue for each customer or session.'),
);
const by = v.pipe(
  v.picklist(FACETS),
  v.description(
    'Of the session, of a customer the first in the range; `page` is the landing page.',
  ),
);
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));

const body = v.strictObject({
  range,
  compare: v.exactOptional(compare, 'previous'),
  unit,
  filter: v.exactOptional(filterInput),
  measure: v.exactOptional(measure, 'conversion'),
  conversion: v.exactOptional(stepInput),
  by: v.exactOptional(by),
  limit: v.exactOptional(
    v.pipe(
      limit,
      v.description('Rows before `(other)`: those that stand, then those that contributed most.'),
    ),
    10,
  ),
});

export const explainReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/explain',
  operationId: 'reportExplain',
  tag: 'Reports',
  summary: 'Explain why conversion or revenue changed, by who came and by what they did',
  description:
    'The change from `compare` to `range` is shared among the values of a field, exactly: what came by ' +
    'there being more or fewer of them (`mix`), and by their own measure (`rate`). Without `by` all ' +
    'fields are looked at, and the rows are of the one that concentrates most of the change. Customers ' +
    'stand with their first session of each range. A row is associated with the change; it is no ' +
    'proof that it was its cause.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'The change, the fields that concentrate it, and the rows of one',
      schema: envelopeSchema({
        query: {
          compare: shownRange,
          unit: v.picklist(['customer', 'session']),
          filter: v.exactOptional(filter),
          measure,
          conversion: v.exactOptional(step),
          by: v.exactOptional(by),
          limit,
        },
        data: explainData,
        totals: explainTotals,
      }),
    },
  },
  example: explainExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, compare: other, ...given } = call.body;
      const against = otherRange(call, within, other);
      const { conversion, ...query } = withConversion(given, conversionStep(call.site));
      const asked: ExplainQuery = {
        ...query,
        conversion: conversion ?? { event: 'purchase' },
        range: spanOf(within),
        before: spanOf(against),
      };
      const answer = await explain(context, asked);
      const opened = { ...asked, by: answer.data.by };
      const data = await withCells(answer.data, (pick) =>
        sealCell(call.env, call.site, { report: 'explain', query: opened, pick }),
      );
      const { now, before, cells } = data;
      const shown = { ...query, ...(conversion && { conversion }), compare: showRange(against) };
      const totals = { now, before };
      const said = await saidOfBefore(context, against);
      answer.rowsRead += said.rowsRead;
      const warnings = [...said.warnings, ...warningsOf(data, query.measure)];
      return { query: shown, data, totals, answer, people: cells.now, warnings };
    }),
  }),
});

/** Revenue is of orders: a step that converts beside it would say nothing. */
function withConversion<Given extends { measure: Measure; conversion?: Step }>(
  given: Given,
  usual: Step,
): Given {
  if (given.measure === 'conversion') return { ...given, conversion: given.conversion ?? usual };
  if (given.conversion === undefined) return given;
  const detail = '"conversion": revenue is of orders, whatever converts';
  const errors = [{ in: 'body' as const, pointer: '/conversion', detail }];
  throw new Problem('invalid-input', detail, { errors });
}

async function withCells(
  data: Explain,
  cellOf: (pick: ExplainPick) => Promise<string | null>,
): Promise<CellExplain> {
  const cellsOf = async (
    { now, before }: { now: Level; before: Level },
    key?: string,
  ): Promise<ExplainCells> => {
    const open = async (
      at: ExplainPick['at'],
      of: ExplainPick['of'],
      people: number,
    ): Promise<string | null> =>
      people === 0 ? null : cellOf({ at, of, ...(key !== undefined && { key }) });
    return {
      now: await open('now', 'all', now.of),
      before: await open('before', 'all', before.of),
      now_converted: await open('now', 'converted', now.n),
      before_converted: await open('before', 'converted', before.n),
    };
  };
  const rows = data.rows.map(async (row) => ({ ...row, cells: await cellsOf(row, row.key) }));
  return { ...data, cells: await cellsOf(data), rows: await Promise.all(rows) };
}

function warningsOf({ other_currencies: others }: Explain, measured: Measure): string[] {
  if (measured === 'conversion' || others === 0) return [];
  return [`${others} orders in other currencies than the site’s count as no revenue here.`];
}
