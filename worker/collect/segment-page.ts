import { LIMITS, wellFormed } from '../../schema/index.ts';
import type { Source } from '../stitch/event.ts';
import { membersOf, text, type Members } from './segment-members.ts';
import type { SegmentSender } from './segment-sender.ts';
import { isDirect, sourceOf } from './source.ts';

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
