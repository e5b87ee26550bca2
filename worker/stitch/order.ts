import { EVENT } from '../../schema/index.ts';
import { compareIds } from './event-id.ts';
import type { Event } from './event.ts';

/** The one order of events: by time; at equal times a page view goes first, then by id. */
export function compareEvents(a: Event, b: Event): number {
  if (a.at !== b.at) return a.at - b.at;
  const [viewA, viewB] = [a.name === EVENT.pageView, b.name === EVENT.pageView];
  if (viewA !== viewB) return viewA ? -1 : 1;
  return compareIds(a.id, b.id);
}
