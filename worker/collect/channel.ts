import { ASSISTANTS } from './lists/assistants.ts';
import {
  SEARCH_SOURCES,
  SHOPPING_SOURCES,
  SOCIAL_SOURCES,
  VIDEO_SOURCES,
} from './lists/source-categories.ts';

/**
 * GA4's default channel groups and, as the one extension, assistants. A session stores the index of
 * its channel, so the order is for ever: new ones go to the end.
 */
export const CHANNELS: readonly string[] = [
  'Direct',
  'Cross-network',
  'Paid Shopping',
  'Paid Search',
  'Paid Social',
  'Paid Video',
  'Display',
  'Paid Other',
  'Organic Shopping',
  'Organic Social',
  'Organic Video',
  'Organic Search',
  'Referral',
  'Email',
  'Affiliates',
  'Audio',
  'SMS',
  'Mobile Push Notifications',
  'Unassigned',
  'AI Assistants',
];

const DISPLAY = words('display banner expandable interstitial cpm');
const SOCIAL = words('social social-network social-media sm', 'social network', 'social media');
const REFERRAL = words('referral app link');
const EMAIL = words('email e-mail e_mail', 'e mail');

const SEARCH_SITES = lines(SEARCH_SOURCES);
const SHOPPING_SITES = lines(SHOPPING_SOURCES);
const SOCIAL_SITES = lines(SOCIAL_SOURCES);
const VIDEO_SITES = lines(VIDEO_SOURCES);
/** By host, as referrers and ChatGPT's own `utm_source` have it, and by bare name. */
const ASSISTANT_SITES = words(ASSISTANTS);

const SHOPPING_CAMPAIGN = /([^a-df-z]|^)shop|shopping/;

/**
 * The channel of a source, by the table of GA4's default channel groups
 * (support.google.com/analytics/answer/9756891): first match wins, case does not matter.
 */
export function channelOf(from: { source: string; medium: string; campaign?: string }): string {
  const source = from.source.trim().toLowerCase();
  const medium = from.medium.trim().toLowerCase();
  const campaign = from.campaign?.trim().toLowerCase() ?? '';
  const isPaid = isPaidMedium(medium);
  const isShopping = SHOPPING_SITES.has(source) || SHOPPING_CAMPAIGN.test(campaign);

  if (source === '(direct)' && (medium === '(none)' || medium === '(not set)')) return 'Direct';
  if (campaign.includes('cross-network')) return 'Cross-network';
  if (isPaid && isShopping) return 'Paid Shopping';
  if (isPaid && SEARCH_SITES.has(source)) return 'Paid Search';
  if (isPaid && SOCIAL_SITES.has(source)) return 'Paid Social';
  if (isPaid && VIDEO_SITES.has(source)) return 'Paid Video';
  if (DISPLAY.has(medium)) return 'Display';
  if (isPaid) return 'Paid Other';
  // Sojourn's extension. It stands below what is paid for, and takes only sources of its own list.
  if (ASSISTANT_SITES.has(source)) return 'AI Assistants';
  if (isShopping) return 'Organic Shopping';
  if (SOCIAL_SITES.has(source) || SOCIAL.has(medium)) return 'Organic Social';
  if (VIDEO_SITES.has(source) || medium.includes('video')) return 'Organic Video';
  if (SEARCH_SITES.has(source) || medium === 'organic') return 'Organic Search';
  if (REFERRAL.has(medium)) return 'Referral';
  if (EMAIL.has(source) || EMAIL.has(medium)) return 'Email';
  if (medium === 'affiliate') return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  if (isPush(source, medium)) return 'Mobile Push Notifications';
  return 'Unassigned';
}

/** The code a session stores. */
export function channelCode(channel: string): number {
  const code = CHANNELS.indexOf(channel);
  return code === -1 ? CHANNELS.indexOf('Unassigned') : code;
}

/** GA4: `^(.*cp.*|ppc|retargeting|paid.*)$`. It takes `cpm` in, so Display comes after search and social. */
function isPaidMedium(medium: string): boolean {
  return medium.includes('cp') || /^(ppc$|retargeting$|paid)/.test(medium);
}

function isPush(source: string, medium: string): boolean {
  return source === 'firebase' || /push$|mobile|notification/.test(medium);
}

function words(text: string, ...more: string[]): ReadonlySet<string> {
  return new Set([...text.split(/\s+/), ...more]);
}

function lines(text: string): ReadonlySet<string> {
  return new Set(text.split('\n'));
}
