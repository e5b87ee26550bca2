import { EVENT } from '../../schema/index.ts';
import {
  onItsOwn,
  type Item,
  type OrderFact,
  type Session,
  type Touchpoint,
} from '../history/item.ts';
import { orderIdOf } from '../stitch/orders.ts';
import { journeysOf, type Conversion } from './attribution-journeys.ts';
import type { Attribution, AttributionPick, AttributionQuery } from './attribution-query.ts';
import { AttributionRows } from './attribution-rows.ts';
import { Touches } from './attribution-touches.ts';
import { ConversionTest } from './conversion-test.ts';
import { durationOf } from './duration.ts';
import { facetNeeds, facetOf } from './facets.ts';
import { filterNeedsEvents, matcherOf, type Matcher } from './filter.ts';
import { stepNeedsEvents } from './funnel-steps.ts';
import { contactChannel, kindOf } from './kinds.ts';
import type { Range } from './query.ts';
import { worthOf, type SiteRules } from './site-rules.ts';

/** The channel that is no reason to come. */
const DIRECT = 'Direct';

/** What is told of a user and is no contact: what is to be explained, and who they are. */
const NO_CONTACTS: ReadonlySet<string> = new Set(['order', 'refund', 'identity']);

export interface AttributionOptions {
  /** Up to when the data is known. */
  dataUntil: number;
  rules: Pick<SiteRules, 'silence' | 'currency'>;
  /** Purchased in the part of history that is read. */
  orders: readonly OrderFact[];
  personOf: (customer: string) => number;
}

/** Conversions and what led to them (definitions.md 8, 9 and 14), folded over history. */
export class AttributionFold {
  readonly #query: AttributionQuery;
  readonly #options: AttributionOptions;
  readonly #filter: Matcher | undefined;
  readonly #converts: ConversionTest;
  readonly #touches = new Touches();
  readonly #conversions: Conversion[] = [];
  /** Orders that no session has shown yet, by visitor. */
  readonly #waiting: Map<string, OrderFact[]>;
  #rows: AttributionRows | undefined;

  constructor(query: AttributionQuery, options: AttributionOptions) {
    this.#query = query;
    this.#options = options;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#converts = new ConversionTest(query.conversion);
    this.#waiting = Map.groupBy(options.orders, ({ visitor }) => visitor);
  }

  step(item: Item): void {
    if (item.kind === 'touchpoint') this.#stepContact(item);
    else this.#stepSession(item);
  }

  /** The report, a piece at a time. */
  *results(): Generator<undefined, Attribution> {
    // An order that no session shows is in no filter.
    if (this.#converts.allOrders && !this.#filter) {
      for (const order of [...this.#waiting.values()].flat()) this.#order(order, -1, true);
    }
    this.#waiting.clear();
    const { range } = this.#query;
    const journeys = yield* journeysOf(this.#touches, this.#conversions, {
      ...range,
      ...reachOf(this.#query, this.#options.rules),
      until: this.#options.dataUntil + 1,
    });
    this.#rows = new AttributionRows(this.#touches, journeys, this.#query.touch.limit);
    return yield* this.#rows.results(this.#query);
  }

  /** Who converted; after `results`. */
  get customers(): ReadonlySet<string> {
    return this.#rows?.customers ?? new Set();
  }

  /** The customers behind a row; after `results`. */
  peopleOf({ touch }: AttributionPick): string[] {
    return this.#rows?.peopleOf(touch) ?? [];
  }

  #stepSession(session: Session): void {
    const { person, start } = session;
    const fits = this.#filter?.(session) ?? true;
    const isDirect = session.channel === DIRECT;
    const key = this.#touches.keyOf(facetOf(session, this.#query.touch.by));
    const own = this.#touches.add({ person, at: start, key, isDirect, fits });
    for (const order of this.#take(session)) {
      if (this.#converts.isOrder(session, order)) this.#order(order, own, fits);
    }
    this.#converts.visit(session, (at, index) => this.#event(session, { at, index, own, fits }));
  }

  #stepContact(item: Touchpoint): void {
    const { person, event } = item;
    const contact = onItsOwn(item);
    const fits = this.#filter?.(contact) ?? true;
    let isConversion = false;
    this.#converts.visit(contact, (at, index) => {
      isConversion = true;
      this.#event(contact, { at, index, own: -1, fits });
    });
    if (event.name === EVENT.purchase) this.#orderBy(contact, event);
    if (isConversion || NO_CONTACTS.has(kindOf(event.name))) return;
    const { by } = this.#query.touch;
    const text = by === 'channel' ? contactChannel(event.name) : facetOf(contact, by);
    const key = this.#touches.keyOf(text);
    this.#touches.add({ person, at: event.at, key, isDirect: false, fits });
  }

  /** Orders made within the session: each once, whichever way its copies came. */
  #take({ visitor, start, end }: Session): OrderFact[] {
    const waiting = this.#waiting.get(visitor);
    if (waiting === undefined) return [];
    const isWithin = ({ at }: OrderFact): boolean => at >= start && at <= end;
    const taken = waiting.filter(isWithin);
    if (taken.length > 0) {
      this.#waiting.set(
        visitor,
        waiting.filter((order) => !isWithin(order)),
      );
    }
    return taken;
  }

  /** The order that a contact tells of, where not all orders convert. */
  #orderBy(contact: Session, event: Touchpoint['event']): void {
    if (this.#converts.allOrders || this.#filter) return;
    const id = orderIdOf(event);
    const order = this.#waiting.get('')?.find((one) => one.id === id);
    if (order && this.#converts.isOrder(contact, order)) this.#order(order, -1, true);
  }

  #order({ id, customer, at, currency, value }: OrderFact, own: number, fits: boolean): void {
    const person = this.#options.personOf(customer);
    const worth = currency === '' ? {} : { worth: { currency, minor: value } };
    this.#conversions.push({ person, customer, at, id, ...worth, own, fits });
  }

  #event(
    session: Session,
    { at, index, own, fits }: { at: number; index: number; own: number; fits: boolean },
  ): void {
    // Of orders no more is read either.
    if (at >= this.#query.range.to) return;
    const { person, customer } = session;
    const props = session.props(index);
    const worth = worthOf({ ...(props && { props }) }, this.#options.rules.currency);
    this.#conversions.push({ person, customer, at, id: '', ...(worth && { worth }), own, fits });
  }
}

/** How long before a conversion a touch counts, and after how much silence a journey is over. */
function reachOf(
  { lookback: text }: Pick<AttributionQuery, 'lookback'>,
  { silence }: Pick<SiteRules, 'silence'>,
): { lookback: number; silence: number } {
  const lookback = durationOf(text) ?? 0;
  return { lookback, silence: Math.min(lookback, silence) };
}

/** What must be read: from before the range, as journeys that ended in it began there. */
export function attributionNeeds(
  query: AttributionQuery,
  rules: Pick<SiteRules, 'silence'>,
): Range & { events: boolean; pages: boolean; orders: boolean } {
  const { conversion, filter, touch, range } = query;
  const { lookback, silence } = reachOf(query, rules);
  const converts = new ConversionTest(conversion);
  const facet = facetNeeds(touch.by);
  const events =
    facet.events ||
    stepNeedsEvents(conversion) ||
    converts.readsEvents ||
    (filter !== undefined && filterNeedsEvents(filter));
  const from = Math.max(0, range.from - lookback - silence);
  return { from, to: range.to, events, pages: facet.pages, orders: converts.hasOrders };
}
