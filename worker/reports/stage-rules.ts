import { kindOf } from './kinds.ts';

const DAY = 86_400_000;

/** Silence after which a journey has lapsed, and a customer without a rhythm of its own. */
export const SILENCE: number = 90 * DAY;

/** The rules of definitions.md 13, as far as a site may change them. */
export interface StageRules {
  /** Milliseconds after which those have lapsed that have no rhythm of their own. */
  silence: number;
  /** Names of events that tell of consideration; absent: product views, searches, comparisons. */
  consideration?: ReadonlySet<string>;
  /** Sessions that tell of consideration as well. */
  sessions: number;
  /** Names of events that tell of intent; absent: cart and checkout. */
  intent?: ReadonlySet<string>;
  /** Orders that make a customer retained. */
  orders: number;
  /** Times the customer's own median gap between sessions, after which it has lapsed. */
  rhythm: number;
  /** Names of events that make an advocate; absent: shares and referrals. */
  advocacy?: ReadonlySet<string>;
  /** Scores, 0 to 10, and stars from which on a customer is an advocate. */
  nps: number;
  review: number;
}

export const DEFAULT_STAGE_RULES: StageRules = {
  silence: SILENCE,
  sessions: 2,
  orders: 2,
  rhythm: 1.5,
  nps: 9,
  review: 4,
};

/** What a site has set of them. */
export interface StageSettings {
  consideration?: { events?: readonly string[]; sessions?: number };
  intent?: { events?: readonly string[] };
  retention?: { orders?: number; rhythm?: number };
  advocacy?: { events?: readonly string[]; nps?: number; review?: number };
}

export function stageRulesOf(silence: number, settings: StageSettings = {}): StageRules {
  const { consideration, intent, retention, advocacy } = settings;
  const { sessions, orders, rhythm, nps, review } = DEFAULT_STAGE_RULES;
  return {
    silence,
    sessions: consideration?.sessions ?? sessions,
    orders: retention?.orders ?? orders,
    rhythm: retention?.rhythm ?? rhythm,
    nps: advocacy?.nps ?? nps,
    review: advocacy?.review ?? review,
    ...(consideration?.events && { consideration: new Set(consideration.events) }),
    ...(intent?.events && { intent: new Set(intent.events) }),
    ...(advocacy?.events && { advocacy: new Set(advocacy.events) }),
  };
}

/** What the name of an event tells of a customer who is on the way to an order. */
export function interestOf(
  name: string,
  { consideration, intent }: StageRules = DEFAULT_STAGE_RULES,
): 'product' | 'cart' | undefined {
  if (intent ? intent.has(name) : isCart(name)) return 'cart';
  return (consideration ? consideration.has(name) : isProduct(name)) ? 'product' : undefined;
}

function isProduct(name: string): boolean {
  const kind = kindOf(name);
  // A list or a banner that went by is no product that was looked at.
  if (name === 'view_item_list' || name.endsWith('_promotion')) return false;
  return kind === 'product' || kind === 'search' || name === 'compare';
}

function isCart(name: string): boolean {
  const kind = kindOf(name);
  return kind === 'checkout' || (kind === 'cart' && name !== 'add_to_wishlist');
}

/** Whether the name alone makes an advocate. */
export function isSharing(name: string, { advocacy }: StageRules = DEFAULT_STAGE_RULES): boolean {
  return advocacy ? advocacy.has(name) : /share|referral|refer_friend/i.test(name);
}
