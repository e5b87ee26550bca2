import { EVENT } from '../../schema/index.ts';
import { NOT_SET, type Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import type { Event, Source } from '../stitch/event.ts';
import { sourceOf } from '../stitch/session-row.ts';
import type { Facet } from './query.ts';

/** Everything beyond the top rows of a breakdown. */
export const OTHER = '(other)';

/** Facets that are columns of their own: no event needs to be unpacked for them. */
const COLUMNS: ReadonlySet<string> = new Set<Facet>(['channel', 'device', 'country']);

/** Facets for which names and pages of events are enough. */
const PAGES: ReadonlySet<string> = new Set<Facet>(['page', 'landing_page']);

const VIEWS = new NameBits(new Map([[EVENT.pageView, 1]]));

export function needsEvents(facet: string): boolean {
  return !COLUMNS.has(facet);
}

/** How much of sessions must be read for a facet. */
export function facetNeeds(facet: string): { events: boolean; pages: boolean } {
  const pages = PAGES.has(facet);
  return { events: needsEvents(facet) && !pages, pages };
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
      return sourceOf(session.events())?.[facet];
    case 'referrer_host':
      return referrerHost(sourceOf(session.events()));
    case 'page':
    case 'landing_page':
      return landingPage(session);
    case 'exit_page':
      return pagesOf(session).at(-1);
    default:
      return firstContext(session.events(), facet);
  }
}

/** Read from pages and names alone: no event is unpacked for it. */
function landingPage(session: Session): string | undefined {
  let first: string | undefined;
  session.scan(VIEWS, (_at, _bits, index) => (first ??= session.page(index)));
  return first === undefined ? undefined : pathOf(first);
}

function pagesOf(session: Session): string[] {
  const pages: string[] = [];
  for (const { name, page } of session.events()) {
    if (name === EVENT.pageView && page !== undefined) pages.push(pathOf(page));
  }
  return pages;
}

/** A page without its query. */
export function pathOf(page: string): string {
  const end = page.search(/[?#]/);
  return end < 0 ? page : page.slice(0, end);
}

function referrerHost(source: Source | undefined): string | undefined {
  return source?.referrer?.replace(/^\w+:\/\//, '').split('/')[0];
}

function firstContext(
  events: readonly Event[],
  facet: 'browser' | 'os' | 'region' | 'language',
): string | undefined {
  for (const { context } of events) if (context[facet] !== undefined) return context[facet];
  return undefined;
}
