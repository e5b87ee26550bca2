import * as v from 'valibot';
import { searchTerms, type SearchTermsPick, type SearchTermsQuery } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import { searchFigures, searchTermsData, type CellSearchTerms } from '../answers/search-terms.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Example, type Operation } from '../operation.ts';
import { range } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { withCells } from '../with-cells.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const unit = v.literal('customer');
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000));

const figures = {
  searches: 212,
  customers: 130,
  sessions: 151,
  followed: rateOf(140, 212),
  refined: rateOf(31, 212),
  left: rateOf(41, 212),
  without_results: rateOf(9, 180),
  conversion: rateOf(12, 130),
};

const data: CellSearchTerms = {
  ...figures,
  terms: 1,
  rows: [{ ...figures, key: 'desk lamp', cell: exampleCell }],
};

const example: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, limit: 20 },
  response: {
    query: { range: exampleRange, unit: 'customer', limit: 20 },
    data,
    totals: figures,
    meta: exampleMeta,
    links: exampleLinks,
  },
};

export const searchTermsReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/search-terms',
  operationId: 'reportSearchTerms',
  tag: 'Reports',
  summary: 'Tell what people search for on the site, and what comes of it',
  description:
    'Events `search` and `view_search_results` by their `search_term`, however it was typed. The same ' +
    'term again with nothing between is one search. Each search is followed, refined or left.',
  needs: 'read:reports',
  body: v.strictObject({
    range,
    unit: v.exactOptional(unit, 'customer'),
    filter: v.exactOptional(filterInput),
    limit: v.exactOptional(v.pipe(limit, v.description('Rows before `(other)`.')), 20),
  }),
  answers: {
    200: {
      description: 'The most frequent terms',
      schema: envelopeSchema({
        query: { unit, filter: v.exactOptional(filter), limit },
        data: searchTermsData,
        totals: searchFigures,
      }),
    },
  },
  example,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: SearchTermsQuery = { ...query, range: spanOf(within) };
      const answer = await searchTerms(context, asked);
      const { rows, terms: __, ...totals } = answer.data;
      const cellOf = (pick: SearchTermsPick): Promise<string | null> =>
        sealCell(call.env, call.site, { report: 'search-terms', query: asked, pick });
      const celled = await withCells(rows, ({ key }): SearchTermsPick => ({ key }), cellOf);
      const shown: CellSearchTerms = { ...answer.data, rows: celled };
      return { query: { unit: shownUnit, ...query }, data: shown, totals, answer };
    }),
  }),
});
