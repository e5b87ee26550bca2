import { EVENT } from '../../schema/index.ts';
import type { Session } from '../history/item.ts';
import { pathOf } from './facets.ts';
import { labelOf, stepTest, type StepTest } from './funnel-steps.ts';
import { globOf } from './path-labels.ts';
import type { PathStart } from './paths-query.ts';

/** What tells the start of a path. */
export interface PathStartReader {
  /** An event of a session that is one. */
  event?: StepTest;
  /** Position of the event of a session that is one. */
  landing?: (session: Session) => number | undefined;
  /** Being in this stage is one. */
  stage?: string;
  edges: { opens: boolean; closes: boolean };
}

const NO_EDGES = { opens: false, closes: false };

export function startReader(start: PathStart): PathStartReader {
  if ('session' in start) {
    return { edges: { opens: start.session === 'start', closes: start.session === 'end' } };
  }
  if ('stage' in start) return { stage: start.stage, edges: NO_EDGES };
  if ('page' in start) return { event: pageTest(start.page), edges: NO_EDGES };
  if ('landing' in start) return { landing: landingTest(start.landing), edges: NO_EDGES };
  return { event: stepTest(start), edges: NO_EDGES };
}

/** What the start is called on screen. */
export function rootOf(start: PathStart): string {
  if ('session' in start) return start.session === 'start' ? '(session start)' : '(session end)';
  if ('stage' in start) return start.stage;
  if ('page' in start) return start.page;
  return 'landing' in start ? start.landing : labelOf(start);
}

function pageTest(pattern: string): StepTest {
  const matches = globOf(pattern);
  return (session, index) => {
    if (session.names[index] !== EVENT.pageView) return false;
    const page = session.page(index);
    return page !== undefined && matches(pathOf(page));
  };
}

/** The first page view of a session, if it is of such a page. */
function landingTest(pattern: string): (session: Session) => number | undefined {
  const isPage = pageTest(pattern);
  return (session) => {
    const index = session.names.indexOf(EVENT.pageView);
    return index >= 0 && isPage(session, index) ? index : undefined;
  };
}
