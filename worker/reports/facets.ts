import { EVENT } from '../../schema/index.ts';
import { NOT_SET, type Session } from '../history/item.ts';
import type { Event, Source } from '../stitch/event.ts';
import { sourceOf } from '../stitch/session-row.ts';
import type { Facet } from './query.ts';

/** Everything beyond the top rows of a breakdown. */
export const OTHER = '(other)';

/** Facets that are columns of their own: no event needs to be unpacked for them. */
const COLUMNS: ReadonlySet<string> = new Set<Facet>(['channel', 'device', 'country']);

export function needsEvents(facet: string): boolean {
  return !COLUMNS.has(facet);
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
      return pagesOf(session)[0];
    case 'exit_page':
      return pagesOf(session).at(-1);
    default:
      return firstContext(session.events(), facet);
  }
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
