import type { Options } from '../parts/choice.tsx';

/** What the funnel is asked, as it stands in the address. */
export interface Question {
  events: string[];
  order: string;
  /** ISO 8601 duration. */
  window: string;
  /** Empty: no breakdown. */
  by: string;
  /** Property that stays the same over all steps; empty: none. */
  hold: string;
  /** Event that takes whoever did it between the steps out; empty: none. */
  without: string;
  /** Period of the trend; empty: no trend. */
  trend: string;
}

export const ORDERS: Options = [
  ['ordered', 'In this order'],
  ['strict', 'In this order, nothing between'],
  ['any', 'In any order'],
];

export const WINDOWS: Options = [
  ['PT5M', '5 minutes'],
  ['PT30M', '30 minutes'],
  ['PT1H', '1 hour'],
  ['P1D', '1 day'],
  ['P7D', '7 days'],
  ['P14D', '14 days'],
  ['P30D', '30 days'],
  ['P90D', '90 days'],
];

export const BREAKDOWNS: Options = [
  ['', 'Nothing'],
  ['channel', 'Channel'],
  ['device', 'Device'],
  ['country', 'Country'],
  ['campaign', 'Campaign'],
];

export const HOLDS: Options = [
  ['', 'Anything'],
  ['item_id', 'The same product'],
];

export const TRENDS: Options = [
  ['', 'No trend'],
  ['day', 'By day'],
  ['week', 'By week'],
  ['month', 'By month'],
];

/** Names offered while typing; any other name may be typed as well. */
export const EVENTS: readonly string[] = [
  'page_view',
  'view_item_list',
  'select_item',
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'search',
  'identify',
  'sign_up',
];

export const WITHOUT: Options = [
  ['', 'Nobody'],
  ...EVENTS.map((name) => [name, `Who did ${name}`] as const),
];

/** Most steps a funnel may have (issue: up to 20). */
export const MOST_STEPS = 20;
const START = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'];

export function questionOf(view: Record<string, string | undefined>): Question {
  const events = stepsIn(view['steps']);
  return {
    events: events.length > 0 ? events : START,
    order: oneOf(ORDERS, view['order'], 'ordered'),
    // Shorter than the range a page begins with: else nobody could have been lost yet.
    window: oneOf(WINDOWS, view['window'], 'P7D'),
    by: oneOf(BREAKDOWNS, view['by'], ''),
    hold: oneOf(HOLDS, view['hold'], ''),
    without: oneOf(WITHOUT, view['without'], ''),
    trend: oneOf(TRENDS, view['trend'], ''),
  };
}

export function viewOf({ events, ...rest }: Question): Record<string, string> {
  // A name may hold any character, a comma too.
  return { steps: events.map(encodeURIComponent).join(','), ...rest };
}

/** The question as the report takes it. */
export function funnelBody(question: Question, limit: number): Record<string, unknown> {
  const { events, order, window, by, ...rest } = question;
  return {
    steps: events.map((event) => ({ event })),
    order,
    window,
    ...(by === '' ? {} : { breakdown: { by, limit } }),
    ...(rest.hold === '' ? {} : { hold: [rest.hold] }),
    ...(rest.without === '' ? {} : { exclude: [{ event: rest.without }] }),
    ...(rest.trend === '' ? {} : { trend: rest.trend }),
  };
}

function stepsIn(text: string | undefined): string[] {
  if (!text) return [];
  try {
    return text.split(',').map(decodeURIComponent).filter(Boolean).slice(0, MOST_STEPS);
  } catch {
    return [];
  }
}

function oneOf(options: Options, value: string | undefined, otherwise: string): string {
  return options.find(([each]) => each === value)?.[0] ?? otherwise;
}
