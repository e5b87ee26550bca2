import type { Step } from '../api/shapes.ts';
import { money } from '../format/money.ts';
import { humanise, textAt } from '../format/words.ts';
import { span } from '../format/time.ts';
import type { Entry } from './line.ts';
import type { IconName } from '../parts/icon.tsx';

/** A step in words. */
export interface Said {
  icon: IconName;
  /** How much it matters on the drawing: a conversion, a move towards one, a look. */
  weight: 'conversion' | 'move' | 'setback' | 'look' | 'contact';
  title: string;
  /** What it was done to. */
  object: string | undefined;
  amount: string | undefined;
  /** Who vouches for a claim about identity or money: a server, or only a page. */
  proof: string | undefined;
}

const KNOWN: Record<string, [icon: IconName, weight: Said['weight'], title: string]> = {
  page_view: ['page', 'look', 'Page'],
  click: ['click', 'look', 'Clicked'],
  engagement: ['read', 'look', 'Read the page'],
  view_item_list: ['product', 'look', 'Viewed a list'],
  select_item: ['product', 'look', 'Chose a product'],
  view_item: ['product', 'look', 'Viewed a product'],
  search: ['search', 'look', 'Searched'],
  view_search_results: ['search', 'look', 'Searched'],
  add_to_wishlist: ['star', 'move', 'Added to wishlist'],
  add_to_cart: ['cart', 'move', 'Added to cart'],
  remove_from_cart: ['uncart', 'setback', 'Removed from cart'],
  view_cart: ['cart', 'look', 'Viewed the cart'],
  begin_checkout: ['checkout', 'move', 'Began checkout'],
  add_shipping_info: ['checkout', 'move', 'Entered shipping'],
  add_payment_info: ['checkout', 'move', 'Entered payment'],
  purchase: ['order', 'look', 'Bought'],
  refund: ['refund', 'setback', 'Refunded'],
  identify: ['person', 'move', 'Identified'],
  alias: ['person', 'look', 'Joined with another id'],
  group: ['person', 'look', 'Joined an account'],
  sign_up: ['person', 'move', 'Signed up'],
  login: ['person', 'look', 'Signed in'],
};

const CLAIMS = ['identify', 'alias', 'purchase', 'refund'];

/** Contacts have names of each business's own; a word in them says what they were. */
const CONTACTS: [word: RegExp, icon: IconName][] = [
  [/mail|newsletter|unsubscribe/i, 'mail'],
  [/call|phone/i, 'call'],
  [/chat|message|sms|support|ticket|case/i, 'chat'],
  [/review|survey|nps|csat|rating/i, 'star'],
  [/return|refund/i, 'refund'],
  [/visit|store|shop|branch/i, 'offline'],
];

export function say({ step, converts }: Entry): Said {
  const known = Object.hasOwn(KNOWN, step.name) ? KNOWN[step.name] : undefined;
  const contact = known ? undefined : CONTACTS.find(([word]) => word.test(step.name))?.[1];
  const [icon, weight, words] = known ?? [
    contact ?? (step.session ? 'event' : 'offline'),
    step.session ? 'look' : 'contact',
    humanise(step.name),
  ];
  const title = step.title || words;
  const object = objectOf(step);
  return {
    icon,
    weight: converts ? 'conversion' : step.session ? weight : 'contact',
    title,
    object: object !== undefined && title.includes(object) ? undefined : object,
    amount: amountOf(step),
    proof: CLAIMS.includes(step.name) ? textAt(step.actor, 'assurance') : undefined,
  };
}

/** What the title may leave open: what was bought, who was recognised, how long was read. */
function objectOf(step: Step): string | undefined {
  const { properties, object } = step;
  if (step.name === 'engagement') return engagementOf(step);
  if (step.name === 'page_view') return undefined;
  if (step.name === 'identify') return textAt(properties, 'user_id') ?? textAt(step.actor, 'user');
  const told =
    itemsOf(step) ??
    textAt(properties, 'search_term') ??
    textAt(properties, 'subject') ??
    textAt(properties, 'text');
  // The page stands on a line of its own.
  if (told !== undefined || textAt(object, 'type') === 'page') return told;
  return textAt(object, 'name') ?? textAt(object, 'id');
}

function itemsOf({ properties }: Step): string | undefined {
  const items = properties?.['items'];
  if (!Array.isArray(items)) return undefined;
  const names = items.flatMap((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    return [textAt(item, 'item_name') ?? textAt(item, 'item_id') ?? 'item'];
  });
  if (names.length === 0) return undefined;
  return names.length > 3
    ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
    : names.join(', ');
}

function engagementOf({ properties }: Step): string | undefined {
  const active = properties?.['active_ms'] ?? properties?.['visible_ms'];
  const scroll = properties?.['scroll'];
  const parts: string[] = [];
  if (typeof active === 'number') parts.push(span(active));
  if (typeof scroll === 'number')
    parts.push(`scrolled ${scroll <= 1 ? Math.round(scroll * 100) : scroll} %`);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function amountOf({ properties }: Step): string | undefined {
  const value = properties?.['value'];
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const currency = textAt(properties, 'currency');
  if (currency === undefined) return undefined;
  return typeof value === 'number' && value % 1 !== 0
    ? money(value.toFixed(2), currency)
    : money(value, currency);
}
