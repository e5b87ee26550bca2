import { history, identityOfSite, ordersWithin } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { FrictionFold, frictionNeeds } from './friction.ts';
import type { Friction, FrictionPick, FrictionQuery } from './friction-query.ts';
import { customersBefore, isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import { inTurns } from './turns.ts';

/** What people met with on their way, by how many conversions are missing at least. */
export async function friction(
  context: ReportContext,
  query: FrictionQuery,
): Promise<Answer<Friction>> {
  const { data, rowsRead, customers, stitched } = await run(context, query);
  return { data, rowsRead, stitchedShare: shareOf(stitched, customers) };
}

/** The customers behind a row. */
export async function frictionPeople(
  context: ReportContext,
  query: FrictionQuery,
  pick: FrictionPick,
): Promise<string[]> {
  const { fold } = await run(context, query);
  return fold.peopleOf(pick);
}

interface Run {
  fold: FrictionFold;
  data: Friction;
  rowsRead: number;
  customers: number;
  stitched: number;
}

async function run(context: ReportContext, asked: FrictionQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const needs = frictionNeeds(query);
  const fold = new FrictionFold(query, {
    dataUntil: context.now,
    currency: context.site.currency,
    orders: needs.orders ? await ordersWithin(reader, identity, query.range) : [],
  });
  for await (const items of history(reader, identity, needs)) {
    for (const item of items) fold.step(item);
  }
  const customers = [...fold.customers];
  const seenBefore = await customersBefore(reader, identity, customers, query.range.from);
  const data = await inTurns(fold.results(seenBefore));
  const stitched = customers.filter((customer) => isStitched(identity, customer)).length;
  return { fold, data, rowsRead: reader.rowsRead, customers: customers.length, stitched };
}
