import type { Databases } from '../stitch/databases.ts';
import type { Cell } from './cell.ts';
import { Reader, type ReadSite, type Shyness } from '../history/index.ts';

/** What every report needs to run. */
export interface ReportContext extends Databases {
  site: ReadSite;
  /** The clock: up to here the data is known. */
  now: number;
  /** Tells how much was left out. */
  shyness?: Shyness;
  /** Opens a number of a report (cells.ts), so that a filter can ask for the people behind it. */
  peopleBehind?: (context: ReportContext, cell: Cell) => Promise<string[]>;
}

export function readerOf(context: ReportContext): Reader {
  return new Reader(context, context.site, context.shyness);
}

/** Share of customers that more than one id was joined to. */
export function shareOf(stitched: number, customers: number): number | null {
  return customers === 0 ? null : stitched / customers;
}
