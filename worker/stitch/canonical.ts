import type { Json } from '../../schema/index.ts';
import type { Event } from './event.ts';

/** JSON with its keys sorted: equal values have equal texts. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(',')}}`;
}

/** What an event says, without when it was said and what was around it. */
export function contentOf(event: Event): string {
  const { name, page, props, user, source } = event;
  return canonical([
    name,
    page ?? null,
    props ?? null,
    user ?? null,
    source ? { ...source } : null,
  ]);
}

/** What was around an event, as text. */
export function contextOf(event: Event): string {
  return canonical({ ...event.context });
}
