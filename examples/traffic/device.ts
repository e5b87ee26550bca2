import type { Chance } from './random.ts';

export interface Device {
  kind: 'desktop' | 'mobile';
  /** What the tag calls the visitor. */
  visitor: string;
  userAgent: string;
  /** CSS pixels, `1440x900`. */
  screen: string;
  language: string;
  country: string;
}

export interface Place {
  country: string;
  language: string;
}

const PLACES: readonly (readonly [Place, number])[] = [
  [{ country: 'DE', language: 'de-DE' }, 52],
  [{ country: 'AT', language: 'de-AT' }, 11],
  [{ country: 'CH', language: 'de-CH' }, 9],
  [{ country: 'NL', language: 'nl-NL' }, 8],
  [{ country: 'FR', language: 'fr-FR' }, 6],
  [{ country: 'GB', language: 'en-GB' }, 6],
  [{ country: 'DK', language: 'da-DK' }, 4],
  [{ country: 'US', language: 'en-US' }, 4],
];

type Make = readonly [userAgent: string, screen: string];

const DESKTOPS: readonly (readonly [Make, number])[] = [
  [['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36', '1920x1080'], 40],
  [['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15', '1440x900'], 22],
  [['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0', '1536x864'], 16],
  [['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0', '1366x768'], 14],
  [['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', '1920x1200'], 8],
]; // prettier-ignore

const PHONES: readonly (readonly [Make, number])[] = [
  [['Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1', '390x844'], 46],
  [['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36', '412x915'], 40],
  [['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36', '384x832'], 14],
]; // prettier-ignore

export function placeOf(chance: Chance): Place {
  return chance.weighed(PLACES);
}

export function deviceOf(chance: Chance, kind: Device['kind'], place: Place): Device {
  const [userAgent, screen] = chance.weighed(kind === 'mobile' ? PHONES : DESKTOPS);
  return { kind, visitor: chance.id(16), userAgent, screen, ...place };
}

/** Crawlers that run scripts. They say who they are, and are kept out of all reports. */
export const BOTS: readonly string[] = [
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36',
  'Mozilla/5.0 (compatible; AhrefsSiteAudit/6.1; +http://ahrefs.com/robot/site-audit)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36',
];
