import type { PageContext } from './api.ts';
import {
  checkoutOf,
  itemsOf,
  lineOf,
  totalOf,
  type CartLine,
  type Checkout,
  type Money,
  type Variant,
} from './commerce.ts';

/** A standard event. https://shopify.dev/docs/api/web-pixels-api/standard-events */
export interface CustomerEvent {
  id: string;
  name: string;
  /** ISO 8601. */
  timestamp: string;
  context?: PageContext;
  data?: Data;
}

interface Data {
  productVariant?: Variant;
  collection?: { id?: string; title?: string; productVariants?: Variant[] };
  searchResult?: { query?: string };
  cartLine?: CartLine;
  cart?: { cost?: { totalAmount?: Money }; lines?: CartLine[] };
  checkout?: Checkout;
}

interface Named {
  name: string;
  properties?: object;
}

type Translate = (data: Data) => Named | undefined;

/** Shopify's names and GA4's. What is not here says nothing of a journey, or something of a person. */
const events: Record<string, Translate> = {
  page_viewed: () => ({ name: 'page_view' }),
  product_viewed: ({ productVariant: variant }) =>
    variant && {
      name: 'view_item',
      properties: { ...totalOf(variant.price), items: itemsOf([variant]) },
    },
  collection_viewed: ({ collection }) =>
    collection && {
      name: 'view_item_list',
      properties: {
        item_list_id: collection.id,
        item_list_name: collection.title,
        items: itemsOf(collection.productVariants),
      },
    },
  search_submitted: ({ searchResult }) => ({
    name: 'view_search_results',
    properties: { search_term: searchResult?.query },
  }),
  product_added_to_cart: ({ cartLine }) => cartLine && lineOf('add_to_cart', cartLine),
  product_removed_from_cart: ({ cartLine }) => cartLine && lineOf('remove_from_cart', cartLine),
  cart_viewed: ({ cart }) => ({
    name: 'view_cart',
    properties: {
      ...totalOf(cart?.cost?.totalAmount),
      items: itemsOf(
        cart?.lines?.map(({ merchandise }) => merchandise),
        cart?.lines?.map(({ quantity }) => quantity),
      ),
    },
  }),
  checkout_started: ({ checkout }) => checkout && checkoutOf('begin_checkout', checkout),
  checkout_contact_info_submitted: ({ checkout }) =>
    checkout && checkoutOf('add_contact_info', checkout),
  checkout_address_info_submitted: ({ checkout }) =>
    checkout && checkoutOf('add_address_info', checkout),
  checkout_shipping_info_submitted: ({ checkout }) =>
    checkout && checkoutOf('add_shipping_info', checkout),
  payment_info_submitted: ({ checkout }) => checkout && checkoutOf('add_payment_info', checkout),
  checkout_completed: ({ checkout }) => checkout && checkoutOf('purchase', checkout),
};

export const eventOf = ({ name, data }: CustomerEvent): Named | undefined =>
  Object.hasOwn(events, name) ? events[name]?.(data ?? {}) : undefined;
