import { EVENT } from '../../schema/index.ts';
import type { Depth } from '../history/index.ts';
import { NOT_SET, type Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import type { Source } from '../stitch/event.ts';
import type { Facet } from './query.ts';

/** Everything beyond the top rows of a breakdown. */
export const OTHER = '(other)';

/** Facets that are columns of their own: no event needs to be unpacked for them. */
const COLUMNS: ReadonlySet<string> = new Set<Facet>(['channel', 'device', 'country']);

/** Facets for which names and pages of events are enough. */
const PAGES: ReadonlySet<string> = new Set<Facet>(['page', 'landing_page', 'exit_page']);

const VIEWS = new NameBits(new Map([[EVENT.pageView, 1]]));

/** How much of sessions must be read for a facet, or for a fact of their events. */
export function facetDepth(facet: string): Depth {
  if (COLUMNS.has(facet)) return 'names';
  return PAGES.has(facet) ? 'pages' : 'whole';
}

/** A session's value of a facet, `(not set)` where it has none. */
export function facetOf(session: Session, facet: Facet): string {
  return rawFacet(session, facet) || NOT_SET;
}

function rawFacet(session: Session, facet: Facet): string | undefined {
  switch (facet) {
    case 'channel':
      return session.channel;
    case 'device':
      return session.device;
    case 'country':
      return session.country;
    case 'source':
    case 'medium':
    case 'campaign':
      return session.source()?.[facet];
    case 'referrer_host':
      return referrerHost(session.source());
    case 'page':
    case 'landing_page':
      return landingPage(session);
    case 'exit_page':
      return exitPage(session);
    default:
      return session.context()[facet];
  }
}

/** Read from pages and names alone: no event is unpacked for it. */
function landingPage(session: Session): string | undefined {
  let first: string | undefined;
  session.scan(VIEWS, (_at, _bits, index) => (first ??= session.page(index)), false);
  return first === undefined ? undefined : pathOf(first);
}

function exitPage(session: Session): string | undefined {
  let last: string | undefined;
  session.scan(VIEWS, (_at, _bits, index) => (last = session.page(index) ?? last), false);
  return last === undefined ? undefined : pathOf(last);
}

/** A page without its query. */
export function pathOf(page: string): string {
  const end = page.search(/[?#]/);
  return end < 0 ? page : page.slice(0, end);
}

function referrerHost(source: Source | undefined): string | undefined {
  return source?.referrer?.replace(/^\w+:\/\//, '').split('/')[0];
}
