import type { Json, Properties } from '../../schema/index.ts';
import { deepest, type Depth } from '../history/index.ts';
import { NOT_SET, type Session } from '../history/item.ts';
import { facetDepth, facetOf, pathOf } from './facets.ts';
import { FACETS, PERSON_FIELDS, type Facet, type Filter, type Operator } from './query.ts';

/** Holds for a session, or for one event of it where `index` is given. */
export type Matcher = (session: Session, index?: number) => boolean;

const SESSION_FIELDS: ReadonlySet<string> = new Set(FACETS.filter((facet) => facet !== 'page'));

/**
 * The test a filter stands for. Without an event in hand, a field of the event holds where any event
 * of the session does.
 */
export function matcherOf(filter: Filter): Matcher {
  if ('and' in filter) {
    const all = filter.and.map(matcherOf);
    return (session, index) => all.every((holds) => holds(session, index));
  }
  if ('or' in filter) {
    const any = filter.or.map(matcherOf);
    return (session, index) => any.some((holds) => holds(session, index));
  }
  if ('not' in filter) {
    const holds = matcherOf(filter.not);
    return (session, index) => !holds(session, index);
  }
  if ('person' in filter) return ({ customer }) => filter.person(customer);
  if (!('field' in filter) || isPersonField(filter.field)) {
    throw new Error('A condition on people was not made a test of them');
  }
  const { field, op, value = null } = filter;
  return (session, index) => compare(op, valuesOf(field, session, index), value);
}

/** How much of a session must be read to test it. */
export function filterDepth(filter: Filter | undefined): Depth {
  if (filter === undefined) return 'names';
  if ('and' in filter) return deepest(...filter.and.map(filterDepth));
  if ('or' in filter) return deepest(...filter.or.map(filterDepth));
  if ('not' in filter) return filterDepth(filter.not);
  if (!('field' in filter) || isPersonField(filter.field)) return 'names';
  return filter.field === 'event' ? 'names' : facetDepth(filter.field);
}

/** Whether a field is a fact of the person. */
export function isPersonField(field: string): boolean {
  return field.startsWith('trait.') || PERSON_FIELDS.some((name) => name === field);
}

function valuesOf(field: string, session: Session, index: number | undefined): Json[] {
  if (SESSION_FIELDS.has(field)) {
    const value = facetOf(session, field as Facet);
    return value === NOT_SET ? [] : [value];
  }
  if (field === 'event') {
    return index === undefined ? [...session.names] : session.names.slice(index, index + 1);
  }
  if (index !== undefined) return fieldAt(session, index, field);
  return session.names.flatMap((_, i) => fieldAt(session, i, field));
}

/** Of an event of a session no more is unpacked than the field needs. */
function fieldAt(session: Session, index: number, field: string): Json[] {
  if (field === 'page') return fieldOfEvent({ page: session.page(index) }, field);
  return fieldOfEvent({ props: session.props(index) }, field);
}

/** As much of an event as fields are of. */
interface Told {
  page?: string | undefined;
  props?: Properties | undefined;
}

/** Values of `page`, `prop.NAME` or `item.NAME`; none where the event has none. */
export function fieldOfEvent(event: Told, field: string): Json[] {
  if (field === 'page') return event.page === undefined ? [] : [pathOf(event.page)];
  if (field.startsWith('prop.')) return present(ownMember(event.props, field.slice(5)));
  if (field.startsWith('item.')) return itemValues(event, field.slice(5));
  return [];
}

/** A property of each item of an event. */
export function itemValues(event: Told, key: string): Json[] {
  const items = event.props?.['items'];
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? present(ownMember(item, key))
      : [],
  );
}

/** A member by a name that a request brings: what every object inherits (`constructor`) is none. */
export function ownMember<T>(of: { [key: string]: T } | undefined, name: string): T | undefined {
  return of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined;
}

function present(value: Json | undefined): Json[] {
  return value === undefined || value === null ? [] : [value];
}

/** Whether one of the values is as wanted; of none, only what `neq`, `not_in` and `exists` say. */
export function compare(op: Operator, values: readonly Json[], wanted: Json): boolean {
  switch (op) {
    case 'exists':
      return values.length > 0 === (wanted !== false);
    case 'neq':
      return !compare('eq', values, wanted);
    case 'not_in':
      return !compare('in', values, wanted);
    case 'in':
      return Array.isArray(wanted) && wanted.some((one) => compare('eq', values, one));
    default:
      return values.some((value) => holds(op, value, wanted));
  }
}

function holds(op: Operator, value: Json, wanted: Json): boolean {
  switch (op) {
    case 'eq':
      return value === wanted || plain(value) === plain(wanted);
    case 'contains':
      return plain(value).includes(plain(wanted));
    case 'starts_with':
      return plain(value).startsWith(plain(wanted));
    case 'ends_with':
      return plain(value).endsWith(plain(wanted));
    default:
      return ordered(op, Number(value), Number(wanted));
  }
}

function ordered(op: Operator, value: number, wanted: number): boolean {
  switch (op) {
    case 'gt':
      return value > wanted;
    case 'gte':
      return value >= wanted;
    case 'lt':
      return value < wanted;
    case 'lte':
      return value <= wanted;
    default:
      return false;
  }
}

/** Values as filters compare them: `5` and `"5"` are equal. */
function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
