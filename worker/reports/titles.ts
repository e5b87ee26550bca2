import { EVENT } from '../../schema/index.ts';
import type { Event } from '../stitch/event.ts';
import { kindOf, subjectOf, textOf } from './kinds.ts';

/**
 * What a person would say happened. `…` stands for what it was about. A map, as an event may be named
 * `constructor`.
 */
const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    click: 'Clicked …',
    view_item: 'Viewed …',
    view_item_list: 'Looked through products',
    select_item: 'Chose …',
    add_to_cart: 'Added … to the cart',
    remove_from_cart: 'Removed … from the cart',
    view_cart: 'Looked into the cart',
    add_to_wishlist: 'Put … on the wish list',
    begin_checkout: 'Began the checkout',
    add_shipping_info: 'Gave a shipping address',
    add_payment_info: 'Gave a way to pay',
    search: 'Searched for …',
    view_search_results: 'Looked at results for …',
    identify: 'Was recognised',
    login: 'Signed in',
    logout: 'Signed out',
    sign_up: 'Signed up',
    engagement: 'Spent time on …',
    email_open: 'Opened a mail',
    email_click: 'Followed a link in a mail',
    rage_click: 'Clicked again and again on …',
    dead_click: 'Clicked in vain on …',
    form_submit: 'Sent a form',
    form_abandon: 'Gave up a form',
  }),
);

/** A line for the timeline. */
export function titleOf(event: Event): string {
  const { name, page } = event;
  const subject = subjectOf(event);
  if (name === EVENT.pageView) return subject ?? page ?? 'Page';
  if (name === EVENT.purchase) return withOrder('Bought', event);
  if (name === EVENT.refund) return withOrder('Got a refund for', event);
  const title = TITLES.get(name);
  if (title !== undefined) return title.replace('…', () => subject ?? 'something');
  return titleFrom(name);
}

/** What such events are about where no one of them is meant. */
const ANYTHING: Record<string, string> = {
  product: 'a product',
  cart: 'a product',
  mail: 'a mail',
};

/** What somebody did who did such a thing: `Added a product to the cart`. */
export function deedOf(name: string): string {
  const title = TITLES.get(name) ?? titleFrom(name);
  return title.replace('…', () => ANYTHING[kindOf(name)] ?? 'something');
}

function titleFrom(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A line for an order that was told before. */
export function retoldTitleOf({ props }: Event): string {
  return `Order ${textOf(props?.['transaction_id']) ?? ''} was told again`;
}

function withOrder(verb: string, { props }: Event): string {
  const order = textOf(props?.['transaction_id']);
  return order === undefined ? `${verb} something` : `${verb} order ${order}`;
}
