/** Id of the visitor that a browser of a site's own staff is: what it sends is never stored. */
export const STAFF_VISITOR = 'sojourn_is_staff';

/** Limits of the contract. Lengths are UTF-16 code units, sizes are bytes, times are milliseconds. */
export const LIMITS = {
  /** Body of one request to `/e`, after inflation. The snippet seals at 16 KB. */
  batchBytes: 1_048_576,
  /** Body of a Segment-compatible request; Segment's own limit. */
  segmentBytes: 524_288,
  /** Events in one batch; Segment's own limit. */
  batchEvents: 2_500,
  /** Body of one request of an import, after inflation. */
  importBytes: 8_388_608,
  /** Lines in one request of an import: what one transaction of D1 writes well within its 30 s. */
  importLines: 5_000,
  /** One event as JSON; Segment's own limit. */
  eventBytes: 32_768,
  /** Name of an event. */
  name: 64,
  /** Ids of batches, page loads and visitors. */
  id: 64,
  /** Ids a business gives: users, orders, accounts, messages. */
  businessId: 256,
  /** Any string inside properties, and a page's URL. */
  string: 16_384,
  /** Key of a property. */
  key: 128,
  /** Keys in one event, all levels together. */
  keys: 512,
  /** Nesting of properties; the properties object is level 1. */
  depth: 8,
  /** Items of an ecommerce event; GA4's own limit. */
  items: 200,
  /** Magnitude of an amount in minor units: sums of 10^5 of them stay exact. */
  minor: 100_000_000_000,
  /** How old an event of a page may be. */
  pageAge: 2_592_000_000,
  /** How far ahead of the server's clock an event may be. */
  ahead: 86_400_000,
  /** A batch whose `sent_at` is further than this from the server's clock is shifted by the difference. */
  skew: 60_000,
  /** Earliest time anything may have: 1970. */
  earliest: 0,
  /** Latest time anything may have: 32 bits of seconds. */
  latest: 4_294_967_295_000,
} as const;
