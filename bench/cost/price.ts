/** What an event uses of what Cloudflare bills. */
export interface Usage {
  rows_written_per_event: number;
  rows_read_per_event: number;
  /** Growth of the whole database. */
  bytes_per_event: number;
  requests_per_event: number;
  cpu_ms_per_event: number;
}

/**
 * List prices in USD, without what a plan includes: a million rows written and read, a GB kept a month
 * (developers.cloudflare.com/d1/platform/pricing), a million requests and milliseconds of CPU
 * (developers.cloudflare.com/workers/platform/pricing); November 2026.
 */
const PRICE = { written: 1, read: 0.001, gigabyte: 0.75, requests: 0.3, cpu: 0.02 };

/** USD for a million events, the first month of keeping them included. */
export function usdOf(usage: Usage): number {
  return (
    usage.rows_written_per_event * PRICE.written +
    usage.rows_read_per_event * PRICE.read +
    usage.requests_per_event * PRICE.requests +
    usage.cpu_ms_per_event * PRICE.cpu +
    (usage.bytes_per_event / 1_000) * PRICE.gigabyte
  );
}
