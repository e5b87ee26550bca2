import { EVENT } from '../../schema/index.ts';
import { startOf, type Item, type OrderFact } from '../history/item.ts';
import type { Life } from '../history/lives.ts';
import { journeyId, sessionId } from '../history/session-id.ts';
import type { Event } from '../stitch/event.ts';
import { compareEvents } from '../stitch/order.ts';
import { orderIdOf } from '../stitch/orders.ts';
import type { Journey, Stage } from './answers.ts';
import { goalTest, meetsGoal, type GoalTest } from './goals.ts';
import { contactChannel } from './kinds.ts';
import { moneyOf } from './money.ts';
import { DEFAULT_RULES, worthOf, type SiteRules } from './site-rules.ts';
import { StageFacts } from './stages.ts';

/** One event of a customer, with where it stands in the customer's life. */
export interface Moment {
  at: number;
  event: Event;
  item: Item;
  stage: Stage['name'];
  journey: Draft;
  /** A purchase whose order was told before, or is somebody else's: it is no order more. */
  isRetold: boolean;
}

/** A journey while it is told. */
export interface Draft {
  openedAt: number;
  /** Which of those that opened in this millisecond, from 0. */
  nth: number;
  lastAt: number;
  items: Set<Item>;
  conversion?: Conversion;
  lapsedAt?: number;
  stage: Stage['name'];
}

/** What closed a journey. */
interface Conversion {
  at: number;
  /** Name of the event. */
  name: string;
  order?: string;
  worth?: { currency: string; minor: number };
}

export interface Story {
  customer: string;
  moments: Moment[];
  journeys: Draft[];
  facts: StageFacts;
}

/** An event or an order, in the one order of a timeline. */
interface Beat {
  at: number;
  event?: Event;
  order?: OrderFact;
  item?: Item;
}

/**
 * What happened to one customer, told in order of time across devices and channels: stage and journey
 * of each event (definitions.md 13 and 14). Items and orders may be in any order.
 */
export function storyOf(
  { customer, items, orders }: Pick<Life, 'customer' | 'items' | 'orders'>,
  rules: SiteRules = DEFAULT_RULES,
): Story {
  const teller = new Teller(rules, new Set(orders.map(({ id }) => id)));
  for (const beat of beatsOf(items, orders)) teller.tell(beat);
  return { customer, ...teller.end() };
}

function beatsOf(items: readonly Item[], orders: readonly OrderFact[]): Beat[] {
  const beats: Beat[] = [];
  for (const item of items) {
    const events = item.kind === 'session' ? item.events() : [item.event];
    for (const event of events) beats.push({ at: event.at, event, item });
  }
  for (const order of orders) {
    const item = items.find((one) => holdsOrder(one, order));
    const event = item && eventOfOrder(item, order);
    beats.push({ at: order.at, order, ...(item && { item }), ...(event && { event }) });
  }
  return beats.sort(compareBeats);
}

/** The event that made the order: two orders of one millisecond each follow their own. */
function eventOfOrder(item: Item, { id, at }: OrderFact): Event | undefined {
  const events = item.kind === 'session' ? item.events() : [item.event];
  return events.find((event) => event.at === at && orderIdOf(event) === id);
}

function holdsOrder(item: Item, { at, visitor }: OrderFact): boolean {
  if (item.kind === 'touchpoint') return item.event.at === at;
  return item.visitor === visitor && item.start <= at && at <= item.end;
}

/** An order follows its event; where that is gone, all that happened in the same millisecond. */
function compareBeats(a: Beat, b: Beat): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.event && b.event && a.event !== b.event) return compareEvents(a.event, b.event);
  if (!a.event !== !b.event) return a.event ? -1 : 1;
  if (a.order && b.order) return a.order.id < b.order.id ? -1 : 1;
  return a.order ? 1 : -1;
}

class Teller {
  readonly #rules: SiteRules;
  readonly #goals: GoalTest | undefined;
  readonly #facts: StageFacts;
  readonly #moments: Moment[] = [];
  readonly #journeys: Draft[] = [];
  readonly #seen = new Set<Item>();
  /** Ids of orders that nobody has told of so far. */
  readonly #untold: Set<string>;
  #current: Draft | undefined;
  /** What came after a conversion in the sessions that led to it. */
  #tail: Moment[] = [];

  constructor(rules: SiteRules, orders: Set<string>) {
    this.#untold = orders;
    this.#rules = rules;
    this.#goals = goalTest(rules.goals);
    this.#facts = new StageFacts(rules.stages);
  }

  tell(beat: Beat): void {
    if (beat.order) this.#tellOrder(beat.order, beat);
    else if (beat.event && beat.item) this.#tellEvent(beat.event, beat.item);
  }

