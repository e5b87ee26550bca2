import * as v from 'valibot';
import {
  checkEventProperties,
  EVENT,
  isObject,
  LIMITS,
  toGa4,
  wellFormed,
  type EventReason,
  type Json,
  type Properties,
} from '../../schema/index.ts';
import { canonical } from '../stitch/canonical.ts';
import { countedId, hashedId } from '../stitch/event-id.ts';
import type { Context, Event, Source } from '../stitch/event.ts';
import type { Intake } from '../stitch/intake.ts';
import { agentOf } from './agent.ts';
import { emptyIntake, type CollectedSite } from './collector.ts';
import { tooMuchIn } from './depth.ts';
import { takeIdentity, userIdOf } from './identity-events.ts';
import { isPlainLine } from './import-plain.ts';
import { remembered } from './memo.ts';
import { isDirect, pageOf, sourceOf, type FoundSource, type Page } from './source.ts';

/** One event of a file, as `POST /v1/sites/{site}/imports` takes it, a line each. */
export interface ImportLine {
  /** `PREFIX.NUMBER` stays as it is, other ids are hashed; absent: a hash of the line. */
  id?: string;
  /** Milliseconds since 1970 UTC, or RFC 3339 with its offset. */
  at: number | string;
  name: string;
  /** One of `visitor` and `user` must be there. */
  visitor?: string;
  user?: string;
  /** URL or path. */
  page?: string;
  title?: string;
  referrer?: string;
  properties?: Record<string, unknown>;
  context?: ImportContext;
}

export interface ImportContext {
  host?: string;
  language?: string;
  /** Tells browser, system, device and bots where these are not given. */
  user_agent?: string;
  browser?: string;
  os?: string;
  device?: 'desktop' | 'mobile' | 'tablet' | 'other';
  /** ISO 3166-1 alpha-2. */
  country?: string;
  region?: string;
  screen?: string;
}

/** A line that cannot be stored, and why. */
export interface FaultyLine {
  /** Counted from 1. */
  line: number;
  reason: string;
  detail: string;
}

type Fault = { reason: EventReason | 'visitor_invalid'; detail: string };

const text = v.pipe(v.string(), v.maxLength(1_024));
const address = v.pipe(v.string(), v.maxLength(LIMITS.string));

const contextSchema: v.GenericSchema<ImportContext> = v.strictObject({
  host: v.exactOptional(text),
  language: v.exactOptional(text),
  user_agent: v.exactOptional(text),
  browser: v.exactOptional(text),
  os: v.exactOptional(text),
  device: v.exactOptional(v.picklist(['desktop', 'mobile', 'tablet', 'other'])),
  country: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
  region: v.exactOptional(text),
  screen: v.exactOptional(text),
});

/** Unknown members are refused: a misspelt one would be lost without a word. */
export const importLine: v.GenericSchema<ImportLine> = v.strictObject({
  id: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.businessId))),
  at: v.union([v.number(), v.string()]),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.name)),
  visitor: v.exactOptional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/))),
  user: v.exactOptional(v.string()),
  page: v.exactOptional(address),
  title: v.exactOptional(address),
  referrer: v.exactOptional(address),
  properties: v.exactOptional(v.record(v.string(), v.unknown())),
  context: v.exactOptional(contextSchema),
});

/** Which rule a member breaks that is not as it should be. */
const REASONS: Record<string, Fault['reason']> = {
  '/at': 'at_invalid',
  '/name': 'name_missing',
  '/visitor': 'visitor_invalid',
  '/user': 'user_id_invalid',
  '/page': 'page_invalid',
  '/title': 'page_invalid',
  '/referrer': 'page_invalid',
  '/properties': 'properties_not_an_object',
};

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

/** A source to be stored with an event, if one is; and whether a spammer sent it. */
interface Arrival {
  source: Source | undefined;
  isSpam: boolean;
}

/** A page with what its address tells of where the visit came from. */
interface Landing {
  page: Page;
  arrival: Arrival;
}

/** A visitor's events so far, and its last context: as it was stated and as it is stored. */
interface OfVisitor {
  events: Event[];
  stated?: ImportContext;
  host?: string | undefined;
  context?: Context;
}

/** What many lines of a file share, worked out once for a request. */
class Known {
  /** By address. */
  readonly landingOf: (address: string) => Landing;
  readonly #intake: Intake;
  readonly #visitors = new Map<string, OfVisitor>();
  readonly #contexts: (text: string) => Context;
  readonly #arrivals: (text: string) => Arrival;

