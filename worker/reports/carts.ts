import { EVENT } from '../../schema/index.ts';
import { onItsOwn, type Item, type OrderFact, type Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import { orderIdOf } from '../stitch/orders.ts';
import { Cart, CART_LIFE, opens, type CartOrder, type CartTouch } from './cart.ts';
import { linesOf, productsOf } from './cart-lines.ts';
import { CartTally, type KeptCart } from './carts-tally.ts';
import type { Carts, CartsPick, CartsQuery } from './carts-query.ts';
import { durationOf } from './duration.ts';
import { facetOf } from './facets.ts';
import { matcherOf, type Matcher } from './filter.ts';

/** What is silent for so long has been left (definitions.md 11). */
export const DEFAULT_IDLE = 'PT60M';

export interface CartsOptions {
  /** Up to when the data is known. */
  dataUntil: number;
  /** Of amounts that state none. */
  currency: string;
  /** Purchased within `cartsSpan`. */
  orders: readonly OrderFact[];
}

const DOES = {
  add_to_cart: 'put',
  remove_from_cart: 'take',
  view_cart: 'look',
  begin_checkout: 'check_out',
  add_shipping_info: 'check_out',
  add_payment_info: 'check_out',
  checkout_progress: 'check_out',
} as const satisfies Record<string, CartTouch['does']>;

const DOES_BY_NAME: ReadonlyMap<string, CartTouch['does']> = new Map(Object.entries(DOES));

const [TOUCH, PURCHASE] = [1, 2];

const WANTED = new NameBits(
  new Map<string, number>([
    ...[...DOES_BY_NAME.keys()].map((name) => [name, TOUCH] as const),
    [EVENT.purchase, PURCHASE],
  ]),
);

/** The carts of definitions.md 11, folded over the history of `cartsSpan`. */
export class CartsFold {
  readonly #query: CartsQuery;
  readonly #options: CartsOptions;
  readonly #span: { from: number; to: number };
  readonly #idle: number;
  readonly #filter: Matcher | undefined;
  readonly #touches = new Map<string, CartTouch[]>();
  /** Visitors in whose carts nobody in particular put things. */
  readonly #cookieless = new Set<string>();
  readonly #orders: Map<string, OrderFact[]>;
  /** What purchases name, by order. */
  readonly #products = new Map<string, ReadonlySet<string>>();
  readonly #tally: CartTally;

  constructor(query: CartsQuery, options: CartsOptions) {
    this.#query = query;
    this.#options = options;
    this.#span = cartsSpan(query, options.dataUntil);
    this.#idle = durationOf(query.idle) ?? 0;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#orders = Map.groupBy(options.orders, ({ customer }) => customer);
    this.#tally = new CartTally(query.breakdown.limit);
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    session.scan(WANTED, (at, bits, index) => {
      if (at < this.#span.from || at >= this.#span.to) return;
      if (bits === PURCHASE) this.#seeOrder(session, index);
      else this.#touch(session, at, index);
    });
  }

  result(): Carts {
    for (const [customer, touches] of this.#touches) {
      const whose = this.#cookieless.has(customer) ? undefined : customer;
      for (const cart of this.#cartsOf(customer, touches)) this.#keep({ customer: whose, cart });
    }
    this.#touches.clear();
    return this.#tally.result();
  }

  /** The customers behind a number; after `result`. */
  peopleOf(pick: CartsPick): string[] {
    return this.#tally.peopleOf(pick);
  }

  #keep(kept: KeptCart): void {
    const { at, fits } = kept.cart.began;
    const { from, to } = this.#query.range;
    if (fits && at >= from && at < to) this.#tally.add(kept);
  }

  #seeOrder(session: Session, index: number): void {
    const event = session.events()[index];
    const id = event && orderIdOf(event);
    if (event === undefined || id === undefined) return;
    this.#products.set(id, productsOf(event).union(this.#products.get(id) ?? new Set()));
  }

  #touch(session: Session, at: number, index: number): void {
    const name = session.names[index] ?? '';
    const does = DOES_BY_NAME.get(name);
    if (does === undefined) return;
    const props = session.props(index) ?? {};
    const { by } = this.#query.breakdown;
    const touch: CartTouch = {
      at,
      does,
      lines: linesOf({ props }, this.#options.currency, does !== 'look'),
      key: by === 'event' ? name : facetOf(session, by),
      fits: this.#filter?.(session) ?? true,
    };
    if (session.marks.cookieless) this.#cookieless.add(session.customer);
    const others = this.#touches.get(session.customer);
    if (others === undefined) this.#touches.set(session.customer, [touch]);
    else others.push(touch);
  }

  #cartsOf(customer: string, touches: CartTouch[]): Cart[] {
    const carts: Cart[] = [];
    let cart: Cart | undefined;
    for (const beat of beatsOf(touches, this.#ordersOf(customer))) {
      if (cart?.hasExpired(beat.at)) {
        cart.settle(beat.at);
        cart = undefined;
      }
      if (!('does' in beat)) {
        cart?.close(beat);
        cart = undefined;
      } else if (cart !== undefined) {
        cart.touch(beat);
      } else if (opens(beat)) {
        cart = new Cart(beat, this.#idle);
        carts.push(cart);
      }
    }
    cart?.settle(this.#span.to - 1);
    return carts;
  }

  #ordersOf(customer: string): CartOrder[] {
    const orders = this.#orders.get(customer) ?? [];
    return orders.map(({ id, at, currency, value }) => {
      return { at, currency, value, products: this.#products.get(id) ?? new Set() };
    });
  }
}

/** In order of time; an order comes after what was done in the same millisecond. */
function beatsOf(touches: CartTouch[], orders: CartOrder[]): (CartTouch | CartOrder)[] {
  const isOrder = (beat: CartTouch | CartOrder): number => ('does' in beat ? 0 : 1);
  return [...touches, ...orders].sort((a, b) => a.at - b.at || isOrder(a) - isOrder(b));
}

/**
 * What must be read: a cart lives 30 days from what was last put in, so that as much before the range
 * tells whether it was begun in it, and as much after it what became of it.
 */
export function cartsSpan({ range }: CartsQuery, dataUntil: number): { from: number; to: number } {
  const from = Math.max(0, range.from - CART_LIFE);
  return { from, to: Math.max(from, Math.min(dataUntil + 1, range.to + CART_LIFE)) };
}
