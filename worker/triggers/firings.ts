import { onItsOwn } from '../history/item.ts';
import { matcherOf } from '../reports/filter.ts';
import type { Filter } from '../reports/index.ts';
import type { Event, Line } from '../stitch/event.ts';
import { hashedId } from '../stitch/event-id.ts';
import type { Firing, Intake } from '../stitch/intake.ts';
import { triggerIn } from './trigger.ts';

/** A trigger as ingest knows it: what an event alone tells about. */
export interface Armed {
  id: string;
  event: string;
  since: number;
  /** Absent: any event of the name may be meant. */
  mayBe?: (event: Event) => boolean;
}

/** What happened longer ago fires nothing, milliseconds: far less than deliveries are kept, so that nothing fires twice. */
export const OLDEST = 604_800_000;

/** The triggers of a site that are switched on and not full, from JSON [[id, body]]. */
export function armedIn(json: string): Armed[] {
  // Made by the statement that reads sites.
  const rows = JSON.parse(json) as [id: string, body: string][];
  return rows.flatMap(([id, body]) => {
    const { event, filter, since, enabled, full } = triggerIn(body);
    return enabled && !full ? [{ id, event, since, ...(filter && mayBeBy(filter)) }] : [];
  });
}

/**
 * What of an intake fires. It is written with the events, in their transaction, and judged afterwards by what
 * is stored: this only leaves out what cannot be meant. Bots are nobody.
 */
export function firingsOf(armed: readonly Armed[], { lines, receivedAt }: Intake): Firing[] {
  if (armed.length === 0) return [];
  return lines.flatMap((line) =>
    line.events.flatMap((event) =>
      armed.flatMap((trigger) =>
        fires(trigger, event, receivedAt) ? [firingOf(trigger.id, line, event)] : [],
      ),
    ),
  );
}

function fires({ event: name, since, mayBe }: Armed, event: Event, now: number): boolean {
  if (event.name !== name || event.at < Math.max(since, now - OLDEST)) return false;
  return event.context.bot === undefined && (mayBe?.(event) ?? true);
}

function firingOf(trigger: string, { visitor = '', user = '' }: Line, { id, at }: Event): Firing {
  const line = visitor === '' ? { visitor, user } : { visitor, user: '' };
  return {
    id: firingId(trigger, line, id),
    trigger,
    ...line,
    event: id,
    at,
  };
}

/** What is sent again has the same. */
export function firingId(
  trigger: string,
  line: { visitor: string; user: string },
  event: string,
): string {
  return firedPrefix(trigger, line) + hashedId(event).slice(1);
}

/** What ids of deliveries begin with: the trigger, then the line. So a person's are found, and a trigger's. */
export function firedPrefix(trigger: string, line?: { visitor: string; user: string }): string {
  const of =
    line && hashedId(line.visitor === '' ? `user:${line.user}` : `visitor:${line.visitor}`);
  return `dlv_${trigger.slice('trg_'.length)}${of?.slice(1) ?? ''}`;
}

/** Conditions that must hold whatever else does, and that the event alone tells about. */
function mayBeBy(filter: Filter): Pick<Armed, 'mayBe'> {
  const all = 'and' in filter ? filter.and : [filter];
  const known = all.filter(isOfEvent);
  if (known.length === 0) return {};
  const holds = matcherOf({ and: known });
  // Whose it is makes no difference to what is asked here.
  const alone = { kind: 'touchpoint', customer: '', person: 0, user: '' } as const;
  return { mayBe: (event) => holds(onItsOwn({ ...alone, event }), 0) };
}

function isOfEvent(filter: Filter): boolean {
  if ('and' in filter) return filter.and.every(isOfEvent);
  if ('or' in filter) return filter.or.every(isOfEvent);
  if ('not' in filter) return isOfEvent(filter.not);
  return 'field' in filter && /^(event|page)$|^(prop|item)\./.test(filter.field);
}
