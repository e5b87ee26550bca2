import { isObject, LIMITS, wellFormed, type EventReason, type Json } from '../../schema/index.ts';
import { isReservedId } from '../stitch/reserved-ids.ts';
import { userIdOf } from './identity-events.ts';
import { membersOf, text, type Members } from './segment-members.ts';
import { pageOfMessage, type SegmentPage } from './segment-page.ts';
import type { SegmentSender } from './segment-sender.ts';
import { timeOf } from './segment-time.ts';

export type SegmentReason = EventReason | 'type_unknown' | 'visitor_invalid';
export type Fault = { ok: false; reason: SegmentReason; detail: string };

const TYPES = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
type Type = (typeof TYPES)[number];

/** Ids as they arrive in headers and columns: printable ASCII, as the batch's own visitors. */
const VISITOR = /^[\x21-\x7e]+$/;

/** A message that passed, before it becomes lines and edges. */
export interface Message {
  type: Type;
  members: Members;
  context: Members;
  page: SegmentPage | undefined;
  visitor?: string;
  user?: string;
  at: number;
  skew: number;
  sender: SegmentSender;
}

/** The parts that all calls have, each within its rules. */
export function readMessage(
  input: unknown,
  sender: SegmentSender,
): (Message & { ok: true }) | Fault {
  if (!isObject(input)) return fault('event_not_an_object', '');
  const name = (text(input['type']) ?? sender.type ?? '').toLowerCase();
  const type = TYPES.find((known) => known === name);
  if (type === undefined) return fault('type_unknown', '/type');
  const time = timeOf(input, sender);
  if (!time.ok) return time;
  const ids = idsOf(input);
  if (!ids.ok) return ids;
  const context = { ...membersOf(sender.batchContext), ...membersOf(input['context']) };
  const properties = type === 'page' ? membersOf(input['properties']) : {};
  const page = pageOfMessage(properties, context);
  if (page !== undefined && page.url.length > LIMITS.string) {
    return fault('page_too_long', `over ${LIMITS.string}`);
  }
  const { at, skew } = time;
  return { ...ids, type, members: input, context, page, at, skew, sender };
}

function idsOf(input: Members): { ok: true; visitor?: string; user?: string } | Fault {
  const { anonymousId, userId } = input;
  const visitor = typeof anonymousId === 'number' ? String(anonymousId) : anonymousId;
  const user = isAbsent(userId) ? undefined : userIdOf(userId as Json);
  if (user !== undefined && !user.ok) return fault(user.fault.reason, '/userId');
  const given = { ok: true as const, ...(user !== undefined && { user: wellFormed(user.id) }) };
  if (isAbsent(visitor)) {
    if (user === undefined) return fault('user_id_missing', 'neither anonymousId nor userId');
    // `null` and the like name nobody: nobody is left whose it could be.
    return isReservedId(user.id) ? fault('user_id_invalid', '/userId names nobody') : given;
  }
  const fits = typeof visitor === 'string' && visitor.length <= LIMITS.id && VISITOR.test(visitor);
  return fits ? { ...given, visitor } : fault('visitor_invalid', '/anonymousId');
}

/** What a client sends where it has no id: nothing, null or blanks. */
export function isAbsent(id: unknown): boolean {
  return id === undefined || id === null || (typeof id === 'string' && id.trim() === '');
}

export function fault(reason: SegmentReason, detail: string): Fault {
  return { ok: false, reason, detail };
}
