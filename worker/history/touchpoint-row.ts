import type { Properties } from '../../schema/index.ts';
import type { Context, Event, Source } from '../stitch/event.ts';

/** A row of touchpoints. */
export interface TouchpointRow {
  user: string;
  id: string;
  at: number;
  name: string;
  /** Canonical JSON of the rest of the event, absent members null. */
  body: string;
}

interface Body {
  page: string | null;
  props: Properties | null;
  source: Source | null;
  context: Context | null;
}

/** The event a touchpoint is. */
export function eventOf({ user, id, at, name, body }: TouchpointRow): Event {
  const { page, props, source, context } = JSON.parse(body) as Body;
  return {
    id,
    at,
    name,
    user,
    context: context ?? {},
    ...(page !== null && { page }),
    ...(props !== null && { props }),
    ...(source !== null && { source }),
  };
}
