import type { Context } from '../stitch/event.ts';
import { botOf, isProgram } from './bot.ts';
import { deviceOf } from './device.ts';
import { membersOf, short, text, type Members } from './segment-members.ts';
import type { SegmentPage } from './segment-page.ts';
import type { SegmentSender } from './segment-sender.ts';
import { pageOf } from './source.ts';

/** What was around the event. A server's own address and user agent say nothing of its customer's. */
export function contextOfMessage(
  context: Members,
  { at, page, sender }: { at: number; page: SegmentPage | undefined; sender: SegmentSender },
): Context {
  const { shown: userAgent, judged } = agentsOf(context, sender);
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

/**
 * The user agent that tells of the device, and the one that tells whether it is a bot; undefined: nobody
 * could know. Where a write key is an app's, or a script's, the request names the library that sends.
 */
function agentsOf(
  context: Members,
  { verified, userAgent: own }: SegmentSender,
): { shown: string | undefined; judged: string | undefined } {
  const stated = text(context['userAgent']);
  if (verified) return { shown: stated, judged: stated };
  if (own !== undefined && !isProgram(own) && !isApp(context)) {
    return { shown: stated ?? own, judged: own };
  }
  return { shown: stated, judged: stated !== undefined && isProgram(stated) ? undefined : stated };
}

/** Libraries of mobile systems say which app they are in, and on what; those of pages do not. */
function isApp(context: Members): boolean {
  const app = membersOf(context['app']);
  const device = membersOf(context['device']);
  return [app['name'], app['namespace'], device['type']].some((one) => text(one) !== undefined);
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
