import type { CartLine } from './cart-lines.ts';
import type { CartState } from './carts-query.ts';
import { Purse } from './money.ts';

/** What is in a cart is worth nothing any more after so long (definitions.md 11). */
export const CART_LIFE: number = 30 * 86_400_000;

/** Something done to a cart. */
export interface CartTouch {
  at: number;
  /** Whether it puts something in, takes something out, or neither. */
  does: 'put' | 'take' | 'look' | 'check_out';
  lines: readonly CartLine[];
  /** Row of the report, where this is the last touch before leaving. */
  key: string;
  /** Whether the filter takes carts that begin here. */
  fits: boolean;
}

/** An order as a cart sees it. */
export interface CartOrder {
  at: number;
  /** Empty where it names none: then it is taken to hold what the cart held. */
  products: ReadonlySet<string>;
  currency: string;
  value: number;
}

interface Held {
  quantity: number;
  currency: string;
  minor: number;
}

/** One cart, from what was first put in to an order or to its end. */
export class Cart {
  readonly began: CartTouch;
  /** By product and currency. */
  readonly #held = new Map<string, Held>();
  #last: CartTouch;
  #lastPut: number;
  /** The last touch before it was left behind, the first time. */
  left: CartTouch | undefined;
  /** What it held whenever it was left behind. */
  readonly #leftProducts = new Set<string>();
  readonly #idle: number;
  state: CartState = 'open';
  order: CartOrder | undefined;

  constructor(began: CartTouch, idle: number) {
    this.began = began;
    this.#idle = idle;
    this.#last = began;
    this.#lastPut = began.at;
    this.#put(began.lines);
  }

  /** Whether what is in it has expired by then. */
  hasExpired(at: number): boolean {
    return at - this.#lastPut > CART_LIFE;
  }

  touch(touch: CartTouch): void {
    this.#leave(touch.at);
    if (touch.does === 'put') this.#put(touch.lines);
    if (touch.does === 'take') this.#take(touch.lines);
    if (opens(touch)) {
      this.#lastPut = touch.at;
      // Whoever begins a checkout has something in the cart, whatever was told of it.
      if (touch.does !== 'put' && this.#held.size === 0) this.#put(touch.lines);
    }
    this.#last = touch;
  }

  /** Closes it by an order that came in time. */
  close(order: CartOrder): void {
    this.#leave(order.at);
    if (this.#held.size === 0) {
      this.state = 'emptied';
    } else if (this.left === undefined) {
      this.state = 'ordered';
      this.order = order;
    } else if (this.#isIn(order)) {
      this.state = 'recovered';
      this.order = order;
    } else {
      this.state = 'abandoned';
    }
  }

  /** What it is at a time by which no order has closed it. */
  settle(at: number): void {
    this.#leave(at);
    if (this.#held.size === 0) this.state = 'emptied';
    else if (this.hasExpired(at)) this.state = 'expired';
    else this.state = at - this.#last.at > this.#idle ? 'abandoned' : 'open';
    if (this.state === 'expired') this.left ??= this.#last;
  }

  get value(): Purse {
    const purse = new Purse();
    for (const { currency, minor } of this.#held.values()) purse.add(currency, minor);
    return purse;
  }

  #leave(at: number): void {
    if (at - this.#last.at <= this.#idle || this.#held.size === 0) return;
    this.left ??= this.#last;
    for (const key of this.#held.keys()) this.#leftProducts.add(productOf(key));
  }

  /** Whether the order holds something that was left behind. */
  #isIn({ products }: CartOrder): boolean {
    return products.size === 0 || [...products].some((product) => this.#leftProducts.has(product));
  }

  #put(lines: readonly CartLine[]): void {
    for (const { product, currency, quantity, minor = 0 } of lines) {
      const key = keyOf(product, currency);
      const held = this.#held.get(key);
      if (held === undefined) {
        this.#held.set(key, { quantity, currency, minor });
      } else {
        held.quantity += quantity;
        held.minor += minor;
      }
    }
  }

  /** At the price it is taken out for, else at what its pieces were put in for. */
  #take(lines: readonly CartLine[]): void {
    for (const { product, currency, quantity, minor } of lines) {
      const key = keyOf(product, currency);
      const held = this.#held.get(key);
      if (held === undefined) continue;
      if (quantity >= held.quantity) {
        this.#held.delete(key);
        continue;
      }
      const share = Math.round((held.minor * quantity) / held.quantity);
      held.quantity -= quantity;
      held.minor = Math.max(0, held.minor - (minor ?? share));
    }
  }
}

/** Whether a touch shows that something is in the cart. */
export function opens({ does, lines }: CartTouch): boolean {
  return does === 'put' || does === 'check_out' || (does === 'look' && lines.length > 0);
}

function keyOf(product: string, currency: string): string {
  return `${currency} ${product}`;
}

function productOf(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}
