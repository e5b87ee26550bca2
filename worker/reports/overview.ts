import { EVENT } from '../../schema/index.ts';
import { deepest, type Depth } from '../history/index.ts';
import {
  buyerOf,
  NOT_SET,
  onItsOwn,
  ownerOf,
  type Item,
  type OrderFact,
  type Session,
} from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import type { Overview, OverviewFigures } from './answers.ts';
import { dayAt, daysOf, type Day } from './days.ts';
import { facetDepth, facetOf, OTHER } from './facets.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { goalsDepth, goalTest, type GoalTest } from './goals.ts';
import { Counts } from './overview-counts.ts';
import type { OverviewPick } from './overview-pick.ts';
import type { OverviewQuery, Range } from './query.ts';
import { rateOf } from './rate.ts';
import { DEFAULT_RULES, otherConversions, type SiteRules } from './site-rules.ts';

/** A session longer than this is engaged (definitions.md 1). */
const ENGAGED_MS = 10_000;

/** Longer series than this begin at the first day that has something. */
const SERIES_DAYS = 400;

export interface OverviewOptions {
  timeZone: string;
  /** Up to when the data is known: the series goes no further. */
  dataUntil: number;
  /** Purchased orders of the range. */
  orders: readonly OrderFact[];
  rules?: SiteRules;
  /** What sessions are told apart by, where that is no facet: see `parts`. */
  keyOf?: (session: Session) => string;
  /** Without a series there is no count of each day to be kept. */
  isDaily?: boolean;
}

/** Bits of what a session is searched for. */
const [KEY_EVENT, CONVERSION] = [1, 2];

/** The overview of definitions.md 14, folded over history. */
export class OverviewFold {
  readonly #query: OverviewQuery;
  readonly #range: Range;
  readonly #days: Day[];
  readonly #filter: Matcher | undefined;
  /** Orders that no session has shown yet, by visitor. */
  readonly #orders = new Map<string, OrderFact[]>();
  readonly #whole = new Counts();
  readonly #daily = new Map<number, Counts>();
  readonly #rows = new Map<string, Counts>();
  readonly #firstAt = new Map<string, number>();
  #places: readonly Counts[] = [];
  readonly #keyOf: ((session: Session) => string) | undefined;
  readonly #isDaily: boolean;
  /** Conversions: those that convert by themselves carry both bits, an order converts by its fact. */
  readonly #wanted: NameBits;
  readonly #ordersConvert: boolean;
  readonly #eventsConvert: boolean;
  readonly #goals: GoalTest | undefined;

