import type { AttributionPick, AttributionQuery } from './attribution-query.ts';
import type { CartsPick, CartsQuery } from './carts-query.ts';
import type { DiffPick, DiffQuery } from './diff-query.ts';
import type { ExplainPick, ExplainQuery } from './explain-query.ts';
import type { FrictionPick, FrictionQuery } from './friction-query.ts';
import type { JourneyMapPick, JourneyMapQuery } from './journey-map-query.ts';
import type { LifecyclePick, LifecycleQuery } from './lifecycle-query.ts';
import type { PathsPick, PathsQuery } from './paths-query.ts';
import type { OverviewPick } from './overview-pick.ts';
import type { FunnelQuery, OverviewQuery } from './query.ts';
import type { RetentionPick, RetentionQuery } from './retention-query.ts';
import type { RevenuePick, RevenueQuery } from './revenue-query.ts';
import type { SearchTermsPick, SearchTermsQuery } from './search-terms-query.ts';
import type { SegmentsPick, SegmentsQuery } from './segments-query.ts';
import type { StagesPick, StagesQuery } from './stages-query.ts';

/** Who came at least as far as a step. */
export interface FunnelPick {
  /** From 1. */
  step: number;
  /** Key of a row of the breakdown; absent: of all. */
  row?: string;
}

/** A number of a report. Its query has an absolute range, so that it opens the same people tomorrow. */
export type Cell =
  | ({ report: 'funnel'; query: FunnelQuery } & FunnelPick)
  | { report: 'overview'; query: OverviewQuery; pick: OverviewPick }
  | { report: 'paths'; query: PathsQuery; pick: PathsPick }
  | { report: 'retention'; query: RetentionQuery; pick: RetentionPick }
  | { report: 'lifecycle'; query: LifecycleQuery; pick: LifecyclePick }
  | { report: 'attribution'; query: AttributionQuery; pick: AttributionPick }
  | { report: 'diff'; query: DiffQuery; pick: DiffPick }
  | { report: 'explain'; query: ExplainQuery; pick: ExplainPick }
  | { report: 'friction'; query: FrictionQuery; pick: FrictionPick }
  | { report: 'carts'; query: CartsQuery; pick: CartsPick }
  | { report: 'search-terms'; query: SearchTermsQuery; pick: SearchTermsPick }
  | { report: 'segments'; query: SegmentsQuery; pick: SegmentsPick }
  | { report: 'journey-map'; query: JourneyMapQuery; pick: JourneyMapPick }
  | { report: 'stages'; query: StagesQuery; pick: StagesPick }
  | { report: 'revenue'; query: RevenueQuery; pick: RevenuePick };
