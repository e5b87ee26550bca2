import {
  history,
  identityOfSite,
  ordersWithin,
  type Identity,
  type Reader,
} from '../history/index.ts';
import type { Answer, Overview } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { OverviewFold, overviewDepth } from './overview.ts';
import type { OverviewPick } from './overview-pick.ts';
import { peopleBefore } from './people-before.ts';
import { withPeople } from './person-conditions.ts';
import type { OverviewQuery } from './query.ts';
import { rulesOf } from './site-rules.ts';

export async function overview(
  context: ReportContext,
  query: OverviewQuery,
): Promise<Answer<Overview>> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const { data, customers } = await run(context, { reader, identity, query });
  const stitched = [...customers].filter((customer) => isStitched(identity, customer)).length;
  const stitchedShare = shareOf(stitched, customers.size);
  return { data, rowsRead: reader.rowsRead, stitchedShare };
}

/** The customers behind a number of the report. */
export async function overviewPeople(
  context: ReportContext,
  query: OverviewQuery,
  pick: OverviewPick,
): Promise<string[]> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const { fold, seenBefore } = await run(context, { reader, identity, query });
  return fold.people(pick, seenBefore);
}

interface Run {
  reader: Reader;
  identity: Identity;
  query: OverviewQuery;
}

async function run(
  context: ReportContext,
  { reader, identity, query: asked }: Run,
): Promise<{
  fold: OverviewFold;
  data: Overview;
  customers: ReadonlySet<string>;
  seenBefore: ReadonlySet<string>;
}> {
  const { site, now } = context;
  const query = await withPeople({ reader, identity, context }, asked);
  const orders = await ordersWithin(reader, identity, query.range);
  const options = { timeZone: site.timeZone, dataUntil: now, orders, rules: rulesOf(site) };
  const fold = new OverviewFold(query, options);
  const depth = overviewDepth(query, options.rules);
  for await (const items of history(reader, identity, {
    ...query.range,
    depth,
    cookieless: true,
  })) {
    for (const item of items) fold.step(item);
  }
  const { customers } = fold;
  const seenBefore = await customersBefore(reader, identity, customers, query.range.from);
  return { fold, data: fold.result(seenBefore), customers, seenBefore };
}

export function isStitched(identity: Identity, customer: string): boolean {
  return identity.isJoined(customer);
}

/** Those of the customers whom any of their visitors or users shows before `from`. */
export async function customersBefore(
  reader: Reader,
  identity: Identity,
  customers: Iterable<string>,
  from: number,
): Promise<Set<string>> {
  const { people } = identity;
  const asked = Iterator.from(customers).map((customer) => people.numberOf(customer));
  const before = await peopleBefore(reader, identity, asked, from);
  return new Set(Iterator.from(before).map((person) => people.nameOf(person)));
}