  constructor(query: OverviewQuery, options: OverviewOptions) {
    const { rules = DEFAULT_RULES } = options;
    const others = otherConversions(rules);
    this.#ordersConvert = rules.conversions.has(EVENT.purchase);
    this.#goals = goalTest(rules.goals);
    this.#eventsConvert = others.length > 0 || this.#goals !== undefined;
    this.#wanted = new NameBits(
      new Map([
        [EVENT.purchase, this.#ordersConvert ? KEY_EVENT : 0],
        ...others.map((name) => [name, KEY_EVENT | CONVERSION] as const),
      ]),
    );
    this.#query = query;
    const { breakdown } = query;
    this.#keyOf = options.keyOf ?? (breakdown && ((session) => facetOf(session, breakdown.by)));
    this.#isDaily = options.isDaily ?? true;
    this.#range = query.range;
    this.#days = daysOf(
      { from: query.range.from, to: Math.min(query.range.to, options.dataUntil + 1) },
      options.timeZone,
    );
    this.#filter = query.filter && matcherOf(query.filter);
    for (const order of options.orders) {
      const others = this.#orders.get(order.visitor);
      if (others === undefined) this.#orders.set(order.visitor, [order]);
      else others.push(order);
    }
  }

  /** Everybody counted so far, to find out who was seen before. */
  get customers(): ReadonlySet<string> {
    return this.#whole.customers;
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const orders = item.kind === 'session' ? this.#takeOrders(item) : [];
    if (this.#filter && !this.#filter(session)) return;
    const row = this.#rowOf(session);
    this.#countEvents(session, row, item.kind === 'session');
    if (item.kind === 'session' && this.#holds(session.start)) this.#countSession(session, row);
    for (const order of orders) this.#countOrder(order, row, session.start);
    if (this.#eventsConvert) this.#countConversions(session, row, item.kind === 'session');
  }

  /** `seenBefore` holds those of `customers` who were seen before the range. */
  result(seenBefore: ReadonlySet<string>): Overview {
    if (!this.#filter) {
      const rest = [...this.#orders.values()].flat();
      for (const order of rest) this.#countOrder(order, this.#rowNamed(NOT_SET), undefined);
    }
    this.#orders.clear();
    const unit = this.#query.unit ?? 'customer';
    const isNew = (customer: string): boolean => !seenBefore.has(customer);
    const overview: Overview = {
      ...this.#whole.figures(unit, isNew),
      series: this.#series(unit, isNew),
      cookieless: rateOf(this.#whole.cookieless, this.#whole.sessions),
    };
    if (this.#query.breakdown) {
      overview.rows = this.#topRows(this.#query.breakdown.limit).map(([key, counts]) => ({
        key,
        ...counts.figures(unit, isNew),
      }));
    }
    return overview;
  }

  /** What was counted of each key, after `result`. */
  get parts(): ReadonlyMap<string, Counts> {
    return this.#rows;
  }

  /** Who a number of the result is about. */
  people(pick: OverviewPick, seenBefore: ReadonlySet<string>): string[] {
    const isNew = (customer: string): boolean => !seenBefore.has(customer);
    if ('day' in pick) {
      const day = this.#days.findIndex((one) => one.day === pick.day);
      return this.#daily.get(day)?.people('customers', isNew) ?? [];
    }
    const { figure, key } = pick;
    if (key === undefined) return this.#whole.people(figure, isNew);
    const rows = this.#topRows(this.#query.breakdown?.limit ?? 0);
    const row = rows.find(([name]) => name === key);
    return row?.[1].people(figure, isNew) ?? [];
  }

  #holds(at: number): boolean {
    return at >= this.#range.from && at < this.#range.to;
  }

  /** Orders made within the session: each once, whichever way its copies came. */
  #takeOrders(session: Session): OrderFact[] {
    const waiting = this.#orders.get(session.visitor);
    if (waiting === undefined) return [];
    const within = (order: OrderFact): boolean =>
      order.at >= session.start && order.at <= session.end;
    const taken = waiting.filter(within);
    if (taken.length > 0) {
      this.#orders.set(
        session.visitor,
        waiting.filter((order) => !within(order)),
      );
    }
    return taken;
  }

  #countEvents(session: Session, row: Counts | undefined, visited: boolean): void {
    const day = this.#days[dayAt(this.#days, session.start)];
    if (day && this.#holds(session.start) && session.end < Math.min(day.to, this.#range.to)) {
      this.#meet(session, session.start, row, visited);
      for (const counts of this.#places) {
        counts.events += session.size;
        counts.views += session.views;
      }
    } else {
      this.#countOneByOne(session, row, visited);
    }
  }

  /** Each event belongs to its own day, and may be before or after the range. */
  #countOneByOne(session: Session, row: Counts | undefined, visited: boolean): void {
    let end = -Infinity;
    session.times.forEach((at, i) => {
      if (!this.#holds(at)) return;
      if (at >= end) {
        end = this.#days[dayAt(this.#days, at)]?.to ?? Infinity;
        this.#meet(session, at, row, visited);
      }
      for (const counts of this.#places) {
        counts.events++;
        if (session.names[i] === EVENT.pageView) counts.views++;
      }
    });
  }

  /** Somebody is there on a day: what happens next is counted in `#places`. */
  #meet(session: Session, at: number, row: Counts | undefined, visited: boolean): void {
    const customer = ownerOf(session);
    this.#places = this.#placesOf(at, row);
    for (const counts of this.#places) {
      if (customer !== undefined) counts.customers.add(customer);
      if (visited) counts.visitors.add(session.visitor);
    }
    if (customer !== undefined && at < (this.#firstAt.get(customer) ?? Infinity))
      this.#firstAt.set(customer, at);
  }

  #countSession(session: Session, row: Counts | undefined): void {
    const engaged = this.#isEngaged(session);
    for (const counts of this.#placesOf(session.start, row)) {
      counts.sessions++;
      if (engaged) counts.engaged++;
      if (session.marks.cookieless) counts.cookieless++;
    }
  }

  #countOrder(order: OrderFact, row: Counts | undefined, session: number | undefined): void {
    for (const counts of this.#placesOf(order.at, row)) {
      counts.addOrder(order);
      if (this.#ordersConvert) {
        counts.convert({ customer: buyerOf(order), visitor: order.visitor }, session);
      }
    }
  }

  /** Conversions that are no orders, each at its own time. */
  #countConversions(session: Session, row: Counts | undefined, visited: boolean): void {
    const start = visited ? session.start : undefined;
    const who = { customer: ownerOf(session), visitor: session.visitor };
    const convert = (at: number): void => {
      if (!this.#holds(at)) return;
      for (const counts of this.#placesOf(at, row)) counts.convert(who, start);
    };
    session.scan(this.#wanted, (at, bits) => {
      if ((bits & CONVERSION) !== 0) convert(at);
    });
    for (const index of this.#goalsIn(session)) convert(session.times[index] ?? 0);
  }

  /** Positions of the events that convert by a goal, and not by their name already. */
  #goalsIn(session: Session): number[] {
    const meets = this.#goals;
    if (meets === undefined) return [];
    return session.names.flatMap((name, i) =>
      (this.#wanted.of(name) & CONVERSION) === 0 && meets(session, i) ? [i] : [],
    );
  }

  /** Engaged: longer than 10 s, two page views, or a conversion (definitions.md 1). */
  #isEngaged(session: Session): boolean {
    const { start, end, views } = session;
    if (end - start > ENGAGED_MS || views > 1) return true;
    // Last: names must be looked through.
    let hasKeyEvent = false;
    session.scan(this.#wanted, () => (hasKeyEvent = true));
    return hasKeyEvent || this.#goalsIn(session).length > 0;
  }

  /** The whole, the day and the row, each to be added to. */
  #placesOf(at: number, row: Counts | undefined): Counts[] {
    const places = [this.#whole];
    const day = this.#isDaily ? dayAt(this.#days, at) : -1;
    if (day >= 0) {
      let counts = this.#daily.get(day);
      if (counts === undefined) this.#daily.set(day, (counts = new Counts()));
      places.push(counts);
    }
    if (row !== undefined) places.push(row);
    return places;
  }

  #rowOf(session: Session): Counts | undefined {
    return this.#keyOf && this.#rowNamed(this.#keyOf(session));
  }

  #rowNamed(key: string): Counts | undefined {
    if (!this.#keyOf) return undefined;
    let counts = this.#rows.get(key);
    if (counts === undefined) this.#rows.set(key, (counts = new Counts()));
    return counts;
  }

  /** Rows by sessions, the rest as `(other)`. */
  #topRows(limit: number): [string, Counts][] {
    const rows = [...this.#rows].filter(([, { events, orders }]) => events + orders > 0);
    rows.sort(([a, x], [b, y]) => y.sessions - x.sessions || (a < b ? -1 : 1));
    const rest = rows.splice(limit);
    if (rest.length === 0) return rows;
    const other = new Counts();
    for (const [, counts] of rest) other.merge(counts);
    return [...rows, [OTHER, other]];
  }

  #series(unit: 'customer' | 'session', isNew: (customer: string) => boolean): Overview['series'] {
    if (!this.#isDaily) return [];
    const first = this.#days.length > SERIES_DAYS ? Math.min(...this.#daily.keys()) : 0;
    return this.#days.slice(first).map(({ day, from, to }, i) => {
      const counts = this.#daily.get(first + i) ?? new Counts();
      // New on the one day of the range that saw them first.
      const isNewToday = (customer: string): boolean => {
        const at = this.#firstAt.get(customer) ?? to;
        return isNew(customer) && at >= from && at < to;
      };
      const figures: OverviewFigures = counts.figures(unit, isNewToday);
      return { day, at: new Date(from).toISOString(), ...figures };
    });
  }
}

export function overviewDepth({ filter, breakdown }: OverviewQuery, { goals }: SiteRules): Depth {
  const facet = breakdown === undefined ? 'names' : facetDepth(breakdown.by);
  return deepest(goalsDepth(goals), filterDepth(filter), facet);
}
