import { USD } from '../../worker/prices.ts';

/** What an event uses of what Cloudflare bills. */
export interface Usage {
  rows_written_per_event: number;
  rows_read_per_event: number;
  /** Growth of the whole database. */
  bytes_per_event: number;
  requests_per_event: number;
  cpu_ms_per_event: number;
}

/** USD for a million events, the first month of keeping them included. */
export function usdOf(usage: Usage): number {
  return (
    1_000_000 *
    (usage.rows_written_per_event * USD.rowWritten +
      usage.rows_read_per_event * USD.rowRead +
      usage.requests_per_event * USD.request +
      usage.cpu_ms_per_event * USD.cpuMs +
      usage.bytes_per_event * USD.byteMonth)
  );
}
