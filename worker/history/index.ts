export type { Goal } from './goal.ts';
export { begunAfter } from './beginning.ts';
export { history, type HistoryQuery } from './history.ts';
export { deepest, type Depth } from './session-source.ts';
export { Identity, type Piece } from './identity.ts';
export type { Conflict } from './guards.ts';
export {
  endOf,
  startOf,
  storedSpan,
  type Item,
  type OrderFact,
  type Session,
  type Touchpoint,
} from './item.ts';
export { idsOf, livesOf, type Life } from './lives.ts';
export { ordersOf, ordersWithin } from './orders.ts';
export { refundsWithin, type Refund } from './refunds.ts';
export { PersonSet } from './person-lists.ts';
export { identityAround, identityOfSite } from './read-identity.ts';
export { Reader, type ReadSite, type Shyness } from './reader.ts';
export type { SessionSource } from './session-source.ts';
export { aheadOfReports } from './turn.ts';
export { journeyId, readId, sessionId } from './session-id.ts';
export { idOf, ownersIn, walkBack, type Seen, type Slice } from './walk.ts';
export { cookielessAmong, withoutCookieless } from './cookieless.ts';
