import { history, identityOfSite, ordersWithin } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { AttributionFold, attributionNeeds } from './attribution.ts';
import type { Attribution, AttributionPick, AttributionQuery } from './attribution-query.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import { rulesOf } from './site-rules.ts';
import { inTurns } from './turns.ts';

/** Conversions of the range, shared among what led to them. */
export async function attribution(
  context: ReportContext,
  query: AttributionQuery,
): Promise<Answer<Attribution>> {
  const { fold, data, rowsRead, stitched } = await run(context, query);
  return { data, rowsRead, stitchedShare: shareOf(stitched, fold.customers.size) };
}

/** The customers behind a row. */
export async function attributionPeople(
  context: ReportContext,
  query: AttributionQuery,
  pick: AttributionPick,
): Promise<string[]> {
  const { fold } = await run(context, { ...query, models: ['last'], bootstrap: 0 });
  return fold.peopleOf(pick);
}

interface Run {
  fold: AttributionFold;
  data: Attribution;
  rowsRead: number;
  stitched: number;
}

async function run(context: ReportContext, asked: AttributionQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const rules = rulesOf(context.site);
  const needs = attributionNeeds(query, rules);
  const fold = new AttributionFold(query, {
    dataUntil: context.now,
    rules,
    orders: needs.orders ? await ordersWithin(reader, identity, needs) : [],
    numberOf: (id) => identity.people.numberOf(id),
  });
  for await (const items of history(reader, identity, { ...needs, cookieless: true })) {
    for (const item of items) fold.step(item);
  }
  const data = await inTurns(fold.results());
  const stitched = [...fold.customers].filter((customer) => isStitched(identity, customer)).length;
  return { fold, data, rowsRead: reader.rowsRead, stitched };
}
