import type { CartsPick, CartsQuery } from './carts-query.ts';
import { cartsPeople } from './carts-report.ts';
import type { ReportContext } from './context.ts';
import { funnelPeople } from './funnel-report.ts';
import type { LifecyclePick, LifecycleQuery } from './lifecycle-query.ts';
import { lifecyclePeople } from './lifecycle-report.ts';
import type { PathsPick, PathsQuery } from './paths-query.ts';
import { pathsPeople } from './paths-report.ts';
import type { FunnelQuery } from './query.ts';
import type { RetentionPick, RetentionQuery } from './retention-query.ts';
import { retentionPeople } from './retention-report.ts';
import type { RevenuePick, RevenueQuery } from './revenue-query.ts';
import { revenuePeople } from './revenue-report.ts';
import type { SearchTermsPick, SearchTermsQuery } from './search-terms-query.ts';
import { searchTermsPeople } from './search-terms-report.ts';
import type { StagesPick, StagesQuery } from './stages-query.ts';
import { stagesPeople } from './stages-report.ts';

/** A number of a report. Its query has an absolute range, so that it opens the same people tomorrow. */
export type Cell =
  | { report: 'funnel'; query: FunnelQuery; /** From 1. */ step: number }
  | { report: 'paths'; query: PathsQuery; pick: PathsPick }
  | { report: 'retention'; query: RetentionQuery; pick: RetentionPick }
  | { report: 'lifecycle'; query: LifecycleQuery; pick: LifecyclePick }
  | { report: 'carts'; query: CartsQuery; pick: CartsPick }
  | { report: 'search-terms'; query: SearchTermsQuery; pick: SearchTermsPick }
  | { report: 'stages'; query: StagesQuery; pick: StagesPick }
  | { report: 'revenue'; query: RevenueQuery; pick: RevenuePick };

/** The customers behind a number of a report, by id. */
export async function peopleBehind(context: ReportContext, cell: Cell): Promise<string[]> {
  switch (cell.report) {
    case 'funnel':
      return funnelPeople(context, cell.query, cell.step);
    case 'paths':
      return pathsPeople(context, cell.query, cell.pick);
    case 'retention':
      return retentionPeople(context, cell.query, cell.pick);
    case 'lifecycle':
      return lifecyclePeople(context, cell.query, cell.pick);
    case 'carts':
      return cartsPeople(context, cell.query, cell.pick);
    case 'search-terms':
      return searchTermsPeople(context, cell.query, cell.pick);
    case 'stages':
      return stagesPeople(context, cell.query, cell.pick);
    default:
      return revenuePeople(context, cell.query, cell.pick);
  }
}
