import {
  checkEventProperties,
  checkProperties,
  EVENT,
  isObject,
  LIMITS,
  placeAsStated,
  toGa4,
  wellFormed,
  type Json,
  type Properties,
} from '../../schema/index.ts';
import { hashedId } from '../stitch/event-id.ts';
import { isReservedId } from '../stitch/reserved-ids.ts';
import type { Edge, Event, Line, Traits } from '../stitch/event.ts';
import { userIdOf } from './identity-events.ts';
import { contextOfMessage } from './segment-context.ts';
import { membersOf, text } from './segment-members.ts';
import { fault, isAbsent, readMessage, type Fault, type Message } from './segment-message.ts';
import { arrivalOf } from './segment-page.ts';
import type { SegmentSender } from './segment-sender.ts';
import { pageOf } from './source.ts';

export type { SegmentSender } from './segment-sender.ts';

export type FromSegment = { ok: true; lines: Line[]; edges: Edge[]; traits: Traits[] } | Fault;

/** What a page call says of the page itself stands in the event's page, not in its properties. */
const PAGE_KEYS: ReadonlySet<string> = new Set(['url', 'path', 'referrer', 'search']);

/**
 * One message of Segment's format (definitions.md 4) as events, edges and traits. What breaks a rule
 * comes back as a reason; nothing throws, whatever the message is.
 */
export function fromSegment(input: unknown, sender: SegmentSender): FromSegment {
  const message = readMessage(input, sender);
  if (!message.ok) return message;
  switch (message.type) {
    case 'identify':
      return identify(message);
    case 'group':
      return group(message);
    case 'alias':
      return alias(message);
    default:
      return visit(message, message.type);
  }
}

/** `track`, `page` and `screen`: something happened. */
function visit(message: Message, type: 'track' | 'page' | 'screen'): FromSegment {
  const named = type === 'track' ? trackOf(message) : viewOf(message, type);
  if ('reason' in named) return named;
  const checked = checkEventProperties(named.name, named.properties, message.sender.currency);
  if (!checked.ok) {
    const { properties: given } = message.members;
    return { ...checked, detail: placeAsStated(checked.detail, given, named.properties) };
  }
  const event = eventOf(message, named.name, checked.value);
  if (type === 'screen') {
    const screen = text(message.members['name']);
    if (screen !== undefined) event.page = pageOf(screen.slice(0, LIMITS.string)).path;
  }
  if (type === 'page') land(event, message);
  return done(message, [event]);
}

function trackOf({ members }: Message): { name: string; properties: unknown } | Fault {
  const { event, properties } = members;
  if (isAbsent(event)) return fault('name_missing', '/event');
  if (typeof event !== 'string') return fault('name_not_a_string', '/event');
  const name = wellFormed(event.trim());
  if (name.length > LIMITS.name) return fault('name_too_long', `over ${LIMITS.name}`);
  // What is neither absent nor an object is refused by the check that follows; the rest came out of JSON.
  const isKnown = isObject(properties) || properties === undefined || properties === null;
  return isKnown ? toGa4(name, (properties ?? {}) as Properties) : { name, properties };
}

function viewOf(
  { members, page }: Message,
  type: 'page' | 'screen',
): { name: string; properties: unknown } {
  const { properties, name, category } = members;
  const eventName = type === 'page' ? EVENT.pageView : 'screen_view';
  if (!isObject(properties) && !isAbsent(properties)) return { name: eventName, properties };
  const own = Object.entries(membersOf(properties)).filter(
    ([key]) => type === 'screen' || !PAGE_KEYS.has(key),
  );
  const nameKey = type === 'page' ? 'name' : 'screen_name';
  const stated = [
    [nameKey, text(name)],
    ['category', text(category)],
    ['title', page?.title],
  ].filter(([, value]) => value !== undefined);
  return { name: eventName, properties: Object.fromEntries([...stated, ...own]) };
}

/** Where the visit came from, and whether a referrer spammer sent it. */
function land(event: Event, { page, context, sender }: Message): void {
  const { source, spam } = arrivalOf(page, context, sender);
  if (source !== undefined) event.source = source;
  if (spam) event.context.bot ??= 'referrer_spam';
}

/**
 * Traits go to the user, not into the session, as they are personal. Those of somebody who is not
 * known yet have no user to go to, and stay with the event.
 */
