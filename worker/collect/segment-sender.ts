import type { Clocks } from './segment-time.ts';

/** What is known of a request in Segment's format, and of the site it is for. */
export interface SegmentSender extends Clocks {
  /** `context` of the batch: applies to each message that does not say otherwise. */
  batchContext?: unknown;
  /** The call where the route names it (`/v1/track`); a message's own `type` goes first. */
  type?: string;
  /** Of the request itself: '' = it had none. Judged and used for write keys only. */
  userAgent?: string;
  /** ISO 3166-1 alpha-2, of the request; used for write keys only. */
  country?: string;
  region?: string;
  /** ISO 4217, of the site. */
  currency: string;
  ownHosts: readonly string[];
  paymentHosts: readonly string[];
}
