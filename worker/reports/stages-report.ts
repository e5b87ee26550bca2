import {
  history,
  identityOfSite,
  livesOf,
  ordersWithin,
  type Identity,
  type OrderFact,
  type Reader,
} from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { filterDepth } from './filter.ts';
import { withPeople } from './person-conditions.ts';
import { rulesOf } from './site-rules.ts';
import { StagesFold } from './stages-fold.ts';
import type { Stages, StagesPick, StagesQuery } from './stages-query.ts';
import type { StageHistory } from './stages-tally.ts';

/** Lives read at once: they are whole. */
export const LIVES = 200;

/** People by stage, and how they came there. A stage is the outcome of a whole life, so all is read. */
export async function stages(context: ReportContext, query: StagesQuery): Promise<Answer<Stages>> {
  const { data, rowsRead, stitchedShare } = await stagesRun(context, query);
  return { data, rowsRead, stitchedShare };
}

/** The customers behind a number of the report. */
export async function stagesPeople(
  context: ReportContext,
  query: StagesQuery,
  pick: StagesPick,
): Promise<string[]> {
  const { fold } = await stagesRun(context, query);
  return fold.peopleOf(pick);
}

/** The fold over all of history, and what else a report of stages needs. */
export interface StagesRun {
  reader: Reader;
  identity: Identity;
  /** As it was asked, conditions on people made tests of them. */
  query: StagesQuery;
  /** All that were purchased before the end of the range. */
  orders: readonly OrderFact[];
  fold: StagesFold;
  data: Stages;
  rowsRead: number;
  stitchedShare: number | null;
}

export async function stagesRun(
  context: ReportContext,
  asked: StagesQuery,
  onLife?: (life: StageHistory) => unknown,
): Promise<StagesRun> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const span = { from: 0, to: Math.min(query.range.to, context.now + 1) };
  const orders = await ordersWithin(reader, identity, span);
  const { stages: rules } = rulesOf(context.site);
  const options = {
    dataUntil: context.now,
    rules,
    orders,
    people: identity.people,
    ...(onLife && { onLife }),
  };
  const fold = new StagesFold(query, options);
  const depth = filterDepth(query.filter);
  const told = { ...span, from: query.range.from };
  for await (const items of history(reader, identity, { ...span, depth, told })) {
    for (const item of items) fold.step(item);
  }
  // Names tell all but ratings and scores, which few give.
  const raters = [...fold.raters];
  for (let i = 0; i < raters.length; i += LIVES) {
    const lives = await livesOf(reader, identity, raters.slice(i, i + LIVES));
    for (const { items } of lives.values()) for (const item of items) fold.rate(item);
  }
  const data = fold.result();
  const { customers } = fold;
  const stitchedShare = shareOf(identity.joinedAmong(customers), customers.size);
  return { reader, identity, query, orders, fold, data, rowsRead: reader.rowsRead, stitchedShare };
}
