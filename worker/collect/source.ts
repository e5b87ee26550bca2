import type { Source } from '../stitch/event.ts';
import { CLICK_IDS, type ClickOrigin } from './click-ids.ts';
import { parse } from './page.ts';
import { bare, fromReferrer, isSpamHost, isWithin, PAYMENT_HOSTS } from './referrer.ts';

export { pageOf, type Page } from './page.ts';

/** What one page load tells of where its visit came from. */
export interface Arrival {
  /** Address of the page, absolute or a path. */
  url: string;
  referrer?: string;
  /** The site's own hosts; their subdomains count. The page's own host is one of them anyway. */
  ownHosts?: readonly string[];
  /** Payment providers of the site's own, beside the known ones. */
  paymentHosts?: readonly string[];
}

/** `spam` is true where the referrer is on the list of referrer spammers. */
export type FoundSource = Source & { spam?: true };

/** Any of these. Longer ones are cut: a campaign is a name, not a text. */
const MAX_LENGTH = 256;

/**
 * Where a visit came from: Google's and Microsoft's click ids first, then `utm_` tags, then the
 * clicks only ads make, then the referrer, then what other click ids hint at. Undefined for a step
 * within the site or back from paying, which is no arrival at all. Sources and media are lower case.
 */
export function sourceOf(arrival: Arrival): FoundSource | undefined {
  const page = parse(arrival.url);
  const query = page?.searchParams ?? new URLSearchParams();
  const referrer = referrerOf(arrival.referrer);
  const click = clickOf(query);
  const tags = tagsOf(query);
  const isInside = referrer !== undefined && isInternal(referrer, arrival, page);
  const foreign = isInside ? undefined : referrer;

  const found = decide(tags, click?.origin, foreign);
  if (found === undefined && isInside) return undefined;
  return {
    ...(found ?? { source: '(direct)', medium: '(none)' }),
    ...named({ campaign: tags.campaign, term: tags.term, content: tags.content }),
    ...named({ click: click?.name }),
    ...(foreign && { referrer: cut(foreign.host + foreign.pathname) }),
    ...(foreign && isSpamHost(foreign.hostname) && { spam: true as const }),
  };
}

/** True of a source that tells nothing, not even a campaign. */
export function isDirect(source: Source): boolean {
  return (
    source.source === '(direct)' && source.medium === '(none)' && source.campaign === undefined
  );
}

type Tags = Record<'source' | 'medium' | 'campaign' | 'term' | 'content', string | undefined>;

function decide(
  tags: Tags,
  click: ClickOrigin | undefined,
  referrer: URL | undefined,
): { source: string; medium: string } | undefined {
  const byClick = click && { source: click.source, medium: click.medium };
  if (click?.rank === 'first') return byClick;
  if (tags.source !== undefined || tags.medium !== undefined) {
    return {
      source: tags.source?.toLowerCase() ?? '(not set)',
      medium: tags.medium?.toLowerCase() ?? '(not set)',
    };
  }
  if (click?.rank === 'paid') return byClick;
  return referrer === undefined ? byClick : fromReferrer(referrer);
}

/** The first click id in the order of the list; browsers and mailers change the case of keys. */
function clickOf(query: URLSearchParams): { name: string; origin: ClickOrigin } | undefined {
  const given = new Set<string>();
  for (const [key, value] of query) if (value !== '') given.add(key.toLowerCase());
  for (const [name, origin] of CLICK_IDS) if (given.has(name)) return { name, origin };
  return undefined;
}

function tagsOf(query: URLSearchParams): Tags {
  const found = new Map<string, string>();
  for (const [key, value] of query) {
    const name = key.toLowerCase();
    if (value.trim() !== '' && !found.has(name)) found.set(name, cut(value.trim()));
  }
  return {
    source: found.get('utm_source'),
    medium: found.get('utm_medium'),
    campaign: found.get('utm_campaign'),
    term: found.get('utm_term'),
    content: found.get('utm_content'),
  };
}

/** Web pages, and Android apps (`android-app://com.google.android.gm/`), have a host; others tell nothing. */
function referrerOf(referrer: string | undefined): URL | undefined {
  if (referrer === undefined || !/^(https?|android-app):\/\/[^/]/i.test(referrer.trim())) {
    return undefined;
  }
  return parse(referrer);
}

function isInternal(referrer: URL, arrival: Arrival, page: URL | undefined): boolean {
  const host = bare(referrer.hostname);
  const settings = [...(arrival.ownHosts ?? []), ...(arrival.paymentHosts ?? [])];
  const internal = [...settings, page?.hostname ?? ''].map(bare).filter((own) => own !== '');
  return isWithin(host, new Set(internal)) || isWithin(host, PAYMENT_HOSTS);
}

/** Only what has a value: an absent key and an undefined one are not the same (style.md). */
function named<K extends string>(from: Record<K, string | undefined>): Partial<Record<K, string>> {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined),
  ) as Partial<Record<K, string>>;
}

function cut(text: string): string {
  return text.slice(0, MAX_LENGTH).toWellFormed();
}
