export type * from './accounts-query.ts';
export type * from './answers.ts';
export type * from './attribution-query.ts';
export type * from './carts-query.ts';
export type * from './diff-query.ts';
export type { Difference } from './difference.ts';
export type * from './explain-query.ts';
export type * from './friction-query.ts';
export type * from './journey-map-query.ts';
export type * from './lifecycle-query.ts';
export type * from './paths-query.ts';
export type * from './query.ts';
export type * from './retention-query.ts';
export type * from './revenue-query.ts';
export type * from './search-terms-query.ts';
export type * from './segments-query.ts';
export type * from './stages-query.ts';
export { accountBy, listAccounts } from './accounts.ts';
export { MODELS } from './attribution-query.ts';
export { attribution } from './attribution-report.ts';
export { DEFAULT_IDLE } from './carts.ts';
export { CART_STATES } from './carts-query.ts';
export { carts } from './carts-report.ts';
export type { Cell } from './cell.ts';
export { peopleBehind } from './cells.ts';
export type { ReportContext } from './context.ts';
export { customerBy, identityOf } from './customer.ts';
export { listCustomers } from './customers.ts';
export { customersAmong } from './customers-among.ts';
export { durationOf } from './duration.ts';
export { DEFAULT_WINDOW } from './funnel.ts';
export {
  exportCustomers,
  exportEvents,
  exportSessions,
  type ExportQuery,
  type ExportRow,
  type ExportRows,
} from './export.ts';
export { DIFF_SIDES } from './diff-query.ts';
export { diff } from './diff-report.ts';
export { EXPLAIN_BY, MEASURES } from './explain-query.ts';
export { explain } from './explain-report.ts';
export { FRICTION_BY, SIGNALS } from './friction-query.ts';
export { MOST_PLAYERS } from './rate-game.ts';
export { friction } from './friction-report.ts';
export { funnel } from './funnel-report.ts';
export { goalIdsAmong, goalsAmong, namesAmong } from './goals.ts';
export { GOOD_MOMENTS } from './journey-map-query.ts';
export { journeyMap, MOST_CONVERTED } from './journey-map-report.ts';
export { journeyBy, listJourneys } from './journeys.ts';
export { overview } from './overview-report.ts';
export { ALL_KINDS } from './kinds.ts';
export { lifecycle } from './lifecycle-report.ts';
export { LIFECYCLE_STATES } from './lifecycle-query.ts';
export { paths } from './paths-report.ts';
export { PATH_NODES } from './paths-query.ts';
export { PERIODS, type PeriodUnit } from './periods.ts';
export { retention } from './retention-report.ts';
export { revenue } from './revenue-report.ts';
export { isPersonal } from './personal.ts';
export { conditionsIn } from './person-conditions.ts';
export { FACETS, PERSON_FIELDS } from './query.ts';
export { searchTerms } from './search-terms-report.ts';
export { MOST_SEGMENTS } from './segments-query.ts';
export { segments } from './segments-report.ts';
export { INFERRED, STATED } from './sentiment.ts';
export { DEFAULT_STAGE_RULES, type StageSettings } from './stage-rules.ts';
export { STAGES } from './stages-query.ts';
export { TooMuch } from './too-much.ts';
export { stages } from './stages-report.ts';
export { accountTimeline, timelineOf } from './timeline.ts';
