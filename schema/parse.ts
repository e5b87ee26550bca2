import * as v from 'valibot';
import { envelopeSchema, eventSchema, type BatchEnvelope } from './batch.ts';
import { checkCommerce } from './commerce-rules.ts';
import type { Json, Properties, WireEvent } from './event.ts';
import { LIMITS } from './limits.ts';
import { checkProperties, isObject, jsonLengthAtMost } from './properties.ts';
import {
  BATCH_REASONS,
  EVENT_REASONS,
  type BatchReason,
  type EventReason,
  type Fault,
} from './reason.ts';
import { wellFormed } from './text.ts';

/** An event that broke a rule, as it came. */
export interface FaultyEvent extends Fault {
  event: Json;
}

export type Parsed = { ok: true; envelope: BatchEnvelope } | ({ ok: false } & Fault<BatchReason>);

/** The batch around the events. Expected failures are values: `{ ok: false, reason, detail }`. */
export function parseEnvelope(body: unknown): Parsed {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    return { ok: false, reason: 'not_an_object', detail: '' };
  }
  const parsed = v.safeParse(envelopeSchema, body, { abortEarly: true });
  if (parsed.success) return { ok: true, envelope: parsed.output };
  const [issue] = parsed.issues;
  const pointer = pointerOf(issue);
  return { ok: false, reason: reasonOf(issue.message, pointer), detail: pointer };
}

const BY_MEMBER: Record<string, BatchReason> = {
  '/v': 'version_unknown', '/site': 'site_invalid', '/batch': 'batch_invalid', '/sent_at': 'sent_at_invalid',
  '/visitor': 'visitor_invalid', '/page_load': 'page_load_invalid', '/events': 'events_not_an_array',
}; // prettier-ignore

/** A missing member has the object's message: its own reason follows from its name. */
function reasonOf(message: string, pointer: string): BatchReason {
  const known = BATCH_REASONS.find((reason) => reason === message);
  return known === undefined || known === 'not_an_object'
    ? (BY_MEMBER[pointer] ?? 'not_an_object')
    : known;
}

/** Times that are accepted, milliseconds since 1970 UTC, both included. */
export interface TimeWindow {
  earliest: number;
  latest: number;
}

export type ParsedEvent = { ok: true; event: WireEvent } | ({ ok: false } & Fault);

/** One event of a batch within the limits. `shift` is added to its time before the window is applied. */
export function parseEvent(
  input: unknown,
  { window, shift, currency }: { window: TimeWindow; shift: number; currency: string },
): ParsedEvent {
  // Properties are read from the input itself: a record leaves out `__proto__` and takes arrays.
  const { properties, ...rest } = isObject(input) ? input : { properties: undefined };
  const parsed = v.safeParse(eventSchema, isObject(input) ? rest : input, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const pointer = pointerOf(issue);
    return { ok: false, reason: eventReasonOf(issue.message, pointer), detail: pointer };
  }
  const { seq, page } = parsed.output;
  const at = Math.round(parsed.output.at) + shift;
  if (at < window.earliest) return { ok: false, reason: 'too_old', detail: '/at' };
  if (at > window.latest) return { ok: false, reason: 'in_the_future', detail: '/at' };
  const name = wellFormed(parsed.output.name);
  const checked = checkEventProperties(name, properties, currency);
  if (!checked.ok) return checked;
  const event: WireEvent = { seq, at, name };
  if (page !== undefined) event.page = page;
  if (Object.keys(checked.value).length > 0) event.properties = checked.value;
  return { ok: true, event };
}

/** Properties of an event by that name, whoever sent it: limits of the tree, then the rules of money. */
export function checkEventProperties(
  name: string,
  properties: unknown,
  currency: string,
): { ok: true; value: Properties } | ({ ok: false } & Fault) {
  if (properties === undefined || properties === null) return { ok: true, value: {} };
  const checked = checkProperties(properties);
  if (!checked.ok) return checked;
  if (
    jsonLengthAtMost(checked.value) > LIMITS.eventBytes &&
    JSON.stringify(checked.value).length > LIMITS.eventBytes
  ) {
    return { ok: false, reason: 'event_too_large', detail: `over ${LIMITS.eventBytes} bytes` };
  }
  return checkCommerce(name, checked.value, currency);
}

function eventReasonOf(message: string, pointer: string): EventReason {
  const known = EVENT_REASONS.find((reason) => reason === message);
  if (known !== undefined && (known !== 'event_not_an_object' || pointer === '')) return known;
  if (pointer === '/seq') return 'seq_invalid';
  if (pointer === '/at') return 'at_invalid';
  if (pointer === '/name') return 'name_missing';
  return known ?? 'event_not_an_object';
}

function pointerOf(issue: v.BaseIssue<unknown>): string {
  const path = issue.path ?? [];
  return path
    .map(({ key }) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
