import { deepest, type Depth } from '../history/index.ts';
import {
  onItsOwn,
  type Item,
  type OrderFact,
  type Session,
  type Touchpoint,
} from '../history/item.ts';
import { journeysOf, type Conversion } from './attribution-journeys.ts';
import type { Attribution, AttributionPick, AttributionQuery } from './attribution-query.ts';
import { AttributionRows } from './attribution-rows.ts';
import { Touches } from './attribution-touches.ts';
import { ConversionTest } from './conversion-test.ts';
import { durationOf } from './duration.ts';
import { facetDepth, facetOf } from './facets.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { stepDepth } from './funnel-steps.ts';
import { contactChannel, isContact } from './kinds.ts';
import type { Range } from './query.ts';
import { worthOf, type SiteRules } from './site-rules.ts';
import { TooMuch } from './too-much.ts';

const NO_ORDERS: readonly OrderFact[] = [];

/** The channel that is no reason to come. */
const DIRECT = 'Direct';

/** More than this do not fit into the memory of an isolate, which takes in what happens as well. */
const MOST_CONVERSIONS = 100_000;

export interface AttributionOptions {
  /** Up to when the data is known. */
  dataUntil: number;
  rules: Pick<SiteRules, 'silence' | 'currency'>;
  /** Purchased in the part of history that is read. */
  orders: readonly OrderFact[];
  /** Of a customer or a visitor (people.ts). */
  numberOf: (id: string) => number;
}

/** Conversions and what led to them (definitions.md 8, 9 and 14), folded over history. */
export class AttributionFold {
  readonly #query: AttributionQuery;
  readonly #options: AttributionOptions;
  readonly #filter: Matcher | undefined;
  readonly #converts: ConversionTest;
  readonly #touches = new Touches();
  readonly #conversions: Conversion[] = [];
  /** Orders by the number of their visitor, in order of time. */
  readonly #orders: Map<number, OrderFact[]>;
  /** Where orders were made that a session holds, by id. */
  readonly #made = new Map<string, { own: number; fits: boolean }>();
  /** Orders that convert by an event of theirs, where not all do: any copy may tell. */
  readonly #told = new Set<string>();
  #rows: AttributionRows | undefined;

  constructor(query: AttributionQuery, options: AttributionOptions) {
    this.#query = query;
    this.#options = options;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#converts = new ConversionTest(query.conversion);
    const inTime = options.orders.toSorted((a, b) => a.at - b.at);
    this.#orders = Map.groupBy(inTime, ({ visitor }) => options.numberOf(visitor));
  }

  step(item: Item): void {
    if (item.kind === 'touchpoint') this.#stepContact(item);
    else this.#stepSession(item);
  }

  /** The report, a piece at a time. */
  *results(): Generator<undefined, Attribution> {
    this.#countOrders();
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
    // Nobody's visits lead to what is done in them, and are no journey that led to nothing.
    const isJourney = fits && !session.marks.cookieless;
    const own = this.#touches.add({ person, at: start, key, isDirect, fits: isJourney });
    for (const { id } of this.#ordersIn(session)) this.#made.set(id, { own, fits });
    this.#converts.visitOrders(session, (id) => this.#told.add(id));
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
    this.#converts.visitOrders(contact, (id) => this.#told.add(id));
    if (isConversion || !isContact(event.name)) return;
    const { by } = this.#query.touch;
    const text = by === 'channel' ? contactChannel(event.name) : facetOf(contact, by);
    const key = this.#touches.keyOf(text);
    this.#touches.add({ person, at: event.at, key, isDirect: false, fits });
  }

  /** Orders made within the session. */
  #ordersIn({ visitorNumber, start, end }: Session): readonly OrderFact[] {
    const orders = this.#orders.get(visitorNumber);
    if (orders === undefined) return NO_ORDERS;
    const first = placeOf(orders, start);
    let last = first;
    while ((orders[last]?.at ?? Infinity) <= end) last++;
    return orders.slice(first, last);
  }

  /** Each order once, whichever way its copies came. One that no session holds is in no filter. */
  #countOrders(): void {
    for (const { id, customer, at, currency, value, cookieless } of this.#options.orders) {
      if (!this.#converts.allOrders && !this.#told.has(id)) continue;
      const made = this.#made.get(id);
      if (made === undefined && this.#filter) continue;
      const person = this.#options.numberOf(customer);
      const worth = currency === '' ? {} : { worth: { currency, minor: value } };
      const { own, fits } = made ?? { own: -1, fits: true };
      const whose = { person, customer, ...(cookieless && { cookieless }) };
      this.#add({ ...whose, at, id, ...worth, own, fits });
    }
  }

  #event(
    session: Session,
    { at, index, own, fits }: { at: number; index: number; own: number; fits: boolean },
  ): void {
    // Of orders no more is read either.
    if (at >= this.#query.range.to) return;
    const { person, customer, marks } = session;
    const whose = { person, customer, ...(marks.cookieless && { cookieless: true }) };
    const props = session.props(index);
    const worth = worthOf({ ...(props && { props }) }, this.#options.rules.currency);
    this.#add({ ...whose, at, id: '', ...(worth && { worth }), own, fits });
  }

  #add(conversion: Conversion): void {
    if (this.#conversions.push(conversion) > MOST_CONVERSIONS) {
      throw new TooMuch(
        `Over ${MOST_CONVERSIONS} conversions: ask for a shorter range, or for what happens less often.`,
      );
    }
  }
}

/** Position of the first order at a time or later, by halving. */
function placeOf(orders: readonly OrderFact[], at: number): number {
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((orders[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
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
): Range & { depth: Depth; orders: boolean } {
  const { conversion, filter, touch, range } = query;
  const { lookback, silence } = reachOf(query, rules);
  const converts = new ConversionTest(conversion);
  const depth = deepest(
    facetDepth(touch.by),
    stepDepth(conversion),
    converts.readsEvents ? 'whole' : 'names',
    filterDepth(filter),
  );
  const from = Math.max(0, range.from - lookback - silence);
  return { from, to: range.to, depth, orders: converts.hasOrders };
}
