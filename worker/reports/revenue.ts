import { deepest, type Depth } from '../history/index.ts';
import {
  buyerOf,
  NO_VISITOR,
  NOT_SET,
  type Item,
  type OrderFact,
  type Session,
} from '../history/item.ts';
import type { Refund } from '../history/refunds.ts';
import { ORDER, orderIdOf } from '../stitch/orders.ts';
import { dayAt } from './days.ts';
import { facetDepth, facetOf, OTHER } from './facets.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { periodsOf, type Period } from './periods.ts';
import type { Facet } from './query.ts';
import { itemShares, spread, type Share } from './revenue-items.ts';
import type { Revenue, RevenuePick, RevenueQuery, RevenueRow } from './revenue-query.ts';
import { RevenueSums } from './revenue-sums.ts';

export interface RevenueOptions {
  timeZone: string;
  /** The site's: rows are ranked by it. */
  currency: string;
  /** Up to when the data is known: the series goes no further. */
  dataUntil: number;
  /** Purchased in the range. */
  orders: readonly OrderFact[];
  /** Paid back in the range. */
  refunds: readonly Refund[];
  /** Of a visitor (people.ts). */
  numberOf: (visitor: string) => number;
}

const NO_ORDERS: readonly OrderFact[] = [];

/** Longer series than this begin with the first period that has something. */
const MANY = 400;

/** The revenue of definitions.md 14, folded over history, which tells where orders were made. */
export class RevenueFold {
  readonly #query: RevenueQuery;
  readonly #options: RevenueOptions;
  readonly #filter: Matcher | undefined;
  readonly #periods: Period[];
  /** Orders that no session has shown yet, by the number of their visitor. */
  readonly #waiting: Map<number, OrderFact[]>;
  readonly #inRange: ReadonlySet<string>;
  readonly #refunds: Map<string, Refund[]>;
  readonly #whole = new RevenueSums();
  readonly #series: RevenueSums[];
  readonly #rows = new Map<string, RevenueSums>();

