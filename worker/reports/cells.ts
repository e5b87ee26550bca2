import { attributionPeople } from './attribution-report.ts';
import { cartsPeople } from './carts-report.ts';
import type { Cell } from './cell.ts';
import type { ReportContext } from './context.ts';
import { diffPeople } from './diff-report.ts';
import { explainPeople } from './explain-report.ts';
import { frictionPeople } from './friction-report.ts';
import { funnelPeople } from './funnel-report.ts';
import { journeyMapPeople } from './journey-map-report.ts';
import { lifecyclePeople } from './lifecycle-report.ts';
import { overviewPeople } from './overview-report.ts';
import { pathsPeople } from './paths-report.ts';
import { retentionPeople } from './retention-report.ts';
import { revenuePeople } from './revenue-report.ts';
import { searchTermsPeople } from './search-terms-report.ts';
import { segmentsPeople } from './segments-report.ts';
import { stagesPeople } from './stages-report.ts';

/** The customers behind a number of a report, by id. */
export async function peopleBehind(context: ReportContext, cell: Cell): Promise<string[]> {
  switch (cell.report) {
    case 'funnel':
      return funnelPeople(context, cell.query, cell);
    case 'overview':
      return overviewPeople(context, cell.query, cell.pick);
    case 'paths':
      return pathsPeople(context, cell.query, cell.pick);
    case 'retention':
      return retentionPeople(context, cell.query, cell.pick);
    case 'diff':
      return diffPeople(context, cell.query, cell.pick);
    case 'explain':
      return explainPeople(context, cell.query, cell.pick);
    case 'friction':
      return frictionPeople(context, cell.query, cell.pick);
    case 'lifecycle':
      return lifecyclePeople(context, cell.query, cell.pick);
    case 'attribution':
      return attributionPeople(context, cell.query, cell.pick);
    case 'carts':
      return cartsPeople(context, cell.query, cell.pick);
    case 'search-terms':
      return searchTermsPeople(context, cell.query, cell.pick);
    case 'segments':
      return segmentsPeople(context, cell.query, cell.pick);
    case 'journey-map':
      return journeyMapPeople(context, cell.query, cell.pick);
    case 'stages':
      return stagesPeople(context, cell.query, cell.pick);
    default:
      return revenuePeople(context, cell.query, cell.pick);
  }
}
