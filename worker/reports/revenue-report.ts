import {
  history,
  identityOfSite,
  livesOf,
  ordersWithin,
  refundsWithin,
  type Identity,
  type Reader,
} from '../history/index.ts';
import { buyerOf } from '../history/item.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { sinceEarliest } from './earliest.ts';
import { isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import { RevenueFold, revenueNeeds } from './revenue.ts';
import type { Revenue, RevenuePick, RevenueQuery } from './revenue-query.ts';

/** Orders by their own time, refunds by theirs. */
export async function revenue(
  context: ReportContext,
  query: RevenueQuery,
): Promise<Answer<Revenue>> {
  const { data, rowsRead, buyers, isJoined } = await run(context, query);
  const stitched = [...buyers].filter(isJoined).length;
  return { data, rowsRead, stitchedShare: shareOf(stitched, buyers.size) };
}

/** The customers behind a number of the report. */
export async function revenuePeople(
  context: ReportContext,
  query: RevenueQuery,
  pick: RevenuePick,
): Promise<string[]> {
  const { fold } = await run(context, query);
  return fold.peopleOf(pick);
}

interface Run {
  fold: RevenueFold;
  data: Revenue;
  rowsRead: number;
  buyers: ReadonlySet<string>;
  isJoined: (customer: string) => boolean;
}

async function run(context: ReportContext, asked: RevenueQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const range = await sinceEarliest({ reader, identity }, asked.range);
  const query = await withPeople({ reader, identity, context }, { ...asked, range });
  const [orders, refunds] = await Promise.all([
    ordersWithin(reader, identity, query.range),
    refundsWithin(reader, identity, query.range),
  ]);
  const { timeZone, currency } = context.site;
  const fold = new RevenueFold(query, {
    timeZone,
    currency,
    dataUntil: context.now,
    orders,
    refunds,
    numberOf: (visitor) => identity.people.numberOf(visitor),
  });
  const needs = revenueNeeds(query);
  if (needs) {
    const earlier = refunds.filter(({ order }) => !isWithin(query, order.at));
    await tellOrigins(
      fold,
      { reader, identity },
      new Set(earlier.map(({ order }) => order.customer)),
    );
    for await (const items of history(reader, identity, {
      ...query.range,
      ...needs,
      cookieless: true,
    })) {
      for (const item of items) fold.step(item);
    }
  }
  const data = fold.result();
  const buyers = new Set(orders.flatMap((order) => buyerOf(order) ?? []));
  const isJoined = (customer: string): boolean => isStitched(identity, customer);
  return { fold, data, rowsRead: reader.rowsRead, buyers, isJoined };
}

function isWithin({ range }: RevenueQuery, at: number): boolean {
  return at >= range.from && at < range.to;
}

/** Where orders were made that are paid back in the range, but were made at another time. */
async function tellOrigins(
  fold: RevenueFold,
  { reader, identity }: { reader: Reader; identity: Identity },
  customers: ReadonlySet<string>,
): Promise<void> {
  if (customers.size === 0) return;
  const lives = await livesOf(reader, identity, customers);
  for (const { items } of lives.values()) for (const item of items) fold.step(item);
}
