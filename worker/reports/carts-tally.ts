import type { Cart } from './cart.ts';
import {
  CART_STATES,
  type CartFigures,
  type Carts,
  type CartsPick,
  type CartState,
} from './carts-query.ts';
import { OTHER } from './facets.ts';
import { Purse } from './money.ts';
import { quantilesOf } from './quantiles.ts';
import { rateOf } from './rate.ts';

export interface KeptCart {
  /** Undefined: nobody's. */
  customer: string | undefined;
  cart: Cart;
}

/** Carts of one kind. */
class Sums {
  carts = 0;
  recovered = 0;
  readonly customers: Set<string> = new Set();
  readonly value: Purse = new Purse();
  readonly revenue: Purse = new Purse();

  add({ customer, cart }: KeptCart): void {
    this.carts++;
    if (cart.state === 'recovered') this.recovered++;
    if (customer !== undefined) this.customers.add(customer);
    this.value.merge(cart.value);
    if (cart.order) this.revenue.add(cart.order.currency, cart.order.value);
  }

  merge(other: Sums): void {
    this.carts += other.carts;
    this.recovered += other.recovered;
    for (const customer of other.customers) this.customers.add(customer);
    this.value.merge(other.value);
    this.revenue.merge(other.revenue);
  }

  figures(): CartFigures {
    return { carts: this.carts, customers: this.customers.size, value: this.value.list() };
  }
}

/** Carts by what became of them, and those left behind by their last touch. */
export class CartTally {
  readonly #limit: number;
  readonly #whole = new Sums();
  readonly #states = new Map<CartState, Sums>(CART_STATES.map((state) => [state, new Sums()]));
  readonly #rows = new Map<string, Sums>();
  readonly #recoveredAfter: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(kept: KeptCart): void {
    const { state, left, order } = kept.cart;
    this.#whole.add(kept);
    this.#states.get(state)?.add(kept);
    if (!isLeft(state) || left === undefined) return;
    const row = this.#rows.get(left.key) ?? new Sums();
    this.#rows.set(left.key, row);
    row.add(kept);
    if (order) this.#recoveredAfter.push(order.at - left.at);
  }

  result(): Carts {
    const count = (state: CartState): number => this.#states.get(state)?.carts ?? 0;
    const left = CART_STATES.filter(isLeft).reduce((sum, state) => sum + count(state), 0);
    return {
      ...this.#whole.figures(),
      states: [...this.#states].map(([state, sums]) => {
        return { state, ...sums.figures(), revenue: sums.revenue.list() };
      }),
      abandonment: rateOf(left, left + count('ordered')),
      recovery: rateOf(count('recovered'), left),
      time_to_recover: quantilesOf(this.#recoveredAfter),
      rows: this.#topRows().map(([key, sums]) => {
        return { key, ...sums.figures(), recovered: sums.recovered };
      }),
    };
  }

  peopleOf(pick: CartsPick): string[] {
    const sums =
      'state' in pick ? this.#states.get(pick.state) : new Map(this.#topRows()).get(pick.key);
    return [...(sums?.customers ?? [])].sort();
  }

  #topRows(): [string, Sums][] {
    const rows = [...this.#rows].sort(([a, x], [b, y]) => y.carts - x.carts || (a < b ? -1 : 1));
    const rest = rows.splice(this.#limit);
    if (rest.length === 0) return rows;
    const other = new Sums();
    for (const [, sums] of rest) other.merge(sums);
    return [...rows, [OTHER, other]];
  }
}

function isLeft(state: CartState): boolean {
  return state === 'abandoned' || state === 'expired' || state === 'recovered';
}