  end(): { moments: Moment[]; journeys: Draft[]; facts: StageFacts } {
    return { moments: this.#moments, journeys: this.#journeys, facts: this.#facts };
  }

  #tellEvent(event: Event, item: Item): void {
    const isNew = !this.#seen.has(item);
    this.#seen.add(item);
    if (isNew && item.kind === 'session') this.#facts.visit(event.at);
    this.#facts.see(event);
    this.#lapse(event.at);
    const closed = this.#journeys.at(-1);
    const isTail = this.#current === undefined && !isNew && closed?.items.has(item);
    const journey = isTail && closed ? closed : (this.#current ?? this.#open(event.at));
    journey.items.add(item);
    const stage = this.#facts.stage(event.at).name;
    journey.lastAt = Math.max(journey.lastAt, event.at);
    if (!isTail) journey.stage = stage;
    const isRetold = this.#isRetold(event);
    const moment: Moment = { at: event.at, event, item, stage, journey, isRetold };
    this.#moments.push(moment);
    if (isTail) this.#tail.push(moment);
    if (this.#isConversion(event, item)) this.#convert(conversionOf(event, this.#rules), item);
  }

  #tellOrder(order: OrderFact, { event, item }: Beat): void {
    this.#lapse(order.at);
    this.#facts.order(order.at);
    const stage = this.#facts.stage(order.at).name;
    // The step that made the order is where the stage begins.
    const step = this.#moments.findLast((moment) => moment.event === event);
    if (step && event) step.stage = stage;
    if (this.#rules.conversions.has(EVENT.purchase)) this.#convert(conversionBy(order), item);
    else if (this.#current) this.#current.stage = stage;
  }

  /** The first to tell of an order is the one that made it. */
  #isRetold(event: Event): boolean {
    const order = event.name === EVENT.purchase ? orderIdOf(event) : undefined;
    // One without an id is an order of its own.
    if (order === undefined || order === `event:${event.id}`) return false;
    return !this.#untold.delete(order);
  }

  /** A purchase converts by its order: a thank-you page that is loaded again is none. */
  #isConversion(event: Event, item: Item): boolean {
    if (event.name === EVENT.purchase) return false;
    return this.#rules.conversions.has(event.name) || meetsGoal(this.#goals, event, item);
  }

  #convert(conversion: Conversion, item: Item | undefined): void {
    const { at } = conversion;
    const journey = this.#current ?? this.#openAgain(at, item);
    journey.conversion = conversion;
    journey.lastAt = Math.max(journey.lastAt, at);
    journey.stage = this.#facts.stage(at).name;
    this.#current = undefined;
    this.#tail = [];
  }

  #open(at: number): Draft {
    this.#tail = [];
    const nth = this.#journeys.filter(({ openedAt }) => openedAt === at).length;
    this.#current = { openedAt: at, nth, lastAt: at, items: new Set(), stage: 'awareness' };
    this.#journeys.push(this.#current);
    return this.#current;
  }

  /** A session converts again: what it held since its last conversion is a journey of its own. */
  #openAgain(at: number, item: Item | undefined): Draft {
    const tail = this.#tail.filter((moment) => moment.item === item);
    const journey = this.#open(tail[0]?.at ?? at);
    if (item) journey.items.add(item);
    for (const moment of tail) moment.journey = journey;
    return journey;
  }

  #lapse(at: number): void {
    const open = this.#current;
    const { silence } = this.#rules;
    if (open === undefined || at - open.lastAt <= silence) return;
    open.lapsedAt = open.lastAt + silence;
    open.stage = 'lapsed';
    this.#current = undefined;
  }
}

function conversionBy({ id, at, currency, value }: OrderFact): Conversion {
  const worth = currency === '' ? {} : { worth: { currency, minor: value } };
  return { at, name: EVENT.purchase, order: id, ...worth };
}

function conversionOf(event: Event, { currency }: SiteRules): Conversion {
  const worth = worthOf(event, currency);
  return { at: event.at, name: event.name, ...(worth && { worth }) };
}

/** How a journey is shown. */
export interface Shown {
  customer: string;
  /** Decides whether silence has become a lapse. */
  now: number;
  rules?: SiteRules;
  /** What the customer is called; its id where nothing else is known. */
  name?: string;
}

export function journeyOf(draft: Draft, { customer, now, rules, name }: Shown): Journey {
  const { openedAt, nth, lastAt, conversion } = draft;
  const { silence } = rules ?? DEFAULT_RULES;
  const items = [...draft.items];
  const lapsedAt = draft.lapsedAt ?? (now - lastAt > silence ? lastAt + silence : undefined);
  const outcome = conversion ? 'converted' : lapsedAt === undefined ? 'open' : 'lapsed';
  const closedAt = conversion?.at ?? lapsedAt;
  const money = conversion?.worth && moneyOf(conversion.worth.minor, conversion.worth.currency);
  return {
    id: journeyId(customer, openedAt, nth),
    customer,
    customer_name: name ?? customer,
    opened_at: timeOf(openedAt),
    closed_at: closedAt === undefined ? null : timeOf(closedAt),
    last_at: timeOf(lastAt),
    outcome,
    sessions: items.filter((item) => item.kind === 'session').length,
    touches: items.map((item) => ({
      at: timeOf(Math.max(openedAt, startOf(item))),
      channel: item.kind === 'session' ? item.channel : contactChannel(item.event.name),
      session: item.kind === 'session' ? sessionId(item.visitor, item.start) : null,
    })),
    value: money?.amount ?? null,
    currency: money?.currency ?? null,
    order: conversion?.order ?? null,
    conversion: conversion?.name ?? null,
    seconds_to_convert: conversion ? (conversion.at - openedAt) / 1_000 : null,
    stage: outcome === 'lapsed' ? 'lapsed' : draft.stage,
  };
}

/** RFC 3339, UTC, milliseconds. */
export function timeOf(at: number): string {
  return new Date(at).toISOString();
}
