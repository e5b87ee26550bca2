import { Reader, type ReadSite } from '../history/index.ts';

/** What every report needs to run. */
export interface ReportContext {
  db: D1Database;
  site: ReadSite;
  /** The clock: up to here the data is known. */
  now: number;
}

export function readerOf({ db, site }: ReportContext): Reader {
  return new Reader(db, site);
}

/** Share of customers that more than one id was joined to. */
export function shareOf(stitched: number, customers: number): number | null {
  return customers === 0 ? null : stitched / customers;
}
