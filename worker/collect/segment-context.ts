import { isObject, LIMITS, wellFormed } from '../../schema/index.ts';
import type { Context, Source } from '../stitch/event.ts';
import { botOf } from './bot.ts';
import { deviceOf } from './device.ts';
import type { SegmentSender } from './segment.ts';
import { isDirect, pageOf, sourceOf } from './source.ts';

export type Members = Readonly<Record<string, unknown>>;

/** Texts of a context are names, not documents. */
const MAX_LENGTH = 256;

/** The page that a message tells of, if it does: in its properties, else in its context. */
export interface SegmentPage {
  url: string;
  title?: string;
  referrer?: string;
}

export function pageOfMessage(properties: Members, context: Members): SegmentPage | undefined {
  const page = membersOf(context['page']);
  const first = (key: string): string | undefined => text(properties[key]) ?? text(page[key]);
  const path = first('path');
  const url = first('url') ?? (path === undefined ? undefined : path + (first('search') ?? ''));
  if (url === undefined) return undefined;
  const title = first('title')?.slice(0, LIMITS.string);
  const referrer = first('referrer') ?? text(membersOf(context['referrer'])['url']);
  return { url, ...(title && { title }), ...(referrer && { referrer }) };
}

/** Where the visit of a page view came from. Servers name the campaign apart, in `context.campaign`. */
export function arrivalOf(
  page: SegmentPage | undefined,
  context: Members,
  sender: SegmentSender,
): { source?: Source; spam: boolean } {
  const found = sourceOf({
    url: withCampaign(page?.url ?? '/', membersOf(context['campaign'])),
    referrer: page?.referrer ?? '',
    ownHosts: sender.ownHosts,
    paymentHosts: sender.paymentHosts,
  });
  if (found === undefined) return { spam: false };
  const { spam = false, ...source } = found;
  return { ...(!isDirect(source) && { source }), spam };
}

function withCampaign(url: string, campaign: Members): string {
  const [address = '', fragment] = url.split('#', 2);
  if (/[?&]utm_/i.test(address)) return url;
  const names = {
    source: 'source',
    medium: 'medium',
    name: 'campaign',
    term: 'term',
    content: 'content',
  };
  const tags = Object.entries(names).flatMap(([key, tag]) => {
    const value = text(campaign[key]);
    return value === undefined ? [] : [`utm_${tag}=${encodeURIComponent(wellFormed(value))}`];
  });
  if (tags.length === 0) return url;
  const tagged = `${address}${address.includes('?') ? '&' : '?'}${tags.join('&')}`;
  return fragment === undefined ? tagged : `${tagged}#${fragment}`;
}

/** What was around the event. A server's own address and user agent say nothing of its customer's. */
export function contextOfMessage(
  context: Members,
  { at, page, sender }: { at: number; page: SegmentPage | undefined; sender: SegmentSender },
): Context {
  const userAgent = text(context['userAgent']) ?? (sender.verified ? undefined : sender.userAgent);
  const judged = sender.verified ? text(context['userAgent']) : sender.userAgent;
  const bot = botOf(judged === undefined ? {} : { userAgent: judged });
  const host = page === undefined ? undefined : pageOf(page.url).host;
  const language = short(context['locale']);
  const zone = short(context['timezone']);
  const offset = zone === undefined ? undefined : utcOffset(zone, at);
  const screen = screenOf(membersOf(context['screen']));
  const library = libraryOf(membersOf(context['library']));
  return {
    ...placeOf(context, sender),
    ...deviceOf(userAgent),
    ...appDevice(context),
    ...(host && { host }),
    ...(language && { language }),
    ...(offset !== undefined && { utc_offset: offset }),
    ...(screen && { screen }),
    ...(library && { library }),
    ...(bot && { bot }),
    ...(sender.verified && { by: 'server' as const }),
  };
}

/** Mobile apps tell their system in so many words, and have no browser. */
function appDevice(context: Members): Pick<Context, 'os' | 'device'> {
  const type = text(membersOf(context['device'])['type'])?.toLowerCase();
  const os = short(membersOf(context['os'])['name']);
  const isPhone = type === 'ios' || type === 'android';
  return { ...(os && { os }), ...(isPhone && { device: 'mobile' as const }) };
}

/** A page's country is the request's; a server's customer is where the server says. */
function placeOf(context: Members, sender: SegmentSender): Pick<Context, 'country' | 'region'> {
  const { country, region } = sender.verified ? statedPlace(context) : sender;
  return { ...(country && { country }), ...(region && { region }) };
}

function statedPlace(context: Members): { country?: string; region?: string } {
  const location = membersOf(context['location']);
  const country = text(location['country'])?.toUpperCase() ?? '';
  const region = short(location['region']);
  // Names of countries are not guessed at: only ISO 3166-1 alpha-2.
  return { ...(/^[A-Z]{2}$/.test(country) && { country }), ...(region && { region }) };
}

function screenOf(screen: Members): string | undefined {
  const [width, height] = [screen['width'], screen['height']].map(Number);
  const fits = [width, height].every(
    (side) => Number.isInteger(side) && Number(side) > 0 && Number(side) < 1e5,
  );
  return fits ? `${width}x${height}` : undefined;
}

function libraryOf(library: Members): string | undefined {
  const name = short(library['name']);
  const version = short(library['version']);
  return name === undefined || version === undefined ? name : `${name}/${version}`;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();
/** There are under 600 zones; more would be one zone spelled in many ways. */
const MAX_FORMATS = 600;

/** Minutes east of UTC in an IANA zone at that time; undefined where there is no such zone. */
function utcOffset(zone: string, at: number): number | undefined {
  const format = FORMATS.get(zone) ?? formatOf(zone);
  if (format === undefined) return undefined;
  if (FORMATS.size >= MAX_FORMATS) FORMATS.clear();
  FORMATS.set(zone, format);
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  if (match === null) return undefined;
  const [, sign, hours = '0', minutes = '0'] = match;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? 0 - offset : offset;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

export function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

/** A text that says something; undefined for any other value. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = wellFormed(value.trim());
  return trimmed === '' ? undefined : trimmed;
}

/** A text that is a name: cut where it is none. */
function short(value: unknown): string | undefined {
  return text(value)?.slice(0, MAX_LENGTH).toWellFormed();
}
