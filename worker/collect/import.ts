import {
  checkEventProperties,
  EVENT,
  LIMITS,
  toGa4,
  wellFormed,
  type Json,
  type Properties,
} from '../../schema/index.ts';
import { canonical } from '../stitch/canonical.ts';
import { countedId, hashedId } from '../stitch/event-id.ts';
import type { Event } from '../stitch/event.ts';
import type { Intake } from '../stitch/intake.ts';
import { isReservedId } from '../stitch/reserved-ids.ts';
import { emptyIntake, type CollectedSite } from './collector.ts';
import { takeIdentity, userIdOf } from './identity-events.ts';
import { Known } from './import-known.ts';
import { readLine, type Fault, type ImportLine } from './import-line.ts';

/** A line that cannot be stored, and why. */
export interface FaultyLine {
  /** Counted from 1. */
  line: number;
  reason: string;
  detail: string;
}

/** Lines of a file as what is to be stored; those that break a rule go to quarantine. */
export function intakeOfImport(
  lines: readonly string[],
  site: CollectedSite,
  receivedAt: number,
): { intake: Intake; faults: FaultyLine[] } {
  const intake = emptyIntake(site, receivedAt);
  const faults: FaultyLine[] = [];
  const known = new Known(site, intake);
  for (const [index, line] of lines.entries()) {
    const fault = takeLine(line, { site, intake, receivedAt, known });
    if (fault === undefined) continue;
    faults.push({ line: index + 1, ...fault });
    const body = line.slice(0, LIMITS.eventBytes);
    intake.quarantined.push({ ...fault, source: 'import', visitor: '', body });
  }
  return { intake, faults };
}

interface Into {
  site: CollectedSite;
  intake: Intake;
  receivedAt: number;
  known: Known;
}

/** Puts one line into the intake; returns the rule it breaks, if it does. */
function takeLine(line: string, into: Into): Fault | undefined {
  const read = readLine(line);
  if ('reason' in read) return read;
  const { site, intake, receivedAt, known } = into;
  const at = timeOf(read.at);
  if (at === undefined)
    return { reason: 'at_invalid', detail: '/at: neither milliseconds nor an RFC 3339 instant' };
  if (at > receivedAt + LIMITS.ahead) return { reason: 'in_the_future', detail: '/at' };
  if (at < LIMITS.earliest) return { reason: 'at_out_of_range', detail: '/at' };
  const { visitor } = read;
  const user = read.user === undefined ? undefined : userIdOf(read.user);
  if (user !== undefined && !user.ok) return { reason: user.fault.reason, detail: '/user' };
  if (visitor === undefined && user === undefined) {
    return { reason: 'visitor_invalid', detail: 'neither visitor nor user' };
  }
  if (visitor === undefined && user !== undefined && isReservedId(user.id)) {
    return { reason: 'user_id_invalid', detail: '/user names nobody' };
  }
  // It came out of JSON.
  const named = toGa4(wellFormed(read.name), read.properties as Properties | undefined);
  const checked = checkEventProperties(named.name, named.properties, site.currency);
  if (!checked.ok) return { reason: checked.reason, detail: checked.detail };
  const event = eventOf(read, { at, name: named.name, properties: checked.value }, known);
  return settle(event, { visitor, user: user?.id, intake, known });
}

/** Identity to the edges, the event onto its visitor's or its user's line. */
function settle(
  event: Event,
  {
    visitor,
    user,
    intake,
    known,
  }: { visitor: string | undefined; user: string | undefined; intake: Intake; known: Known },
): Fault | undefined {
  const isIdentity = event.name === EVENT.identify || event.name === EVENT.alias;
  const isOfUser = isIdentity || event.name === EVENT.group;
  if (user !== undefined && isOfUser) event.props = { user_id: user, ...event.props };
  const fault = takeIdentity(event, { visitor: visitor ?? '', intake, source: 'import' });
  if (fault !== undefined) return fault;
  if (visitor === undefined) {
    // There is no visitor to be identified: what was said of the user is all there is.
    if (event.name === EVENT.identify) intake.edges.pop();
    else if (user !== undefined && !isOfUser) intake.lines.push({ user, events: [event] });
    return undefined;
  }
  if (user !== undefined && !isIdentity) {
    event.user = user;
    intake.edges.push({ kind: 'identify', a: visitor, b: user, at: event.at, source: 'import' });
  }
  known.add(visitor, event);
  return undefined;
}

function eventOf(
  line: ImportLine,
  { at, name, properties }: { at: number; name: string; properties: Properties },
  known: Known,
): Event {
  const { host, path } = line.page === undefined ? {} : known.landingOf(line.page).page;
  const context = known.contextOf(line, host);
  const event: Event = { id: idOf(line), at, name, context };
  if (path !== undefined) event.page = path;
  if (line.title !== undefined) properties['title'] ??= line.title;
  if (hasMembers(properties)) event.props = properties;
  const { source, isSpam } = known.arrivalOf(line, context.host);
  if (source !== undefined) event.source = source;
  if (isSpam) event.context = { ...context, bot: context.bot ?? 'referrer_spam' };
  return event;
}

function hasMembers(properties: Properties): boolean {
  for (const _ in properties) return true;
  return false;
}

/** The same line has the same id, so that a second import finds everything there already. */
function idOf(line: ImportLine): string {
  const { id } = line;
  if (id === undefined) return hashedId(canonical(line as unknown as Json));
  return countedId(id) !== undefined && id.length <= LIMITS.id ? id : hashedId(id);
}

/** Without an offset a time would mean another instant on each machine that reads it. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

function timeOf(at: number | string): number | undefined {
  if (typeof at === 'number') return Number.isFinite(at) ? Math.round(at) : undefined;
  if (!RFC3339.test(at)) return undefined;
  const ms = Date.parse(at.replace(' ', 'T').toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}
