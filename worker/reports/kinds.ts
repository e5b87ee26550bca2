import type { Json } from '../../schema/index.ts';
import type { Event } from '../stitch/event.ts';

/** Kinds of timeline entries, by the names GA4 and Sojourn give events. */
const KIND_OF: Record<string, readonly string[]> = {
  page: ['page_view', 'screen_view'],
  click: ['click', 'outbound_click', 'contact_click', 'file_download'],
  engagement: ['engagement', 'scroll', 'user_engagement', 'web_vitals'],
  identity: ['identify', 'alias', 'group', 'reset', 'login', 'logout', 'sign_up', 'consent'],
  product: ['view_item', 'view_item_list', 'select_item', 'view_promotion', 'select_promotion'],
  cart: ['add_to_cart', 'remove_from_cart', 'view_cart', 'add_to_wishlist'],
  checkout: ['begin_checkout', 'add_shipping_info', 'add_payment_info', 'checkout_progress'],
  order: ['purchase'],
  refund: ['refund'],
  search: ['search', 'view_search_results'],
  form: ['form_start', 'form_submit', 'form_abandon', 'generate_lead'],
  friction: ['rage_click', 'dead_click', 'quick_back', 'error', 'exception'],
  mail: ['email_open', 'email_click'],
  survey: ['survey_shown', 'survey_answer'],
};

const KINDS = new Map(
  Object.entries(KIND_OF).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);

/** Contacts go by what their name says, in whatever words a business has: first match wins. */
const CONTACTS: readonly (readonly [RegExp, string])[] = [
  [/e-?mail|newsletter|unsubscribe/i, 'mail'],
  [/chat/i, 'chat'],
  [/\bcall|phone/i, 'call'],
  [/review/i, 'review'],
  [/survey|\bnps\b|\bcsat\b/i, 'survey'],
  [/return/i, 'return'],
  [/support|ticket|\bcase\b/i, 'support'],
  [/visit|\bstore\b|showroom/i, 'visit'],
];

/** Every kind there is. */
export const ALL_KINDS: readonly string[] = [
  ...new Set([...Object.keys(KIND_OF), ...CONTACTS.map(([, kind]) => kind), 'event']),
];

/** Channel under which a contact without a session stands among the touches of a journey. */
const CHANNEL_OF: Record<string, string> = {
  mail: 'Email',
  chat: 'Chat',
  call: 'Call',
  review: 'Review',
  survey: 'Survey',
  return: 'Return',
  support: 'Support',
  visit: 'Visit',
};

export function kindOf(name: string): string {
  const known = KINDS.get(name);
  if (known !== undefined) return known;
  const words = name.replaceAll('_', ' ');
  return CONTACTS.find(([pattern]) => pattern.test(words))?.[1] ?? 'event';
}

/** What is told of a user and is no contact: what contacts led to, and who they are. */
const NO_CONTACTS: ReadonlySet<string> = new Set(['order', 'refund', 'identity']);

/** Whether an event without a visitor is a contact with the business. */
export function isContact(name: string): boolean {
  return !NO_CONTACTS.has(kindOf(name));
}

export function contactChannel(name: string): string {
  return CHANNEL_OF[kindOf(name)] ?? 'Offline';
}

/** What the event is about, in words: a product, an order, a query, a page. */
export function subjectOf(event: Event): string | undefined {
  const props = event.props ?? {};
  const items = props['items'];
  const first = Array.isArray(items) ? objectOf(items[0]) : undefined;
  const product = first?.['item_name'] ?? first?.['item_id'] ?? props['item_name'];
  const subject = product ?? props['search_term'] ?? props['subject'] ?? props['title'];
  return textOf(subject) ?? textOf(props['text']) ?? event.page;
}

export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function objectOf(value: Json | undefined): { [key: string]: Json } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
