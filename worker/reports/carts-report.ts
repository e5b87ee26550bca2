import { history, identityOfSite, ordersWithin } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { CartsFold, cartsSpan } from './carts.ts';
import type { Carts, CartsPick, CartsQuery } from './carts-query.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';

/** Carts begun in the range, and what has become of them up to 30 days after it. */
export async function carts(context: ReportContext, query: CartsQuery): Promise<Answer<Carts>> {
  const { data, rowsRead, customers, stitched } = await run(context, query);
  return { data, rowsRead, stitchedShare: shareOf(stitched, customers) };
}

/** The customers behind a number of the report. */
export async function cartsPeople(
  context: ReportContext,
  query: CartsQuery,
  pick: CartsPick,
): Promise<string[]> {
  const { fold } = await run(context, query);
  return fold.peopleOf(pick);
}

async function run(
  context: ReportContext,
  asked: CartsQuery,
): Promise<{
  fold: CartsFold;
  data: Carts;
  rowsRead: number;
  customers: number;
  stitched: number;
}> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const span = cartsSpan(query, context.now);
  const orders = await ordersWithin(reader, identity, span);
  const { currency } = context.site;
  const fold = new CartsFold(query, { dataUntil: context.now, currency, orders });
  for await (const items of history(reader, identity, {
    ...span,
    depth: 'whole',
    cookieless: true,
  })) {
    for (const item of items) fold.step(item);
  }
  const data = fold.result();
  const people = new Set(data.states.flatMap(({ state }) => fold.peopleOf({ state })));
  const stitched = [...people].filter((customer) => isStitched(identity, customer)).length;
  return { fold, data, rowsRead: reader.rowsRead, customers: people.size, stitched };
}
