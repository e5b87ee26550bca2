import * as v from 'valibot';
import {
  diff,
  DIFF_SIDES,
  PATH_NODES,
  type Diff,
  type DiffPick,
  type DiffQuery,
} from '../../reports/index.ts';
import { diffData, diffTotals, type CellDiff, type WholeCells } from '../answers/diff.ts';
import { sealCell } from '../cell.ts';
import { asJourneys, asShown, diffSides, shownSide, sidesOf } from '../diff-sides.ts';
import { saidOfBefore } from '../said-of-before.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { pageGroups } from '../path-input.ts';
import { range, step, stepInput, unit, window } from '../report-input.ts';
import { runReport } from '../run-report.ts';
import { conversionStep } from '../usual-steps.ts';
import { diffExample } from './diff-example.ts';

const nodes = v.pipe(v.picklist(PATH_NODES), v.description('What a journey is made of.'));
const events = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  v.minLength(1, 'At least one event'),
  v.maxLength(100, 'At most 100 events'),
  v.description('Events that are nodes; without it all but measurements, such as `scroll`.'),
);
const states = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(50),
  v.description('Nodes before `(other)`: those that journeys come to most often.'),
);
const limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(200),
  v.description('Rows that are shown.'),
);
const goesOn = v.pipe(
  window,
  v.description('How long after it began a customer’s journey goes on; a session’s ends with it.'),
);

const body = v.strictObject({
  range,
  unit,
  filter: v.exactOptional(filterInput),
  ...diffSides,
  nodes: v.exactOptional(nodes, 'page'),
  events: v.exactOptional(events),
  groups: v.exactOptional(pageGroups, []),
  window: v.exactOptional(goesOn, 'P7D'),
  conversion: v.exactOptional(stepInput),
  states: v.exactOptional(states, 20),
  limit: v.exactOptional(limit, 50),
});

export const diffReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/diff',
  operationId: 'reportDiff',
  tag: 'Reports',
  summary: 'Compare where the journeys of two segments, or of two periods, lead',
  description:
    'A journey goes from a session’s start to the conversion, or to nothing more in its window, and is ' +
    'on a side by the session it begins with. For each step that both sides could have taken 30 times ' +
    'the shares are compared, and each node is told by how the probability of a conversion, in a ' +
    'Markov chain, changes where this one node leads as it does on the other side. Without `a` and `b` ' +
    'the range is held against the one before. A difference is associated with a side; it is no proof ' +
    'of what caused it.',
  needs: 'read:reports',
  body,
  answers: {
    200: {
      description: 'Nodes and steps, those first by which most of the difference goes',
      schema: envelopeSchema({
        query: {
          unit: v.picklist(['customer', 'session']),
          filter: v.exactOptional(filter),
          a: shownSide,
          b: shownSide,
          nodes,
          events: v.exactOptional(events),
          groups: pageGroups,
          window: v.string(),
          conversion: step,
          states,
          limit,
        },
        data: diffData,
        totals: diffTotals,
      }),
    },
  },
  example: diffExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, a: __, b: ___, ...given } = call.body;
      const query = { ...given, conversion: given.conversion ?? conversionStep(call.site) };
      const { a, b } = await sidesOf(call, within);
      const asked: DiffQuery = { ...query, a: asJourneys(a), b: asJourneys(b) };
      const answer = await diff(context, asked);
      const data = await withCells(answer.data, (pick) =>
        sealCell(call.env, call.site, { report: 'diff', query: asked, pick }),
      );
      const stand = data.rows.filter(({ stands }) => stands).length;
      const totals = { tested: data.tested, stand };
      const shown = { ...query, a: asShown(a), b: asShown(b) };
      // Others of the same time are not of another.
      const isBefore = b.range.from_ms < a.range.from_ms;
      const said = isBefore ? await saidOfBefore(context, b.range) : { warnings: [], rowsRead: 0 };
      answer.rowsRead += said.rowsRead;
      const warnings = [...said.warnings, ...warningsOf(data)];
      return { query: shown, data, totals, answer, people: data.a.cells.journeys, warnings };
    }),
  }),
});

async function withCells(
  data: Diff,
  cellOf: (pick: DiffPick) => Promise<string | null>,
): Promise<CellDiff> {
  const wholeOf = async (side: 'a' | 'b'): Promise<WholeCells> => ({
    journeys: data[side].journeys === 0 ? null : await cellOf({ side }),
    converted: data[side].converted.n === 0 ? null : await cellOf({ side, to: '(conversion)' }),
  });
  const rows = data.rows.map(async (row) => {
    const { from, to } = row;
    const open = async (side: 'a' | 'b'): Promise<string | null> =>
      row[side].n === 0 ? null : cellOf({ side, from, to });
    return { ...row, cells: { a: await open('a'), b: await open('b') } };
  });
  return {
    ...data,
    a: { ...data.a, cells: await wholeOf('a') },
    b: { ...data.b, cells: await wholeOf('b') },
    rows: await Promise.all(rows),
  };
}

function warningsOf(data: Diff): string[] {
  const open = DIFF_SIDES.filter((side) => data[side].in_progress > data[side].journeys);
  if (open.length === 0) return [];
  return [
    `More journeys of ${open.join(' and ')} may still go on than are over: a shorter \`window\` ends them sooner.`,
  ];
}
