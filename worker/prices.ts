/**
 * Cloudflare's list prices in USD, without what a plan includes; November 2026: rows written and read and
 * a byte kept for a month in D1 (developers.cloudflare.com/d1/platform/pricing) and in R2 (.../r2/pricing),
 * a request and a millisecond of CPU (developers.cloudflare.com/workers/platform/pricing).
 */
export const USD = {
  rowWritten: 1e-6,
  rowRead: 1e-9,
  byteMonth: 0.75e-9,
  lakeByteMonth: 0.015e-9,
  request: 0.3e-6,
  cpuMs: 0.02e-6,
} as const;

/**
 * Milliseconds of CPU of a request. A Worker cannot measure its own: this is what storing a batch took in
 * `bench -- cost`, 1.02 ms an event and 5.4 events a batch, local D1 and HTTP included, so rather too much.
 */
export const CPU_MS_A_REQUEST = 5.5;

/** What is paid for. */
export interface Spent {
  requests: number;
  rowsWritten: number;
  rowsRead: number;
}

/** USD for requests with the rows they wrote and read. */
export function usdOf({ requests, rowsWritten, rowsRead }: Spent): number {
  const aRequest = USD.request + CPU_MS_A_REQUEST * USD.cpuMs;
  return requests * aRequest + rowsWritten * USD.rowWritten + rowsRead * USD.rowRead;
}
