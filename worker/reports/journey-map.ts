import { EVENT, type Properties } from '../../schema/index.ts';
import { namedOrder } from '../stitch/orders.ts';
import type { People } from '../history/people.ts';
import { PersonSet } from '../history/person-lists.ts';
import { NOT_SET, onItsOwn, type Item, type OrderFact, type Session } from '../history/item.ts';
import { pathOf } from './facets.ts';
import { matcherOf, type Matcher } from './filter.ts';
import { SAME_SIGNAL, SIGNALS, type Signal } from './friction-query.ts';
import { goalTest, type GoalTest } from './goals.ts';
import { MapColumn, type Happening } from './journey-map-column.ts';
import { UntoldOrders } from './journey-map-orders.ts';
import type { JourneyMap, JourneyMapPick, JourneyMapQuery } from './journey-map-query.ts';
import { contactChannel, isContact, kindOf, textOf } from './kinds.ts';
import { quantilesOf } from './quantiles.ts';
import { rateOf } from './rate.ts';
import { SearchReader, TERM_LENGTH } from './search-reader.ts';
import { mayTellSentiment, signsOf } from './sentiment.ts';
import { otherConversions, type SiteRules } from './site-rules.ts';
import type { StageTimes } from './stage-times.ts';
import type { StageName, Stages } from './stages-query.ts';

export interface JourneyMapOptions {
  /** Up to when the data is known. */
  dataUntil: number;
  stages: StageTimes;
  rules: SiteRules;
  /** Those of the range are looked at; others may be among them. */
  orders: readonly OrderFact[];
  people: Pick<People, 'numberOf' | 'nameOf'>;
  /** Whose people are asked for, beside the figures. */
  opened?: JourneyMapPick;
}

/** A conversion of a journey, by its own time, with the time since the journey opened. */
export interface MapConversion {
  customer: string;
  at: number;
  /** Milliseconds. */
  took: number;
}

/** What a name of an event tells of it. */
interface NameFacts {
  list: 'pages' | 'actions' | 'friction' | undefined;
  signal: Signal | undefined;
  converts: boolean;
  mayFeel: boolean;
  /** Subjects of such events are questions. */
  asks: boolean;
}

/** The columns of a journey map, folded over the history of a range. */
export class JourneyMapFold {
  readonly #query: JourneyMapQuery;
  readonly #until: number;
  readonly #options: JourneyMapOptions;
  readonly #filter: Matcher | undefined;
  readonly #columns = new Map<StageName, MapColumn>();
  readonly #names = new Map<string, NameFacts>();
  readonly #conversions: ReadonlySet<string>;
  readonly #goals: GoalTest | undefined;
  readonly #searches = new SearchReader({ conversions: new Set(), goals: [] });
  readonly #converted = new PersonSet();
  readonly #active = new PersonSet();
  readonly #took: number[] = [];
  readonly #untold: UntoldOrders;
  /** Touches with a purchase: one that is known late must not count its own once more. */
  readonly #bought = new Map<MapColumn, Set<number>>();
  #touches = 0;
  #sessions = 0;
  #cookieless = 0;
  #contacts = 0;

