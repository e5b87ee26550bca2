import {
  history,
  identityOfSite,
  ordersWithin,
  type Identity,
  type Reader,
} from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { Explanation } from './explain.ts';
import { EXPLAIN_BY, type Explain, type ExplainPick, type ExplainQuery } from './explain-query.ts';
import { explainNeeds, ExplainSide } from './explain-side.ts';
import { FacetValues } from './explain-units.ts';
import { isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import type { Range } from './query.ts';

/** Why a measure changed from one range to another, exactly. */
export async function explain(
  context: ReportContext,
  query: ExplainQuery,
): Promise<Answer<Explain>> {
  const { explanation, customers, identity, rowsRead } = await run(context, query);
  const stitched = [...customers].filter((customer) => isStitched(identity, customer)).length;
  const stitchedShare = shareOf(stitched, customers.size);
  return { data: explanation.result(), rowsRead, stitchedShare };
}

/** The customers behind a number of it. */
export async function explainPeople(
  context: ReportContext,
  query: ExplainQuery,
  pick: ExplainPick,
): Promise<string[]> {
  const { explanation } = await run(context, query);
  return explanation.peopleOf(pick);
}

interface Run {
  explanation: Explanation;
  customers: ReadonlySet<string>;
  identity: Identity;
  rowsRead: number;
}

async function run(context: ReportContext, query: ExplainQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const values = new FacetValues(query.by ? [query.by] : EXPLAIN_BY);
  const scene = { context, reader, identity, query, values };
  const before = await sideOf(scene, query.before);
  const now = await sideOf(scene, query.range);
  const { currency } = context.site;
  const explanation = new Explanation(query, { values, now, before, currency });
  const customers = now.units.customers.union(before.units.customers);
  return { explanation, customers, identity, rowsRead: reader.rowsRead };
}

interface Scene {
  context: ReportContext;
  reader: Reader;
  identity: Identity;
  query: ExplainQuery;
  values: FacetValues;
}

/** People are judged by what was known at the end of each range. */
async function sideOf(scene: Scene, range: Range): Promise<ExplainSide> {
  const { context, reader, identity, values } = scene;
  const query = await withPeople({ reader, identity, context }, { ...scene.query, range });
  const { depth, orders } = explainNeeds(query, values);
  const side = new ExplainSide(query, values, {
    range,
    orders: orders ? await ordersWithin(reader, identity, range) : [],
    currency: context.site.currency,
  });
  const cookieless = query.unit === 'session';
  for await (const items of history(reader, identity, { ...range, depth, cookieless })) {
    for (const item of items) side.step(item);
  }
  side.finish();
  return side;
}
