import { isObject } from '../../../schema/index.ts';
import type { NewSession } from '../../history/newest.ts';
import { fieldOfEvent } from '../../reports/filter.ts';
import type { Event } from '../../stitch/event.ts';

/** Facts of a session that its events' contexts tell, and its source. */
export const CONTEXTS = ['browser', 'os', 'region', 'language'] as const;
export const SOURCES = ['source', 'medium', 'campaign'] as const;

/** What some sessions have had as a field, but for names of events. */
export function valuesSeen(field: string, sessions: readonly NewSession[]): Set<string> {
  const events = sessions.flatMap((session) => session.events);
  return new Set(events.flatMap((event) => valuesIn(field, event)));
}

function valuesIn(field: string, event: Event): string[] {
  if (field === 'prop') return Object.keys(event.props ?? {});
  if (field === 'item') return itemsOf(event).flatMap((item) => Object.keys(item));
  const context = CONTEXTS.find((name) => name === field);
  if (context !== undefined) return present(event.context[context]);
  const source = SOURCES.find((name) => name === field);
  if (source !== undefined) return present(event.source?.[source]);
  return fieldOfEvent(event, field).map(String);
}

function itemsOf({ props }: Event): object[] {
  const items = props?.['items'];
  return Array.isArray(items) ? items.filter((item) => isObject(item)) : [];
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
