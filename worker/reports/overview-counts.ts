import { buyerOf, type OrderFact } from '../history/item.ts';
import type { OverviewFigures } from './answers.ts';
import { moneyOf, Purse } from './money.ts';
import type { Unit } from './query.ts';
import type { OverviewFigure } from './overview-pick.ts';
import { rateOf } from './rate.ts';

/** What was sold, and who converted. */
class Sales {
  readonly revenue = new Purse();
  readonly ordersIn = new Map<string, number>();
  readonly converted = new Set<string>();
  readonly buyers = new Set<string>();
  readonly convertedSessions = new Set<string>();

  merge(other: Readonly<Sales>): void {
    this.revenue.merge(other.revenue);
    for (const [currency, count] of other.ordersIn) {
      this.ordersIn.set(currency, (this.ordersIn.get(currency) ?? 0) + count);
    }
    for (const customer of other.converted) this.converted.add(customer);
    for (const customer of other.buyers) this.buyers.add(customer);
    for (const session of other.convertedSessions) this.convertedSessions.add(session);
  }
}

const NOTHING: Readonly<Sales> = new Sales();

/** Figures of an overview while they are counted: of the whole, of a day or of one row. */
export class Counts {
  readonly visitors: Set<string> = new Set();
  readonly customers: Set<string> = new Set();
  sessions = 0;
  engaged = 0;
  views = 0;
  events = 0;
  cookieless = 0;
  orders = 0;
  /** Absent as long as there is nothing: of a hundred thousand landing pages few ever sell. */
  #sales: Sales | undefined;

  addOrder(order: OrderFact): void {
    this.orders++;
    const { revenue, ordersIn, buyers } = (this.#sales ??= new Sales());
    revenue.add(order.currency, order.value);
    ordersIn.set(order.currency, (ordersIn.get(order.currency) ?? 0) + 1);
    const buyer = buyerOf(order);
    if (buyer === undefined) return;
    this.customers.add(buyer);
    buyers.add(buyer);
  }

  /** Of nobody's visit there is no customer. `session` is the start of the session it happened in. */
  convert(
    { customer, visitor }: { customer: string | undefined; visitor: string },
    session: number | undefined,
  ): void {
    const { converted, convertedSessions } = (this.#sales ??= new Sales());
    if (customer !== undefined) converted.add(customer);
    if (session !== undefined) convertedSessions.add(`${session} ${visitor}`);
  }

  merge(other: Counts): void {
    for (const visitor of other.visitors) this.visitors.add(visitor);
    for (const customer of other.customers) this.customers.add(customer);
    this.sessions += other.sessions;
    this.engaged += other.engaged;
    this.views += other.views;
    this.events += other.events;
    this.cookieless += other.cookieless;
    this.orders += other.orders;
    if (other.#sales) (this.#sales ??= new Sales()).merge(other.#sales);
  }

  /** Who a figure is about. */
  people(figure: OverviewFigure, isNew: (customer: string) => boolean): string[] {
    switch (figure) {
      case 'converted':
        return [...(this.#sales ?? NOTHING).converted];
      case 'buyers':
        return [...(this.#sales ?? NOTHING).buyers];
      case 'new_customers':
        return [...this.customers].filter(isNew);
      case 'returning_customers':
        return [...this.customers].filter((customer) => !isNew(customer));
      default:
        return [...this.customers];
    }
  }

  /** `isNew` tells whether a customer was first seen within what is counted. */
  figures(unit: Unit, isNew: (customer: string) => boolean): OverviewFigures {
    const { revenue, ordersIn, converted, convertedSessions } = this.#sales ?? NOTHING;
    let fresh = 0;
    for (const customer of this.customers) if (isNew(customer)) fresh++;
    return {
      visitors: this.visitors.size,
      customers: this.customers.size,
      sessions: this.sessions,
      engaged_sessions: this.engaged,
      page_views: this.views,
      events: this.events,
      orders: this.orders,
      revenue: revenue.list(),
      conversion:
        unit === 'session'
          ? rateOf(convertedSessions.size, this.sessions)
          : rateOf(converted.size, this.customers.size),
      aov: revenue
        .list()
        .map(({ currency, minor }) =>
          moneyOf(Math.round(minor / (ordersIn.get(currency) ?? 1)), currency),
        ),
      new_customers: fresh,
      returning_customers: this.customers.size - fresh,
    };
  }
}
