import { history, identityOfSite, ordersWithin } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { FrictionFold, frictionNeeds } from './friction.ts';
import type { Friction, FrictionPick, FrictionQuery } from './friction-query.ts';
import { peopleBefore } from './people-before.ts';
import { withPeople } from './person-conditions.ts';
import { inTurns } from './turns.ts';

/** What people met with on their way, by how many conversions are missing at least. */
export async function friction(
  context: ReportContext,
  query: FrictionQuery,
): Promise<Answer<Friction>> {
  const { data, rowsRead, stitchedShare } = await run(context, query);
  return { data, rowsRead, stitchedShare };
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
  stitchedShare: number | null;
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
    people: identity.people,
  });
  for await (const items of history(reader, identity, { ...needs, told: query.range })) {
    for (const item of items) fold.step(item);
  }
  const seenBefore = await peopleBefore(reader, identity, fold.people, query.range.from);
  const data = await inTurns(fold.results(seenBefore));
  const stitchedShare = shareOf(identity.joinedAmong(fold.people), fold.people.size);
  return { fold, data, rowsRead: reader.rowsRead, stitchedShare };
}