function identify(message: Message): FromSegment {
  const { at, visitor } = message;
  const user = namedBy(message);
  const traits = traitsOf(message);
  if (!traits.ok) return traits;
  const { value } = traits;
  const isAnonymous = user === undefined && Object.keys(value).length > 0;
  const event = eventOf(message, EVENT.identify, isAnonymous ? { traits: value } : {});
  const of = user === undefined ? [] : [{ user, at, traits: value }];
  return done(message, visitor === undefined ? [] : [event], { traits: of });
}

/** A user alone does nothing by it: as with `identify`, what is said of the account is all there is. */
function group(message: Message): FromSegment {
  const { at, visitor, members } = message;
  const user = namedBy(message);
  const account = userIdOf((members['groupId'] ?? null) as Json);
  if (!account.ok) return fault(account.fault.reason, '/groupId');
  const traits = traitsOf(message);
  if (!traits.ok) return traits;
  const a = user === undefined ? `visitor:${visitor}` : `user:${user}`;
  const edge: Edge = { kind: 'group', a, b: account.id, at, ...assertedBy(message) };
  const event = eventOf(message, EVENT.group, { group_id: account.id });
  return done(message, visitor === undefined ? [] : [event], {
    edges: [edge],
    traits: [{ account: account.id, at, traits: traits.value }],
  });
}

/**
 * `previousId` may be a user's or, by default, the browser's `anonymousId`: Segment does not tell
 * which. Its edge starts at `any:`, which reading takes for whichever of the two it knows.
 */
function alias(message: Message): FromSegment {
  const { at, user, visitor, members } = message;
  if (user === undefined) return fault('user_id_missing', '/userId');
  const given = members['previousId'];
  const previous = userIdOf((isAbsent(given) ? (visitor ?? null) : given) as Json);
  if (!previous.ok) return fault(previous.fault.reason, '/previousId');
  const [a, b] = [`any:${previous.id}`, `user:${user}`];
  const edge: Edge = { kind: 'alias', a, b, at, ...assertedBy(message) };
  const events = visitor === undefined ? [] : [eventOf(message, EVENT.alias, {})];
  return done(message, events, { edges: [edge] });
}

/** Whom the message names; an edge of `null` and the like is kept, to be shown, and names nobody. */
function namedBy({ user }: Message): string | undefined {
  return user === undefined || isReservedId(user) ? undefined : user;
}

function traitsOf({ members }: Message): { ok: true; value: Properties } | Fault {
  if (isAbsent(members['traits'])) return { ok: true, value: {} };
  const checked = checkProperties(members['traits'], '/traits');
  return checked.ok ? checked : fault('traits_invalid', checked.detail);
}

/** Events on their line, and beside what the call itself says the edge of having named both. */
function done(
  message: Message,
  events: Event[],
  more: { edges?: Edge[]; traits?: Traits[] } = {},
): FromSegment {
  const { at, user, visitor } = message;
  const line = visitor === undefined ? { ...(user !== undefined && { user }) } : { visitor };
  const isNamed = visitor !== undefined && user !== undefined;
  const named: Edge[] = isNamed
    ? [{ kind: 'identify', a: visitor, b: user, at, ...assertedBy(message) }]
    : [];
  return {
    ok: true,
    lines: events.length === 0 ? [] : [{ ...line, events }],
    edges: [...named, ...(more.edges ?? [])],
    traits: more.traits ?? [],
  };
}

function eventOf(message: Message, name: string, properties: Properties): Event {
  const { at, skew, page, user, visitor, context, sender } = message;
  const path = page === undefined ? undefined : pageOf(page.url).path;
  return {
    id: idOf(message, name, properties),
    at,
    name,
    ...(path !== undefined && { page: path }),
    ...(Object.keys(properties).length > 0 && { props: properties }),
    ...(visitor !== undefined && user !== undefined && { user }),
    context: { ...contextOfMessage(context, { at, page, sender }), ...(skew !== 0 && { skew }) },
  };
}

/** A sender without `messageId` gets the same id for the same content, so that its retries count once. */
function idOf(message: Message, name: string, properties: Properties): string {
  const { messageId } = message.members;
  const isGiven =
    typeof messageId === 'number' || (typeof messageId === 'string' && !isAbsent(messageId));
  if (isGiven) return hashedId(String(messageId));
  const { type, visitor, user, at, page } = message;
  return hashedId(JSON.stringify([type, name, visitor, user, at, page?.url, properties]));
}

function assertedBy({ sender }: Message): Pick<Edge, 'source' | 'verified'> {
  return sender.verified ? { source: 'server', verified: true } : { source: 'page' };
}