  constructor(query: RevenueQuery, options: RevenueOptions) {
    this.#query = query;
    this.#options = options;
    this.#filter = query.filter && matcherOf(query.filter);
    const { from, to } = query.range;
    this.#periods = periodsOf(
      { from, to: Math.min(to, options.dataUntil + 1) },
      { unit: query.period, timeZone: options.timeZone },
    );
    this.#series = this.#periods.map(() => new RevenueSums());
    this.#inRange = new Set(options.orders.map(({ id }) => id));
    this.#refunds = Map.groupBy(options.refunds, ({ order }) => order.id);
    const refunded = options.refunds.map(({ order }) => order);
    const all = new Map([...refunded, ...options.orders].map((order) => [order.id, order]));
    this.#waiting = Map.groupBy(all.values(), ({ visitor }) =>
      visitor === '' ? NO_VISITOR : options.numberOf(visitor),
    );
  }

  step(item: Item): void {
    if (item.kind === 'touchpoint') {
      // Without a session an order is in no filter, but its items are known.
      if (!this.#filter && asksItems(this.#query)) this.#stepContact(item.event);
      return;
    }
    const orders = this.#take(item.visitorNumber, ({ at }) => at >= item.start && at <= item.end);
    if (orders.length === 0 || (this.#filter && !this.#filter(item))) return;
    for (const order of orders) this.#count(order, this.#sharesOf(order, item));
  }

  result(): Revenue {
    if (!this.#filter) {
      for (const order of [...this.#waiting.values()].flat()) {
        this.#count(order, this.#sharesOf(order, undefined));
      }
    }
    this.#waiting.clear();
    const revenue: Revenue = { ...this.#whole.figures(), series: this.#seriesShown() };
    if (this.#query.breakdown) {
      revenue.rows = this.#topRows(this.#query.breakdown.limit).map(([key, sums]): RevenueRow => {
        const quantity = asksItems(this.#query) ? { quantity: sums.quantity } : {};
        return { key, ...sums.figures(), ...quantity };
      });
    }
    return revenue;
  }

  /** The customers behind a number; after `result`. */
  peopleOf(pick: RevenuePick): string[] {
    if ('of' in pick) return [...this.#whole.customers].sort();
    if ('day' in pick) {
      const position = this.#periods.findIndex(({ day }) => day === pick.day);
      return [...(this.#series[position]?.customers ?? [])].sort();
    }
    const rows = new Map(this.#topRows(this.#query.breakdown?.limit ?? 0));
    return [...(rows.get(pick.key)?.customers ?? [])].sort();
  }

  #stepContact(event: Parameters<typeof orderIdOf>[0]): void {
    const id = orderIdOf(event);
    const [order] = id === undefined ? [] : this.#take(NO_VISITOR, (one) => one.id === id);
    const member = this.#member();
    if (order) this.#count(order, itemShares(order, event, member));
  }

  #take(visitor: number, isWanted: (order: OrderFact) => boolean): readonly OrderFact[] {
    const waiting = this.#waiting.get(visitor);
    if (waiting === undefined) return NO_ORDERS;
    const taken = waiting.filter(isWanted);
    if (taken.length > 0) {
      const left = waiting.filter((order) => !isWanted(order));
      this.#waiting.set(visitor, left);
    }
    return taken;
  }

  #sharesOf(order: OrderFact, session: Session | undefined): Share[] {
    const { breakdown } = this.#query;
    if (!breakdown) return [];
    if (asksItems(this.#query)) {
      const event = session?.events().find((one) => orderIdOf(one) === order.id);
      return itemShares(order, event, this.#member());
    }
    // What is no item is a facet.
    const key = session === undefined ? NOT_SET : facetOf(session, breakdown.by as Facet);
    return [{ key, amount: order.value, quantity: 0 }];
  }

  #member(): string {
    return (this.#query.breakdown?.by ?? '').replace(/^item\./, '');
  }

  #count(order: OrderFact, shares: readonly Share[]): void {
    const { id, currency, at, value } = order;
    const customer = buyerOf(order);
    const isVerified = ((order.flags ?? 0) & ORDER.verified) !== 0;
    if (this.#inRange.has(id)) {
      for (const sums of [this.#whole, this.#seriesAt(at)]) {
        sums?.addOrder(customer, { currency, amount: value }, isVerified);
      }
      for (const { key, amount, quantity } of shares) {
        const row = this.#rowNamed(key);
        row.addOrder(customer, { currency, amount }, isVerified);
        row.quantity += quantity;
      }
    }
    for (const refund of this.#refunds.get(id) ?? []) {
      const { amount } = refund;
      for (const sums of [this.#whole, this.#seriesAt(refund.at)]) {
        sums?.addRefund({ currency, amount });
      }
      const parts = spread(amount, shares);
      shares.forEach(({ key }, i) =>
        this.#rowNamed(key).addRefund({ currency, amount: parts[i] ?? 0 }),
      );
    }
  }

  #seriesAt(at: number): RevenueSums | undefined {
    return this.#series[dayAt(this.#periods, at)];
  }

  #rowNamed(key: string): RevenueSums {
    let row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, (row = new RevenueSums()));
    return row;
  }

  /** Rows by revenue in the site's currency, then orders; the rest as `(other)`. */
  #topRows(limit: number): [string, RevenueSums][] {
    const { currency } = this.#options;
    const rows = [...this.#rows].sort(
      ([a, x], [b, y]) =>
        y.revenueIn(currency) - x.revenueIn(currency) || y.orders - x.orders || (a < b ? -1 : 1),
    );
    const rest = rows.splice(limit);
    if (rest.length === 0) return rows;
    const other = new RevenueSums();
    for (const [, sums] of rest) other.merge(sums);
    return [...rows, [OTHER, other]];
  }

  #seriesShown(): Revenue['series'] {
    const series = this.#periods.map(({ day, from }, i) => ({
      day,
      at: new Date(from).toISOString(),
      ...(this.#series[i] ?? new RevenueSums()).figures(),
    }));
    if (series.length <= MANY) return series;
    const first = this.#series.findIndex((sums) => !sums.isEmpty);
    return first < 0 ? series.slice(-1) : series.slice(first);
  }
}

/** Whether what was bought is broken down, not where. */
export function asksItems({ breakdown }: RevenueQuery): boolean {
  return (
    breakdown !== undefined && (breakdown.by === 'product' || breakdown.by.startsWith('item.'))
  );
}

/** What must be read beside the orders; undefined: nothing. */
export function revenueNeeds(query: RevenueQuery): { depth: Depth } | undefined {
  const { breakdown, filter } = query;
  if (!breakdown && !filter) return undefined;
  const facet = breakdown === undefined ? 'names' : facetDepth(breakdown.by);
  return { depth: deepest(asksItems(query) ? 'whole' : facet, filterDepth(filter)) };
}
