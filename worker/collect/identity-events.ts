import {
  checkProperties,
  EVENT,
  LIMITS,
  type EventReason,
  type Json,
  type Properties,
} from '../../schema/index.ts';
import type { Event } from '../stitch/event.ts';
import type { Intake } from '../stitch/intake.ts';
import { isReservedId } from '../stitch/reserved-ids.ts';

/** Who sends: a page asserts, a server key or an import vouches. */
interface From {
  /** Absent in a cookieless visit: what is said of users and accounts holds, and joins nobody to the visit. */
  visitor: string | undefined;
  intake: Intake;
  source: 'page' | 'server' | 'import';
}

type Fault = { reason: EventReason; detail: string };

/**
 * What `identify`, `alias` and `group` say goes to edges, users and accounts; the event stays in the session
 * without the traits, which are personal. Returns the rule that the event breaks, if it does.
 */
export function takeIdentity(event: Event, from: From): Fault | undefined {
  switch (event.name) {
    case EVENT.identify:
      return identify(event, from);
    case EVENT.alias:
      return alias(event, from);
    case EVENT.group:
      return group(event, from);
    default:
      return undefined;
  }
}

function identify(event: Event, { visitor, intake, source }: From): Fault | undefined {
  const user = userIdOf(event.props?.['user_id']);
  if (!user.ok) return user.fault;
  const traits = traitsOf(event);
  if (!traits.ok) return traits.fault;
  // Of `null` and the like an edge is kept, to be shown: it names nobody.
  if (!isReservedId(user.id)) {
    intake.traits.push({ user: user.id, at: event.at, traits: traits.value });
  }
  const signature = event.props?.['signature'];
  delete event.props;
  if (visitor === undefined) return undefined;
  const signed = typeof signature === 'string' ? { signature } : {};
  intake.edges.push({ kind: 'identify', a: visitor, b: user.id, at: event.at, source, ...signed });
  event.user = user.id;
  return undefined;
}

function alias(event: Event, { visitor, intake, source }: From): Fault | undefined {
  const user = userIdOf(event.props?.['user_id']);
  if (!user.ok) return user.fault;
  const given = event.props?.['previous_id'];
  delete event.props;
  // The tag sends the visitor it made for this page, which is nobody either.
  if (visitor === undefined) return undefined;
  const previous = userIdOf(given ?? visitor);
  if (!previous.ok) return previous.fault;
  const [a, b] = [`any:${previous.id}`, `user:${user.id}`];
  intake.edges.push({ kind: 'alias', a, b, at: event.at, source });
  return undefined;
}

function group(event: Event, { visitor, intake, source }: From): Fault | undefined {
  const account = userIdOf(event.props?.['group_id']);
  if (!account.ok) return account.fault;
  const traits = traitsOf(event);
  if (!traits.ok) return traits.fault;
  intake.traits.push({ account: account.id, at: event.at, traits: traits.value });
  const user = userIdOf(event.props?.['user_id'] ?? null);
  const isNamed = user.ok && !isReservedId(user.id);
  const a = isNamed ? `user:${user.id}` : visitor && `visitor:${visitor}`;
  if (a) {
    intake.edges.push({ kind: 'group', a, b: account.id, at: event.at, source });
  }
  event.props = { group_id: account.id };
  if (visitor === undefined) delete event.props;
  return undefined;
}

type Said = { ok: true; value: Properties } | { ok: false; fault: Fault };

function traitsOf(event: Event): Said {
  const given = event.props?.['traits'];
  if (given === undefined || given === null) return { ok: true, value: {} };
  const traits = checkProperties(given, '/properties/traits');
  if (traits.ok) return traits;
  return { ok: false, fault: { reason: 'traits_invalid', detail: traits.detail } };
}

type UserId = { ok: true; id: string } | { ok: false; fault: Fault };

/** Ids that a business gives: text or a number, kept without blanks around them. */
export function userIdOf(given: Json | undefined): UserId {
  if (given === undefined || given === null || given === '') return missing();
  if (typeof given !== 'string' && typeof given !== 'number') return invalid();
  const id = String(given).trim();
  if (id === '') return missing();
  return id.length > LIMITS.businessId ? invalid() : { ok: true, id };
}

function missing(): UserId {
  return { ok: false, fault: { reason: 'user_id_missing', detail: '/properties/user_id' } };
}

function invalid(): UserId {
  return { ok: false, fault: { reason: 'user_id_invalid', detail: '/properties/user_id' } };
}
