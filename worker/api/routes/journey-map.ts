import * as v from 'valibot';
import {
  journeyMap,
  MOST_CONVERTED,
  type JourneyMap,
  type JourneyMapPick,
  type JourneyMapQuery,
  type MapStage,
  type StagesPick,
  type StagesQuery,
} from '../../reports/index.ts';
import { journeyMapData, type CellJourneyMap, type CellMapStage } from '../answers/journey-map.ts';
import { sealCell } from '../cell.ts';
import { envelopeSchema } from '../envelope.ts';
import { filter, filterInput } from '../filter.ts';
import { operation, type Operation } from '../operation.ts';
import { range } from '../report-input.ts';
import { runReport, spanOf } from '../run-report.ts';
import { count } from '../shapes.ts';
import { withCells } from '../with-cells.ts';
import { journeyMapExample } from './journey-map-example.ts';

const unit = v.literal('customer');
const limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(50),
  v.description('Actions, pages and questions of a stage before `(other)`.'),
);

export const journeyMapReport: Operation = operation({
  method: 'POST',
  path: '/v1/sites/{site}/reports/journey-map',
  operationId: 'reportJourneyMap',
  tag: 'Reports',
  summary: 'Draw the journey map, measured: what people meet with in each stage, and how they feel',
  description:
    'The stages of the report `stages`, with what happened in the range while people were in each: ' +
    'sessions and contacts by channel, actions, pages, friction, questions, good moments, and ' +
    'sentiment, stated and inferred apart. What begins a stage is in that stage, as in a timeline. ' +
    '`filter` takes customers with a session that it holds for, whenever it was: all they did counts.',
  needs: 'read:reports',
  body: v.strictObject({
    range,
    unit: v.exactOptional(unit, 'customer'),
    filter: v.exactOptional(filterInput),
    limit: v.exactOptional(limit, 5),
  }),
  answers: {
    200: {
      description: 'A column for each stage, and the flow between them',
      schema: envelopeSchema({
        query: { unit, filter: v.exactOptional(filter), limit },
        data: journeyMapData,
        totals: v.strictObject({
          people: count,
          active: count,
          sessions: count,
          contacts: count,
          conversions: count,
        }),
      }),
    },
  },
  example: journeyMapExample,
  handle: async (call) => ({
    body: await runReport(call, async (context, within) => {
      const { range: _, unit: shownUnit, ...query } = call.body;
      const asked: JourneyMapQuery = { ...query, range: spanOf(within) };
      const answer = await journeyMap(context, asked);
      const { limit: __, ...ofStages }: StagesQuery & { limit: number } = asked;
      const data = await withMapCells(answer.data, {
        ofMap: (pick) =>
          sealCell(call.env, call.site, { report: 'journey-map', query: asked, pick }),
        ofStages: (pick) =>
          sealCell(call.env, call.site, { report: 'stages', query: ofStages, pick }),
      });
      const { people, active, sessions, contacts, conversions } = data;
      const isHasty = data.stages.every(({ good_moments: all }) =>
        all.every(({ moments }) => moments !== null),
      );
      return {
        query: { unit: shownUnit, ...query },
        data,
        totals: { people, active, sessions, contacts, conversions },
        answer,
        ...(!isHasty && { warnings: [TOO_MANY] }),
      };
    }),
  }),
});

const TOO_MANY = `More than ${MOST_CONVERTED} people converted: which of them did so quickly was not looked at.`;

interface CellOf {
  ofMap: (pick: JourneyMapPick) => Promise<string | null>;
  /** Who is in a stage, and who moves, is said by the report of stages. */
  ofStages: (pick: StagesPick) => Promise<string | null>;
}

async function withMapCells(
  { stages, flow, ...rest }: JourneyMap,
  cellOf: CellOf,
): Promise<CellJourneyMap> {
  const pickOf = ({ from, to }: JourneyMap['flow'][number]): StagesPick => ({ from, to });
  return {
    ...rest,
    stages: await Promise.all(stages.map((one) => withStageCells(one, cellOf))),
    flow: await withCells(flow, pickOf, cellOf.ofStages),
  };
}

async function withStageCells(one: MapStage, { ofMap, ofStages }: CellOf): Promise<CellMapStage> {
  const { stage, people, active, sentiment } = one;
  const cell = async (count: number | null, pick: JourneyMapPick): Promise<string | null> =>
    count === 0 || count === null ? null : ofMap(pick);
  const keyed = <Row extends { key: string }>(
    rows: readonly Row[],
    pickOf: (row: Row) => [count: number | null, of: ListOf, key?: string],
  ): Promise<(Row & { cell: string | null })[]> =>
    withCells(rows, pickOf, ([count, of, key = '']) => cell(count, { stage, of, key }));
  const felt = async (of: 'stated' | 'inferred'): Promise<CellMapStage['sentiment']['stated']> => ({
    ...sentiment[of],
    cell: await cell(sentiment[of].n, { stage, of }),
  });
  return {
    ...one,
    channels: await keyed(one.channels, ({ key, online, touches }) => [
      touches,
      online ? 'channels' : 'contacts',
      key,
    ]),
    actions: await keyed(one.actions, ({ key, events }) => [events, 'actions', key]),
    pages: await keyed(one.pages, ({ key, events }) => [events, 'pages', key]),
    friction: await withCells(
      one.friction,
      ({ signal: key, events }) => ({ key, events }),
      ({ key, events }) => cell(events, { stage, of: 'friction', key }),
    ),
    sentiment: { stated: await felt('stated'), inferred: await felt('inferred') },
    questions: await keyed(one.questions, ({ key, kind, asked }) => [
      asked,
      'questions',
      kind === 'other' ? key : `${kind} ${key}`,
    ]),
    good_moments: await keyed(one.good_moments, ({ key, moments }) => [
      moments,
      'good_moments',
      key,
    ]),
    cells: {
      people: people === 0 ? null : await ofStages({ stage }),
      active: await cell(active, { stage, of: 'active' }),
    },
  };
}

type ListOf = Extract<JourneyMapPick, { key: string }>['of'];