  constructor(query: JourneyMapQuery, options: JourneyMapOptions) {
    this.#query = query;
    this.#until = Math.min(query.range.to, options.dataUntil + 1);
    this.#options = options;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#conversions = new Set(otherConversions(options.rules));
    this.#goals = goalTest(options.rules.goals);
    this.#untold = new UntoldOrders(options.people);
    for (const order of options.orders) if (this.#holds(order.at)) this.#untold.add(order);
  }

  /** Who converted in the range, to look into their journeys. */
  get converted(): string[] {
    return [...this.#converted].map((person) => this.#options.people.nameOf(person));
  }

  step(item: Item): void {
    if (item.kind === 'session') this.#visit(item);
    else if (this.#holds(item.event.at)) this.#contact(item.event.name, onItsOwn(item));
  }

  /** An order of the range, where orders convert. */
  order({ customer, at }: Pick<OrderFact, 'customer' | 'at'>): void {
    if (!this.#holds(at)) return;
    if (this.#options.rules.conversions.has(EVENT.purchase))
      this.#convert(this.#options.people.numberOf(customer), at);
  }

  /** All conversions of the journeys of those who converted; without them nobody knows which were quick. */
  hurry(conversions: readonly MapConversion[]): void {
    const inRange = conversions.filter(({ at }) => this.#holds(at));
    this.#took.push(...inRange.map(({ took }) => took));
    const median = (quantilesOf(this.#took).p50 ?? 0) * 1_000;
    for (const { customer, at, took } of inRange) {
      if (took < median / 2) {
        const person = this.#options.people.numberOf(customer);
        this.#columnOf(person, at)?.succeed('quick_success', { person, touch: -1 });
      }
    }
  }

  result({ people, stages, flow }: Stages, knowsQuick: boolean): JourneyMap {
    const { limit } = this.#query;
    const columns = [...this.#columns.values()];
    for (const { column, happening } of this.#untold.rest()) {
      this.#buy(column, happening);
    }
    return {
      people,
      active: this.#active.size,
      sessions: this.#sessions,
      contacts: this.#contacts,
      cookieless: rateOf(this.#cookieless, this.#cookieless + this.#sessions),
      conversions: columns.reduce((sum, { conversions }) => sum + conversions, 0),
      time_to_convert: quantilesOf(this.#took),
      stages: stages.map((figures) =>
        this.#column(figures.stage).result(figures, { limit, knowsQuick }),
      ),
      flow,
    };
  }

  /** The customers behind a number. */
  peopleOf(pick: JourneyMapPick): string[] {
    const people = this.#column(pick.stage).peopleOf(pick, this.#query.limit);
    return [...people].map((person) => this.#options.people.nameOf(person)).sort();
  }

  #visit(session: Session): void {
    const isOfRange = this.#holds(session.start);
    if (session.marks.cookieless) {
      if (isOfRange && (this.#filter?.(session) ?? true)) this.#cookieless++;
      return;
    }
    const { person, names, times } = session;
    if (!this.#options.stages.has(person)) return;
    if (isOfRange) this.#sessions++;
    const happening = { person, touch: isOfRange ? this.#touches++ : -1 };
    const seen = new Set<MapColumn>();
    let asks = false;
    for (let i = 0; i < names.length; i++) {
      const at = times[i] ?? 0;
      if (!this.#holds(at)) continue;
      const column = this.#columnOf(person, at);
      if (column === undefined) continue;
      if (!seen.has(column)) {
        seen.add(column);
        this.#enter(column, happening);
        if (isOfRange) column.sessions++;
        column.add('channels', session.channel, happening);
      }
      asks ||= kindOf(names[i] ?? '') === 'search';
      this.#event(column, session, i, happening);
    }
    if (asks) this.#search(session, happening);
  }

  /** What is told of a user without a visitor: a contact, or what a server tells of an order. */
  #contact(name: string, alone: Session): void {
    const { person, start } = alone;
    const column = this.#columnOf(person, start);
    if (column === undefined) return;
    const happening = { person, touch: this.#touches++ };
    this.#enter(column, happening);
    if (isContact(name)) {
      this.#contacts++;
      column.contacts++;
      column.add('contacts', contactChannel(name), happening);
    }
    this.#event(column, alone, 0, happening);
  }

  #event(column: MapColumn, session: Session, index: number, happening: Happening): void {
    const name = session.names[index] ?? '';
    const facts = this.#factsOf(name);
    column.events++;
    if (facts.list === 'pages') {
      column.add('pages', pathOf(session.page(index) ?? NOT_SET), happening);
    } else if (name === EVENT.purchase) {
      this.#purchase(column, session, index, happening);
    } else if (facts.list !== undefined) {
      column.add(facts.list, facts.signal ?? name, happening);
    }
    const converts = facts.converts || (this.#goals?.(session, index) ?? false);
    if (converts) this.#convert(session.person, session.times[index] ?? 0);
    if (!facts.mayFeel && !facts.asks) return;
    const props = session.props(index) ?? {};
    for (const sign of signsOf({ name, props })) column.feel(sign, happening);
    const subject = facts.asks ? subjectIn(props) : undefined;
    if (subject !== undefined) column.add('questions', `support ${subject}`, happening);
  }

  /** An action where it is an order: whoever tells of that once more has done nothing. */
  #purchase(column: MapColumn, session: Session, index: number, happening: Happening): void {
    const [order, at = 0] = [namedOrder(session.props(index)), session.times[index]];
    // One without an id is an order of its own.
    if (order === undefined || this.#untold.tell({ order, at, column, happening })) {
      this.#buy(column, happening);
    }
  }

  #buy(column: MapColumn, { person, touch }: Happening): void {
    const touches = this.#bought.get(column) ?? new Set();
    this.#bought.set(column, touches);
    column.add('actions', EVENT.purchase, { person, touch: touches.has(touch) ? -1 : touch });
    touches.add(touch);
  }

  #search(session: Session, happening: Happening): void {
    for (const { at, term } of this.#searches.searchesOf(session)) {
      if (!this.#holds(at)) continue;
      this.#columnOf(session.person, at)?.add('questions', `search ${term}`, happening);
    }
  }

  #enter(column: MapColumn, { person }: Happening): void {
    column.active.add(person);
    this.#active.add(person);
  }

  #convert(person: number, at: number): void {
    const column = this.#columnOf(person, at);
    if (column === undefined) return;
    this.#converted.add(person);
    column.succeed('conversion', { person, touch: -1 });
  }

  #holds(at: number): boolean {
    return at >= this.#query.range.from && at < this.#until;
  }

  #columnOf(person: number, at: number): MapColumn | undefined {
    const stage = this.#options.stages.of(person, at);
    return stage && this.#column(stage);
  }

  #column(stage: StageName): MapColumn {
    let column = this.#columns.get(stage);
    if (column === undefined) {
      const { opened } = this.#options;
      column = new MapColumn(opened?.stage === stage ? opened.of : undefined);
      this.#columns.set(stage, column);
    }
    return column;
  }

  #factsOf(name: string): NameFacts {
    let facts = this.#names.get(name);
    if (facts === undefined) {
      const kind = kindOf(name);
      const signal = SAME_SIGNAL[name] ?? SIGNALS.find((one) => one === name);
      const list = kind === 'page' ? 'pages' : kind === 'engagement' ? undefined : 'actions';
      facts = {
        list: signal === undefined ? list : 'friction',
        signal,
        converts: this.#conversions.has(name),
        mayFeel: mayTellSentiment(name),
        asks: kind === 'support' || kind === 'chat' || kind === 'call',
      };
      this.#names.set(name, facts);
    }
    return facts;
  }
}

/** What somebody turned to the business about. */
function subjectIn(props: Properties): string | undefined {
  const text = textOf(props['subject'] ?? props['topic']);
  return text?.replaceAll(/\s+/g, ' ').slice(0, TERM_LENGTH).trim();
}