  constructor({ ownHosts, paymentHosts }: CollectedSite, intake: Intake) {
    this.#intake = intake;
    // Which hosts are the site's own matters to referrers alone.
    this.landingOf = remembered(LIMITS.importLines, (url) => ({
      page: pageOf(url),
      arrival: arrivalOf(sourceOf({ url })),
    }));
    this.#contexts = remembered(LIMITS.importLines, (text) => {
      // Our own JSON, written below.
      const [stated, host] = JSON.parse(text) as [ImportContext, string | undefined];
      return makeContext(stated, host);
    });
    this.#arrivals = remembered(LIMITS.importLines, (text) => {
      const [url, referrer, host] = JSON.parse(text) as [string, string, string];
      return arrivalOf(sourceOf({
        url, referrer, ownHosts: host === '' ? ownHosts : [...ownHosts, host], paymentHosts,
      })); // prettier-ignore
    });
  }

  contextOf({ context: stated = {}, visitor }: ImportLine, host: string | undefined): Context {
    const last = visitor === undefined ? undefined : this.#ofVisitor(visitor);
    if (last?.context && last.stated && last.host === host && isSame(last.stated, stated)) {
      return last.context;
    }
    const text = JSON.stringify([stated, ...(host === undefined ? [] : [host])]);
    const context = this.#contexts(text);
    if (last !== undefined) Object.assign(last, { stated, host, context });
    return context;
  }

  arrivalOf({ page = '', referrer = '' }: ImportLine, host = ''): Arrival {
    if (referrer === '') return this.landingOf(page).arrival;
    return this.#arrivals(JSON.stringify([page, referrer, host]));
  }

  /** Puts an event on its visitor's line in the intake, one for all of them. */
  add(visitor: string, event: Event): void {
    const { events } = this.#ofVisitor(visitor);
    if (events.length === 0) this.#intake.lines.push({ visitor, events });
    events.push(event);
  }

  #ofVisitor(visitor: string): OfVisitor {
    const known = this.#visitors.get(visitor);
    if (known !== undefined) return known;
    const made: OfVisitor = { events: [] };
    this.#visitors.set(visitor, made);
    return made;
  }
}

function arrivalOf(found: FoundSource | undefined): Arrival {
  if (found === undefined) return { source: undefined, isSpam: false };
  const { spam = false, ...source } = found;
  return { source: isDirect(source) ? undefined : source, isSpam: spam };
}

const CONTEXT_MEMBERS = [
  'user_agent', 'host', 'language', 'browser', 'os', 'device', 'country', 'region', 'screen',
] as const satisfies (keyof ImportContext)[]; // prettier-ignore

function isSame(a: ImportContext, b: ImportContext): boolean {
  return CONTEXT_MEMBERS.every((member) => a[member] === b[member]);
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

/** Shorter lines hold too little to be a danger. */
const LONG_LINE = 4_096;

function readLine(line: string): ImportLine | Fault {
  const tooMuch = line.length > LONG_LINE ? tooMuchIn(line, 0) : undefined;
  if (tooMuch !== undefined) return { reason: tooMuch, detail: 'not read at all' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: 'event_not_an_object', detail: 'not JSON' };
  }
  if (!isObject(value)) return { reason: 'event_not_an_object', detail: '' };
  if (isPlainLine(value)) return value;
  const parsed = v.safeParse(importLine, value, { abortEarly: true });
  // Properties are the input's own: a record leaves out `__proto__`, `constructor` and `prototype`.
  const own = isObject(value['properties']) && { properties: value['properties'] };
  if (parsed.success) return { ...parsed.output, ...own };
  const [issue] = parsed.issues;
  const pointer = `/${(v.getDotPath(issue) ?? '').replaceAll('.', '/')}`;
  const reason = REASONS[`/${pointer.split('/')[1]}`] ?? 'event_not_an_object';
  return { reason, detail: `${pointer}: ${issue.message.slice(0, 200)}` };
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

function makeContext({ user_agent, ...stated }: ImportContext, host: string | undefined): Context {
  const agent = user_agent === undefined ? undefined : agentOf(user_agent);
  return {
    ...agent?.device,
    ...(host !== undefined && { host }),
    ...stated,
    ...(agent?.bot !== undefined && { bot: agent.bot }),
    by: 'import',
  };
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
