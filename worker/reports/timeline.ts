import type { Json } from '../../schema/index.ts';
import { journeyId, sessionId, type Item, type Session } from '../history/index.ts';
import type { Event } from '../stitch/event.ts';
import { livesOfAccount } from './accounts.ts';
import type { Answer, Page, TimelineEntry } from './answers.ts';
import { readerOf, type ReportContext } from './context.ts';
import { lifeBy } from './customer.ts';
import { contactChannel, kindOf, subjectOf, textOf } from './kinds.ts';
import type { Place, TimelineQuery } from './query.ts';
import { rulesOf } from './site-rules.ts';
import { storyOf, timeOf, type Moment } from './story.ts';
import { retoldTitleOf, titleOf } from './titles.ts';

/** What a customer did, online and off, on all devices, in one order; undefined: nobody by that id. */
export async function timelineOf(
  context: ReportContext,
  id: string,
  query: TimelineQuery,
): Promise<Answer<Page<TimelineEntry>> | undefined> {
  const reader = readerOf(context);
  const found = await lifeBy(reader, id);
  if (found === undefined) return undefined;
  const { life } = found;
  const { moments } = storyOf(life, rulesOf(context.site));
  const isStitched = life.users.length + life.visitors.length > 1;
  return {
    data: pageOf(
      moments.map((moment) => ({ ...moment, customer: life.customer })),
      query,
    ),
    rowsRead: reader.rowsRead,
    stitchedShare: isStitched ? 1 : 0,
  };
}

/** What all customers of an account did, in one order; undefined: no such account. */
export async function accountTimeline(
  context: ReportContext,
  id: string,
  query: TimelineQuery,
): Promise<Answer<Page<TimelineEntry>> | undefined> {
  const reader = readerOf(context);
  const found = await livesOfAccount(reader, id);
  if (found === undefined) return undefined;
  const told = [...found.lives.values()].flatMap((life) =>
    storyOf(life, rulesOf(context.site)).moments.map((moment) => ({
      ...moment,
      customer: life.customer,
    })),
  );
  told.sort((a, b) => a.at - b.at || compareText(a.customer, b.customer));
  return { data: pageOf(told, query), rowsRead: reader.rowsRead, stitchedShare: null };
}

/** A moment of one of several customers. */
type Told = Moment & { customer: string };

function pageOf(moments: Told[], query: TimelineQuery): Page<TimelineEntry> {
  if (query.order === 'desc') moments.reverse();
  const wanted = moments
    .slice(placeAfter(moments, query.after))
    .filter((moment) => isIn(moment, query));
  const page = wanted.slice(0, query.limit);
  const last = page.at(-1);
  const hasMore = wanted.length > query.limit && last !== undefined;
  const known = new Known();
  return {
    data: page.map((moment) => entryOf(moment.customer, moment, known)),
    ...(hasMore && { next: { at: last.at, id: placeId(last) } }),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Events of two devices may share an id: with its line it is one of a kind. */
function placeId({ event, item }: Moment): string {
  return `${event.id} ${item.kind === 'session' ? item.visitor : item.user}`;
}

/** Position after the place a page ended at; where its event is gone, after all before its time. */
function placeAfter(moments: readonly Moment[], after: Place | undefined): number {
  if (after === undefined) return 0;
  const same = moments.findIndex((one) => one.at === after.at && placeId(one) === after.id);
  if (same >= 0) return same + 1;
  const isDescending = (moments[0]?.at ?? 0) > (moments.at(-1)?.at ?? 0);
  const beyond = moments.findIndex(({ at }) => (isDescending ? at < after.at : at > after.at));
  return beyond < 0 ? moments.length : beyond;
}

function isIn({ at, event }: Moment, { kinds, from, to }: TimelineQuery): boolean {
  if (from !== undefined && at < from) return false;
  if (to !== undefined && at >= to) return false;
  return kinds === undefined || kinds.includes(kindOf(event.name));
}

/** What the entries of a session or a journey have in common, made once. */
class Known {
  readonly #sessions = new Map<Session, Pick<TimelineEntry, 'session' | 'source'>>();
  readonly #journeys = new Map<Moment['journey'], string>();

  session(session: Session): Pick<TimelineEntry, 'session' | 'source'> {
    let known = this.#sessions.get(session);
    if (known === undefined) {
      const source = shownSource(session.source());
      known = { session: sessionId(session.visitor, session.start), source };
      this.#sessions.set(session, known);
    }
    return known;
  }

  /** The id of a journey, which is one customer's. */
  journey(customer: string, journey: Moment['journey']): string {
    let known = this.#journeys.get(journey);
    if (known === undefined) {
      known = journeyId(customer, journey.openedAt, journey.nth);
      this.#journeys.set(journey, known);
    }
    return known;
  }
}

/** The event as timelines show it. */
export function entryOf(
  customer: string,
  { at, event, item, stage, journey, isRetold }: Moment,
  known: Known = new Known(),
): TimelineEntry {
  const session = item.kind === 'session' ? item : undefined;
  const shared = session
    ? known.session(session)
    : { session: null, source: shownSource(event.source) };
  const entry: TimelineEntry = {
    id: event.id,
    at: timeOf(at),
    kind: kindOf(event.name),
    name: event.name,
    title: isRetold ? retoldTitleOf(event) : titleOf(event),
    properties: event.props ?? {},
    visitor: session?.visitor ?? null,
    session: shared.session,
    journey: known.journey(customer, journey),
    stage,
    channel: session?.channel ?? contactChannel(event.name),
    source: shared.source,
    actor: actorOf(customer, event, item),
    object: objectOf(event),
    retold: isRetold,
    demo: event.context.demo ?? false,
  };
  return entry;
}

function shownSource(source: Event['source']): TimelineEntry['source'] {
  if (source === undefined) return null;
  const { click: _, ...shown } = source;
  return shown;
}

function actorOf(customer: string, { user, context }: Event, item: Item): TimelineEntry['actor'] {
  const { device, browser, os, country, by } = context;
  const named = user ?? (item.kind === 'touchpoint' ? item.user : undefined);
  return {
    customer,
    ...(named !== undefined && { user: named }),
    ...(device !== undefined && { device }),
    ...(browser !== undefined && { browser }),
    ...(os !== undefined && { os }),
    ...(country !== undefined && { country }),
    assurance: by === undefined ? 'asserted' : 'verified',
  };
}

/** What an event was done to: an order, a product, a page. */
function objectOf(event: Event): TimelineEntry['object'] {
  const { props = {}, page } = event;
  const items = Array.isArray(props['items']) ? props['items'] : [];
  const order = textOf(props['transaction_id']);
  if (order !== undefined) return { type: 'order', id: order, items: items.length };
  const product = isObject(items[0]) ? items[0] : props;
  const id = textOf(product['item_id']);
  const name = textOf(product['item_name']);
  if (id !== undefined || name !== undefined) {
    return {
      type: 'product',
      ...(id !== undefined && { id }),
      ...(name !== undefined && { name }),
      ...(items.length > 1 && { items: items.length }),
    };
  }
  if (page === undefined) return null;
  const title = textOf(props['title']) ?? subjectOf(event);
  return { type: 'page', url: page, ...(title !== undefined && { name: title }) };
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
