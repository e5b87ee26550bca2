import type { Json } from '../../schema/index.ts';
import { NOT_SET, type Item, type Session } from '../history/item.ts';
import { sessionId } from '../history/session-id.ts';
import type { Event } from '../stitch/event.ts';
import type { ExportRow } from './export.ts';
import { facetOf } from './facets.ts';
import { withoutPersonal } from './personal.ts';
import type { Facet } from './query.ts';

interface Around {
  item: Item;
  /** Public id of the session it belongs to. */
  session?: string;
  masked: boolean;
}

/** An event with what its session knows. Columns have names that no SQL dialect reserves. */
export function eventRow(event: Event, { item, session, masked }: Around): ExportRow {
  const { id, at, name, page, props = {}, user, source, context } = event;
  const shown = masked ? withoutPersonal(props) : props;
  return {
    event_id: id,
    event_at: at,
    event_name: name,
    session_id: session ?? null,
    visitor_id: item.kind === 'session' ? item.visitor : null,
    customer_id: masked ? null : item.customer,
    user_id: masked ? null : (user ?? null),
    page: page ?? null,
    properties: Object.keys(shown).length === 0 ? null : shown,
    channel: item.kind === 'session' ? item.channel : null,
    source: source?.source ?? null,
    medium: source?.medium ?? null,
    campaign: source?.campaign ?? null,
    referrer: source?.referrer ?? null,
    ...contextOf(event),
    sent_by: context.by ?? 'page',
    is_bot: context.bot !== undefined,
    is_cookieless: context.cookieless ?? false,
    is_demo: context.demo ?? false,
  };
}

function contextOf({ context }: Event): ExportRow {
  return {
    host: context.host ?? null,
    language: context.language ?? null,
    browser: context.browser ?? null,
    os: context.os ?? null,
    device: context.device ?? null,
    country: context.country || null,
    region: context.region ?? null,
    screen: context.screen ?? null,
    utc_offset: context.utc_offset ?? null,
    library: context.library ?? null,
  };
}

const FACETS: readonly Facet[] = [
  'landing_page',
  'exit_page',
  'device',
  'browser',
  'os',
  'country',
  'region',
  'language',
];

export function sessionRow(session: Session, masked: boolean): ExportRow {
  const { marks } = session;
  const source = session.source();
  return {
    session_id: sessionId(session.visitor, session.start),
    visitor_id: session.visitor,
    customer_id: masked ? null : session.customer,
    started_at: session.start,
    ended_at: session.end,
    seconds: Math.round((session.end - session.start) / 1_000),
    events: session.size,
    page_views: session.views,
    channel: session.channel,
    source: source?.source ?? null,
    medium: source?.medium ?? null,
    campaign: source?.campaign ?? null,
    referrer: source?.referrer ?? null,
    ...Object.fromEntries(FACETS.map((facet) => [facet, stated(facetOf(session, facet))])),
    is_bot: marks.bot ?? false,
    is_cookieless: marks.cookieless ?? false,
    is_demo: marks.demo ?? false,
  };
}

function stated(value: string): Json {
  return value === NOT_SET || value === 'unknown' ? null : value;
}
