import {
  endOf,
  onItsOwn,
  startOf,
  type Item,
  type OrderFact,
  type Session,
} from '../history/item.ts';
import { Subjects } from '../history/person-lists.ts';
import { compareIds } from '../stitch/event-id.ts';
import { SESSION_GAP } from '../stitch/merge.ts';
import { durationOf } from './duration.ts';
import { filterNeedsEvents, matcherOf, type Matcher } from './filter.ts';
import { namesOf, stepNeedsEvents } from './funnel-steps.ts';
import { Labels, NONE } from './path-labels.ts';
import { MarkReader, type Held, type HeldMark } from './path-marks.ts';
import { rootOf } from './path-start.ts';
import { Walk, type Mark, type WalkRules } from './path-walk.ts';
import type { Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { PathsTally } from './paths-tally.ts';
import type { StageRules } from './stage-rules.ts';
import { StageFacts } from './stages.ts';
import { atOnce } from './turns.ts';

/** Whose a path is. */
export type Who = Pick<Item, 'customer' | 'person'>;

interface Subject {
  who: Who;
  /** Of the customer; sessions have their own. */
  walk: Walk;
  /** Sessions on several devices overlap: what began before the others ended waits for them. */
  waiting: Held[];
  end: number;
  facts: StageFacts;
  /** Not told yet, in order of time. */
  orders: OrderFact[];
}

export interface PathsOptions {
  /** Up to when the data is known: paths whose window ends later may go on. */
  dataUntil: number;
  /** What the nodes go by where they are stages. */
  stages?: StageRules;
  /** Where stages are asked for: all orders up to the end of the last window. */
  orders?: readonly OrderFact[];
  /** Called with each customer, or customer of a session, and the number of the way it went. */
  onPath?: (who: Who, way: number) => void;
}

/** People told of before the clock is looked at: some milliseconds. */
const SOME = 1_000;

/** Sessions that wait are looked through when there are so many more. */
const SWEEP = 1_000;

/** The paths of definitions.md 6, folded over history. Stages need it from its very beginning. */
export class PathsFold {
  readonly #query: PathsQuery;
  readonly #options: PathsOptions;
  readonly #labels = new Labels();
  readonly #rules: WalkRules;
  readonly #marks: MarkReader;
  readonly #filter: Matcher | undefined;
  readonly #tally: PathsTally;
  /** Of one session after the other, where each has its own. */
  readonly #walk: Walk;
  readonly #feed: (mark: Mark) => void;
  readonly #numbers = new Subjects();
  #subjects: Subject[] = [];
  /** Those with sessions that wait, and how many may be before some are let go. */
  #waiting: Subject[] = [];
  #sweepAt = SWEEP;
  readonly #orders: Map<string, OrderFact[]>;
  readonly #tellsStages: boolean;
  /** Of everybody, where no stage is told. */
  readonly #noFacts = new StageFacts();
  readonly #readsIds: boolean;

  constructor(query: PathsQuery, options: PathsOptions) {
    const { range, direction, occurrence, steps } = query;
    const root = rootOf(query.start);
    this.#query = query;
    this.#options = options;
    const window = query.unit === 'session' ? Infinity : (durationOf(query.window) ?? 0);
    const rules = { ...range, direction, occurrence, steps, window };
    this.#rules = { ...rules, root: this.#labels.id(root) };
    this.#marks = new MarkReader(query, this.#labels, options.dataUntil);
    this.#filter = query.filter && matcherOf(query.filter);
    this.#tally = new PathsTally(query, this.#labels, this.#rules.root);
    this.#walk = new Walk(this.#rules);
    this.#feed = (mark) => this.#walk.feed(mark);
    this.#orders = Map.groupBy(options.orders ?? [], ({ customer }) => customer);
    this.#tellsStages = tellsStages(query);
    const { events, pages } = pathsNeeds(query);
    this.#readsIds = events || pages;
  }

  step(item: Item): void {
    const bySession = this.#query.unit === 'session';
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const isAsked = !this.#filter || this.#filter(session);
    const isUnit = !bySession || (item.kind === 'session' && this.#startsInRange(item));
    const isWalked = isAsked && isUnit;
    if (!isWalked && !this.#tellsStages) return;
    const isVisit = item.kind === 'session';
    // Nothing else can come between what one session did.
    if (bySession && !this.#tellsStages) {
      const walk = this.#walk;
      walk.reset();
      this.#marks.each({ session, walk, isVisit }, this.#feed);
      // Marks are of those events alone that a path cares about; most sessions are long over anyway.
      const mayGoOn = session.end + SESSION_GAP >= this.#options.dataUntil;
      if (mayGoOn) walk.lastAt = Math.max(walk.lastAt, session.lastAt);
      this.#conclude(item, walk);
      return;
    }
    this.#sweep(startOf(item));
    const subject = this.#subjectOf(item);
    if (startOf(item) > subject.end) this.#flush(subject);
    if (!this.#tellsStages && subject.walk.isSettled(startOf(item))) return;
    subject.end = Math.max(subject.end, endOf(item));
    const own = bySession ? new Walk(this.#rules) : subject.walk;
    if (subject.waiting.length === 0) this.#waiting.push(subject);
    subject.waiting.push({ session, walk: isWalked ? own : undefined, isVisit });
  }

  /** Lets go of sessions that nothing can come between any more: a report over a year fits in memory. */
  #sweep(now: number): void {
    if (this.#waiting.length < this.#sweepAt) return;
    this.#waiting = this.#waiting.filter((subject) => {
      if (subject.end >= now) return subject.waiting.length > 0;
      this.#flush(subject);
      return false;
    });
    this.#sweepAt = 2 * this.#waiting.length + SWEEP;
  }

  result(): Paths {
    return atOnce(this.results());
  }

  /** The result, made step by step. */
  *results(): Generator<undefined, Paths> {
    let told = 0;
    for (const subject of this.#subjects) {
      this.#flush(subject);
      if (this.#query.unit !== 'session') this.#conclude(subject.who, subject.walk);
      if (++told % SOME === 0) yield;
    }
    this.#subjects = [];
    return yield* this.#tally.results();
  }

  /** Numbers of the ways behind a number; after `result`. */
  waysOf(pick: PathsPick): Set<number> {
    return this.#tally.waysOf(pick);
  }

  #startsInRange({ start }: Session): boolean {
    return start >= this.#rules.from && start < this.#rules.to;
  }

  #subjectOf({ customer, person }: Item): Subject {
    const number = this.#numbers.of(person);
    return (this.#subjects[number] ??= this.#newSubject({ customer, person }));
  }

  #newSubject(who: Who): Subject {
    const orders = (this.#orders.get(who.customer) ?? []).toSorted((a, b) => a.at - b.at);
    const walk = new Walk(this.#rules);
    const facts = this.#tellsStages ? new StageFacts(this.#options.stages) : this.#noFacts;
    return { who, walk, waiting: [], end: -Infinity, facts, orders };
  }

  #flush(subject: Subject): void {
    const { waiting, who } = subject;
    if (waiting.length === 0) return;
    subject.waiting = [];
    subject.end = -Infinity;
    let last: HeldMark | undefined;
    const tell = (mark: HeldMark): void => {
      if (this.#tellsStages) this.#tellStage(subject, mark);
      else mark.walk?.feed(mark);
      last = mark;
    };
    const [first] = waiting;
    if (first && waiting.length === 1) this.#marks.each(first, tell);
    else for (const mark of this.#inOrder(waiting)) tell(mark);
    if (last && this.#tellsStages) this.#tellOrders(subject, last.at + 1, last.walk);
    if (this.#query.unit !== 'session') return;
    for (const { walk } of waiting) if (walk) this.#conclude(who, walk);
  }

  #inOrder(waiting: readonly Held[]): HeldMark[] {
    return this.#marks.all(waiting).sort((a, b) => this.#compare(a, b));
  }

  /** A stage is entered by an event, an order, or by silence that the next event ends. */
  #tellStage(subject: Subject, mark: HeldMark): void {
    const { facts } = subject;
    this.#tellOrders(subject, mark.at, mark.walk);
    if (mark.index < 0) {
      const { name } = facts.stage(mark.at);
      if (facts.sessions > 0 && name === 'lapsed') mark.walk?.feed(this.#stageMark(name, mark.at));
      facts.visit(mark.at);
    }
    const event = mark.session.events()[mark.index];
    if (event !== undefined) {
      facts.see(event);
      const { label, isStart } = this.#stageMark(facts.stage(mark.at).name, mark.at);
      if (this.#query.nodes === 'stage') mark.label = label;
      mark.isStart ||= isStart;
    }
    mark.walk?.feed(mark);
  }

  #stageMark(stage: string, at: number): Mark {
    const label = this.#query.nodes === 'stage' ? this.#labels.id(stage) : NONE;
    const isStart = this.#marks.start.stage === stage;
    return { at, isView: false, label, isStart, isConversion: false };
  }

  /** An order comes after the events of its own millisecond. */
  #tellOrders({ facts, orders }: Subject, before: number, walk: Walk | undefined): void {
    for (let order = orders[0]; order && order.at < before; order = orders[0]) {
      orders.shift();
      facts.order(order.at);
      walk?.feed(this.#stageMark(facts.stage(order.at).name, order.at));
    }
  }

  /** By time, a session's own events as they are; page views before the rest, then by id. */
  #compare(a: HeldMark, b: HeldMark): number {
    if (a.at !== b.at) return a.at - b.at;
    if (a.session === b.session) return a.index - b.index;
    if (a.isView !== b.isView) return a.isView ? -1 : 1;
    const [one, other] = this.#readsIds ? [a, b].map(idOf) : [];
    return one === undefined || other === undefined ? 0 : compareIds(one, other);
  }

  #conclude(who: Who, walk: Walk): void {
    if (walk.startAt === undefined) return;
    const { direction, steps } = this.#rules;
    const { dataUntil } = this.#options;
    const { nodes, hasConverted } = walk;
    const hasEnded = nodes.length < steps;
    const isOpen = hasEnded && direction === 'forward' && this.#endOf(walk) >= dataUntil;
    const way = this.#tally.add({ nodes, hasEnded, hasConverted, isOpen });
    this.#options.onPath?.(who, way);
  }

  /** Up to when a path may go on. */
  #endOf({ startAt = 0, lastAt }: Walk): number {
    return this.#query.unit === 'session' ? lastAt + SESSION_GAP : startAt + this.#rules.window;
  }
}

/** Whether stages must be worked out, which takes a customer's whole life. */
export function tellsStages(query: PathsQuery): boolean {
  return query.nodes === 'stage' || 'stage' in query.start;
}

/** What must be read for paths. */
export function pathsNeeds(query: PathsQuery): {
  events: boolean;
  pages: boolean;
  names: string[] | undefined;
} {
  const { start, conversion, filter } = query;
  const isStep = 'event' in start || 'filter' in start || 'any' in start;
  const events =
    tellsStages(query) ||
    (isStep && stepNeedsEvents(start)) ||
    stepNeedsEvents(conversion) ||
    (filter !== undefined && filterNeedsEvents(filter));
  const pages = query.nodes !== 'event' || 'page' in start || 'landing' in start;
  const names = [query.events, isStep ? namesOf(start) : undefined, namesOf(conversion)];
  const isSparse = !events && !pages && names.every((list) => list !== undefined);
  return { events, pages, names: isSparse ? [...new Set(names.flat())] : undefined };
}

function idOf({ session, index }: HeldMark): string | undefined {
  return session.ids()[index];
}
