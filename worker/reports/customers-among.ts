import { identityAround } from '../history/index.ts';
import type { Answer, CustomerSummary, Page } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { knownLivesOf, summaryOf } from './customer-summary.ts';
import type { Place } from './query.ts';
import { rulesOf } from './site-rules.ts';

/** Those customers, by id, a page at a time: the people behind a number. */
export async function customersAmong(
  context: ReportContext,
  ids: readonly string[],
  { limit, after }: { limit: number; after?: Place },
): Promise<Answer<Page<CustomerSummary>>> {
  const reader = readerOf(context);
  const left = ids.filter((id) => after === undefined || id > after.id).toSorted(byUnits);
  const page = left.slice(0, limit);
  const { identity } = await identityAround(reader, page);
  const lives = [...(await knownLivesOf(reader, identity, page)).values()].toSorted((a, b) =>
    byUnits(a.customer, b.customer),
  );
  const stitched = lives.filter((life) => life.users.length + life.visitors.length > 1).length;
  const last = page.at(-1);
  const shown = { now: context.now, rules: rulesOf(context.site) };
  return {
    data: {
      data: lives.map((life) => summaryOf(life, shown)),
      ...(left.length > limit && last !== undefined && { next: { at: 0, id: last } }),
    },
    rowsRead: reader.rowsRead,
    stitchedShare: shareOf(stitched, lives.length),
  };
}

/** The order of `<`, which the pages go by. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
