import Bowser from 'bowser';
import { isbot } from 'isbot';
import { USER_AGENT_BYTES } from './device.ts';

/** Why a visit is taken for a bot's. It is stored with the events, which reports leave out. */
export type BotReason = 'user_agent' | 'no_user_agent' | 'headless' | 'referrer_spam';

export interface BotSigns {
  /** '' = the request had none, which no browser does. Absent = nobody could know: not judged. */
  userAgent?: string;
  referrerSpam?: boolean;
  /** `navigator.webdriver`. */
  webdriver?: boolean;
  /** The `Sec-CH-UA` header, which headless Chrome fills with its true name. */
  brands?: string;
}

const HEADLESS = /headless|phantomjs|slimerjs|puppeteer|playwright|selenium|webdriver/i;

/**
 * Televisions and phones from before Android, which isbot takes for robots as they do not look like
 * browsers. They never call themselves crawlers; one that does is believed.
 */
const ODD_BROWSER = /\b(HbbTV|CE-HTML|NETTV|MAUI\/|MRE\\*[ /.\d]|MIDP-\d|NetFront\/|BREW\/)/;
const NAMES_ITSELF =
  /bot|crawl|spider|seeker|slurp|scan|search|check|fetch|monitor|preview|archiv|https?:|@/i;

/** The first sign that somebody is no person; undefined where there is none. */
export function botOf(signs: BotSigns): BotReason | undefined {
  const { userAgent, brands = '' } = signs;
  const text = userAgent?.slice(0, USER_AGENT_BYTES).trim();
  if (text === '') return 'no_user_agent';
  if (signs.webdriver || HEADLESS.test(brands) || (text !== undefined && HEADLESS.test(text))) {
    return 'headless';
  }
  if (text !== undefined && isBotAgent(text)) return 'user_agent';
  return signs.referrerSpam ? 'referrer_spam' : undefined;
}

/** What browsers, and the crawlers that run pages as they do, begin with. */
const BROWSER = /^(Mozilla|Opera)\//i;
const CRAWLER = /bot|crawl|spider|slurp|scan|monitor|preview|archiv|headless|externalhit/i;

/**
 * Whether it is a program's that sends requests, such as `okhttp/4.12.0` or none at all: an app's or a
 * script's own. isbot takes them for bots, as among visitors of pages they are.
 */
export function isProgram(userAgent: string): boolean {
  const text = userAgent.slice(0, USER_AGENT_BYTES).trim();
  return !BROWSER.test(text) && !CRAWLER.test(text);
}

/** isbot knows many more; bowser, the second opinion, names agents of AI firms that it may not. */
function isBotAgent(text: string): boolean {
  if (ODD_BROWSER.test(text) && !NAMES_ITSELF.test(text)) return false;
  return isbot(text) || Bowser.parse(text).platform.type === 'bot';
}
