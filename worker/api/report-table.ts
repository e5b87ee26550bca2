import { compared } from './compared.ts';
import type { Operation } from './operation.ts';
import { attributionReport } from './routes/attribution.ts';
import { cartsReport } from './routes/carts.ts';
import { diffReport } from './routes/diff.ts';
import { explainReport } from './routes/explain.ts';
import { frictionReport } from './routes/friction.ts';
import { journeyMapReport } from './routes/journey-map.ts';
import { lifecycleReport } from './routes/lifecycle.ts';
import { pathsReport } from './routes/paths.ts';
import { reports } from './routes/reports.ts';
import { retentionReport } from './routes/retention.ts';
import { revenueReport } from './routes/revenue.ts';
import { searchTermsReport } from './routes/search-terms.ts';
import { segmentsReport } from './routes/segments.ts';
import { stagesReport } from './routes/stages.ts';
import { tabular } from './report-csv.ts';
import { segmented } from './saved/segmented.ts';
import { warned } from './warnings/warned.ts';

/** Every report. Each takes a segment and a period to compare with, can be saved, and is a tool of MCP. */
export const reportTable: readonly Operation[] = [
  ...reports,
  pathsReport,
  retentionReport,
  lifecycleReport,
  attributionReport,
  revenueReport,
  frictionReport,
  explainReport,
  diffReport,
  cartsReport,
  searchTermsReport,
  stagesReport,
  journeyMapReport,
  segmentsReport,
].map((report) => tabular(warned(compared(segmented(report)))));

/** The name of a report, which is the end of its path. */
export function reportName({ path }: Operation): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
