import * as v from 'valibot';
import {
  DEFAULT_WINDOW,
  PATH_NODES,
  paths,
  type Paths,
  type PathsPick,
  type PathsQuery,
} from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import { pathsData, type CellPaths } from '../answers/paths.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { pageGroups, pathStart, pathStartInput } from '../path-input.ts';
import { range, step, stepInput, unit, window } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count, rate } from '../shapes.ts';
import { conversionStep } from '../usual-steps.ts';
import { pathsExample } from './path-examples.ts';

/** Documented once, for the body and for what the answer says of it. */
const direction = v.picklist(['forward', 'backward']);
const occurrence = v.picklist(['first', 'last']);
const nodes = v.pipe(v.picklist(PATH_NODES), v.description('What a path is made of.'));
const events = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  v.minLength(1, 'At least one event'),
  v.maxLength(100, 'At most 100 events'),
  v.description('Events that are nodes; without it all but measurements, such as `scroll`.'),
);

const body = v.strictObject({
  range,
  unit,
  filter: v.exactOptional(filterInput),
  start: v.exactOptional(pathStartInput, { session: 'start' }),
  direction: v.exactOptional(direction, 'forward'),
  occurrence: v.exactOptional(occurrence, 'first'),
  nodes: v.exactOptional(nodes, 'page'),
  events: v.exactOptional(events),
  groups: v.exactOptional(pageGroups, []),
  steps: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)), 5),
  limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)), 8),
  window: v.exactOptional(window, DEFAULT_WINDOW),
  conversion: v.exactOptional(stepInput),
});

export const pathsReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/paths',
  operationId: 'reportPaths',
  tag: 'Reports',
  summary: 'Show where people go from an event, a page or a stage, or where they came from',
  description:
    'Each person or session takes one path, from its first (or last) start in the range. Equal nodes ' +
    'in a row are one. Every step shows the most frequent nodes, the rest as `(other)`, and those ' +
    'whose path ended as `(exit)`, backward `(entry)`: what leaves a node adds up to what is at it. ' +
    'A path converts by `conversion` at its start or later within the window, which without a word ' +
    'is any of the site’s conversions.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'Nodes, edges and whole paths',
      schema: envelopeSchema({
        query: {
          unit: v.picklist(['customer', 'session']),
          filter: v.exactOptional(filter),
          start: pathStart,
          direction,
          occurrence,
          nodes,
          events: v.exactOptional(events),
          groups: pageGroups,
          steps: count,
          limit: count,
          window: v.string(),
          conversion: step,
        },
        data: pathsData,
        totals: v.strictObject({ people: count, converted: count, conversion: rate }),
      }),
    },
  },
  example: pathsExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, ...given } = call.body;
      const query = { ...given, conversion: given.conversion ?? conversionStep(call.site) };
      const asked: PathsQuery = { ...query, range: spanOf(within) };
      const answer = await paths(context, asked);
      const data = await withCells(answer.data, (pick) =>
        sealCell(call.env, call.site, { report: 'paths', query: asked, pick }),
      );
      const start = data.steps[0]?.nodes[0];
      const conversion = start?.conversion ?? rateOf(0, 0);
      const totals = { people: start?.people ?? 0, converted: conversion.n, conversion };
      return { query, data, totals, answer, people: start?.cell ?? null };
    }),
  }),
});

/** Every node, edge and path opens its people. */
async function withCells(
  data: Paths,
  cellOf: (pick: PathsPick) => Promise<string | null>,
): Promise<CellPaths> {
  const steps = data.steps.map(async ({ step: at, nodes: all }) => {
    const celled = all.map(async (one) => ({
      ...one,
      cell: await cellOf({ step: at, node: one.node }),
    }));
    return { step: at, nodes: await Promise.all(celled) };
  });
  const edges = data.edges.map(async (one) => {
    const { step: at, from, to } = one;
    return { ...one, cell: await cellOf({ step: at, from, to }) };
  });
  const rows = data.paths.map(async (one) => ({
    ...one,
    cell: await cellOf({ path: one.nodes }),
  }));
  return {
    ...data,
    steps: await Promise.all(steps),
    edges: await Promise.all(edges),
    paths: await Promise.all(rows),
  };
}
