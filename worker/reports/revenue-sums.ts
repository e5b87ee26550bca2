import type { Money } from './answers.ts';
import { moneyOf, Purse } from './money.ts';
import type { RevenueFigures, RevenuePart } from './revenue-query.ts';

/** Orders and what they brought. */
class Part {
  orders = 0;
  readonly revenue = new Purse();
  readonly #ordersIn = new Map<string, number>();

  add(currency: string, amount: number, orders = 1): void {
    this.orders += orders;
    this.revenue.add(currency, amount);
    this.#ordersIn.set(currency, (this.#ordersIn.get(currency) ?? 0) + orders);
  }

  merge(other: Part): void {
    this.orders += other.orders;
    this.revenue.merge(other.revenue);
    for (const [currency, orders] of other.#ordersIn) {
      this.#ordersIn.set(currency, (this.#ordersIn.get(currency) ?? 0) + orders);
    }
  }

  figures(): RevenuePart {
    return { orders: this.orders, revenue: this.revenue.list() };
  }

  aov(): Money[] {
    return this.revenue.list().flatMap(({ currency, minor }) => {
      const orders = this.#ordersIn.get(currency) ?? 0;
      return orders === 0 ? [] : [moneyOf(Math.round(minor / orders), currency)];
    });
  }
}

export interface Amount {
  currency: string;
  /** Minor units. */
  amount: number;
}

/** Figures of a revenue report while they are counted: of the whole, a period or a row. */
export class RevenueSums {
  readonly customers: Set<string> = new Set();
  quantity = 0;
  readonly #whole = new Part();
  readonly #verified = new Part();
  readonly #asserted = new Part();
  readonly #refunds = new Purse();

  get isEmpty(): boolean {
    return this.#whole.orders === 0 && this.#refunds.list().length === 0;
  }

  get orders(): number {
    return this.#whole.orders;
  }

  revenueIn(currency: string): number {
    return this.#whole.revenue.of(currency);
  }

  /** An order, or what of it belongs here; of nobody's visit it has no customer. */
  addOrder(customer: string | undefined, { currency, amount }: Amount, isVerified: boolean): void {
    if (customer !== undefined) this.customers.add(customer);
    this.#whole.add(currency, amount);
    (isVerified ? this.#verified : this.#asserted).add(currency, amount);
  }

  addRefund({ currency, amount }: Amount): void {
    this.#refunds.add(currency, amount);
  }

  merge(other: RevenueSums): void {
    for (const customer of other.customers) this.customers.add(customer);
    this.quantity += other.quantity;
    this.#whole.merge(other.#whole);
    this.#verified.merge(other.#verified);
    this.#asserted.merge(other.#asserted);
    this.#refunds.merge(other.#refunds);
  }

  figures(): RevenueFigures {
    const net = new Purse();
    net.merge(this.#whole.revenue);
    for (const { currency, minor } of this.#refunds.list()) net.add(currency, -minor);
    return {
      ...this.#whole.figures(),
      customers: this.customers.size,
      refunds: this.#refunds.list(),
      net: net.list(),
      aov: this.#whole.aov(),
      verified: this.#verified.figures(),
      asserted: this.#asserted.figures(),
    };
  }
}
