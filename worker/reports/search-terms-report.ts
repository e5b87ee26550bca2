import { history, identityOfSite } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import { SearchTermsFold } from './search-terms.ts';
import type { SearchTerms, SearchTermsPick, SearchTermsQuery } from './search-terms-query.ts';
import { rulesOf } from './site-rules.ts';

export async function searchTerms(
  context: ReportContext,
  query: SearchTermsQuery,
): Promise<Answer<SearchTerms>> {
  const { fold, rowsRead, stitched } = await run(context, query);
  return { data: fold.result(), rowsRead, stitchedShare: shareOf(stitched, fold.customers.size) };
}

/** The customers behind a number of the report. */
export async function searchTermsPeople(
  context: ReportContext,
  query: SearchTermsQuery,
  pick: SearchTermsPick,
): Promise<string[]> {
  const { fold } = await run(context, query);
  return fold.peopleOf(pick);
}

async function run(
  context: ReportContext,
  asked: SearchTermsQuery,
): Promise<{ fold: SearchTermsFold; rowsRead: number; stitched: number }> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const fold = new SearchTermsFold(query, rulesOf(context.site));
  for await (const items of history(reader, identity, {
    ...query.range,
    depth: 'whole',
    cookieless: true,
  })) {
    for (const item of items) fold.step(item);
  }
  const stitched = [...fold.customers].filter((customer) => isStitched(identity, customer)).length;
  return { fold, rowsRead: reader.rowsRead, stitched };
}
