import { deepest, type Depth } from '../history/index.ts';
import {
  buyerOf,
  onItsOwn,
  ownerOf,
  type Item,
  type OrderFact,
  type Session,
} from '../history/item.ts';
import { ConversionTest } from './conversion-test.ts';
import type { ExplainQuery } from './explain-query.ts';
import { Units, type FacetValues } from './explain-units.ts';
import { facetDepth } from './facets.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { stepDepth } from './funnel-steps.ts';
import type { Range } from './query.ts';

export interface SideOptions {
  range: Range;
  /** Purchased in the range. */
  orders: readonly OrderFact[];
  /** Of the site: other orders count and are worth nothing. */
  currency: string;
}

/** No unit: a session that belongs to another range, or that the filter leaves out. */
const [NO_UNIT, LEFT_OUT] = [-1, -2];

/** Who came in a range and what it came to, folded over history; counted as the overview counts. */
export class ExplainSide {
  readonly units: Units;
  otherCurrencies = 0;
  readonly #query: ExplainQuery;
  readonly #options: SideOptions;
  readonly #filter: Matcher | undefined;
  readonly #converts: ConversionTest;
  readonly #byCustomer = new Map<string, number>();
  readonly #orders: Map<string, OrderFact[]>;
  /** Where orders were made that a session holds, by id. */
  readonly #made = new Map<string, number>();
  /** Orders that convert by an event of theirs, where not all do: any copy may tell. */
  readonly #told = new Set<string>();

  constructor(query: ExplainQuery, values: FacetValues, options: SideOptions) {
    this.#query = query;
    this.#options = options;
    this.units = new Units(values);
    this.#filter = query.filter && matcherOf(query.filter);
    this.#converts = new ConversionTest(query.conversion);
    this.#orders = Map.groupBy(options.orders, ({ visitor }) => visitor);
  }

  step(item: Item): void {
    const isVisit = item.kind === 'session';
    const session = isVisit ? item : onItsOwn(item);
    this.#converts.visitOrders(session, (id) => this.#told.add(id));
    const isAsked = this.#filter?.(session) ?? true;
    const unit = isAsked ? this.#unitOf(session, isVisit) : LEFT_OUT;
    if (isVisit) for (const { id } of this.#ordersIn(session)) this.#made.set(id, unit);
    if (unit < 0) return;
    this.#converts.visit(session, (at) => {
      if (this.#holds(at)) this.units.convert(unit, 0);
    });
  }

  /** After the last step: each order once, whichever way its copies came. */
  finish(): void {
    for (const order of this.#options.orders) {
      if (!this.#converts.allOrders && !this.#told.has(order.id)) continue;
      const made = this.#made.get(order.id);
      // One that no session holds is in no filter, and in no session.
      if (made === undefined ? this.#filter : made === LEFT_OUT) continue;
      const customer = buyerOf(order);
      const unit = this.#query.unit === 'session' ? made : customer && this.#customer(customer);
      if (typeof unit !== 'number' || unit < 0) continue;
      const isOwn = order.currency === this.#options.currency;
      if (!isOwn) this.otherCurrencies++;
      this.units.convert(unit, isOwn ? order.value : 0);
    }
  }

  #unitOf(session: Session, isVisit: boolean): number {
    if (this.#query.unit === 'session') {
      if (!isVisit || !this.#holds(session.start)) return NO_UNIT;
      const unit = this.units.add(ownerOf(session));
      this.units.tell(unit, session);
      return unit;
    }
    if (!this.#isThere(session)) return NO_UNIT;
    const unit = this.#customer(session.customer);
    if (isVisit) this.units.tell(unit, session);
    return unit;
  }

  #customer(customer: string): number {
    let unit = this.#byCustomer.get(customer);
    if (unit === undefined) this.#byCustomer.set(customer, (unit = this.units.add(customer)));
    return unit;
  }

  /** Whether anything of it happened in the range. */
  #isThere({ start, end, times }: Session): boolean {
    if (this.#holds(start)) return true;
    return end >= this.#options.range.from && times.some((at) => this.#holds(at));
  }

  #holds(at: number): boolean {
    const { from, to } = this.#options.range;
    return at >= from && at < to;
  }

  #ordersIn({ visitor, start, end }: Session): OrderFact[] {
    const orders = this.#orders.get(visitor) ?? [];
    return orders.filter(({ at }) => at >= start && at <= end);
  }
}

/** How much of history must be read. */
export function explainNeeds(
  { conversion, filter }: ExplainQuery,
  { by }: FacetValues,
): { depth: Depth; orders: boolean } {
  const converts = new ConversionTest(conversion);
  const depth = deepest(
    ...by.map(facetDepth),
    stepDepth(conversion),
    converts.hasOrders && !converts.allOrders ? 'whole' : 'names',
    filterDepth(filter),
  );
  return { depth, orders: converts.hasOrders };
}
