import Bowser from 'bowser';
import type { Context } from '../stitch/event.ts';

/** What a user agent tells; nothing where it tells nothing. */
export type Device = Pick<Context, 'browser' | 'os' | 'device'>;

/** Longest part of a user agent that is read. Real ones stay below; the patterns are not for more. */
export const USER_AGENT_BYTES = 1024;

/** `navigator.userAgentData` or the `Sec-CH-UA-*` headers, where somebody has them. */
export interface ClientHints {
  mobile?: boolean;
  platform?: string;
}

/** Browsers inside other apps, which bowser takes for Safari and Chrome. First match wins. */
const IN_APP: readonly (readonly [RegExp, string])[] = [
  [/\bInstagram\b/, 'Instagram'],
  [/MessengerLiteForiOS|FBAN\/Messenger|Orca-Android/, 'Messenger'],
  [/\bFB(AN|AV|_IAB|IOS)\b/, 'Facebook'],
  [/\bBarcelona\b/, 'Threads'],
  [/\b(musical_ly|BytedanceWebview|TikTok)/i, 'TikTok'],
  [/\bSnapchat\b/, 'Snapchat'],
  [/\bPinterest\b/, 'Pinterest'],
  [/\bLinkedInApp\b/, 'LinkedIn'],
  [/\bTwitter(Android| for)/, 'Twitter'],
  [/\bWhatsApp\b/, 'WhatsApp'],
  [/\bMicroMessenger\//, 'WeChat'],
  [/\bLine\//, 'LINE'],
  [/\bReddit\//, 'Reddit'],
  [/\bGSA\//, 'Google app'],
  [/\bDuckDuckGo\//, 'DuckDuckGo'],
];

/** Not a computer, phone or tablet, whatever its Android or Linux says. */
const OTHER_DEVICE =
  /\b(smart-?tv|hbbtv|ce-html|nettv|apple ?tv|google ?tv|android ?tv|bravia|web[0o]s|netcast|roku|crkey|viera|aquos|philipstv|tbrowser|xbox|playstation|nintendo|aft[a-z]{1,4}\d*\b|mitv\w*|mibox\w*|tv ?box|stb)|\btv\b|[ _-]tv\b|\btizen\b.*\btv/i;

/** Phones from before Android and iOS, which bowser does not know. */
const OLD_PHONE =
  /\b(midp|kaios|maui|brew|symbian|series ?[46]0|opera mini|blackberry|up\.browser)/i;

const COMPUTER =
  /\b(Macintosh|Mac OS|Mac_PowerPC|MacBook|iMac|Macmini|MacPro|Windows|win10|X11|Linux|SunOS|CrOS|AmigaOS|BeOS|Haiku|\w*BSD)/i;

const KNOWN_BROWSERS: ReadonlySet<string> = new Set(Object.values(Bowser.BROWSER_MAP));

/** Browser, system and kind of device by the user agent, and by client hints where there are any. */
export function deviceOf(userAgent: string | undefined, hints?: ClientHints): Device {
  const text = (userAgent ?? '').slice(0, USER_AGENT_BYTES).trim();
  // bowser throws on an empty string.
  if (text === '') return hints === undefined ? {} : fromHints(hints);
  const parsed = Bowser.parse(text);
  const browser = browserOf(text, parsed.browser.name);
  const os = hints?.platform ?? osOf(text, parsed.os.name);
  const device = hints?.mobile === true ? 'mobile' : kindOf(text, parsed);
  return { ...(browser && { browser }), ...(os && { os }), ...(device && { device }) };
}

/** bowser gives an unknown product back as its name; only names it knows are names. */
function browserOf(text: string, name: string | undefined): string | undefined {
  const app = IN_APP.find(([pattern]) => pattern.test(text))?.[1];
  return app ?? (name !== undefined && KNOWN_BROWSERS.has(name) ? name : undefined);
}

/** bowser 2.15 leaves Macs of before 2011 and phones of before Android without a system. */
function osOf(text: string, name: string | undefined): string | undefined {
  if (name !== undefined) return name;
  if (/\bMac_PowerPC|\bMac OS|\bMacintosh/i.test(text)) return 'macOS';
  return /\bKAIOS\//i.test(text) ? 'KaiOS' : undefined;
}

function kindOf(
  text: string,
  parsed: { platform: { type?: string }; os: { name?: string } },
): Device['device'] {
  const type = parsed.platform.type;
  if (type === 'tv' || type === 'bot' || OTHER_DEVICE.test(text)) return 'other';
  if (type === 'desktop' || type === 'mobile' || type === 'tablet') return type;
  if (OLD_PHONE.test(text)) return 'mobile';
  return COMPUTER.test(text) ? 'desktop' : 'other';
}

function fromHints({ mobile, platform }: ClientHints): Device {
  return {
    ...(platform && { os: platform }),
    ...(mobile !== undefined && { device: mobile ? ('mobile' as const) : ('desktop' as const) }),
  };
}
