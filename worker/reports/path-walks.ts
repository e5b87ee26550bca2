import { deepest, type Depth } from '../history/index.ts';
import {
  endOf,
  onItsOwn,
  startOf,
  type Item,
  type Marks,
  type OrderFact,
  type Session,
} from '../history/item.ts';
import { PersonSet, Subjects } from '../history/person-lists.ts';
import { compareIds } from '../stitch/event-id.ts';
import { SESSION_GAP } from '../stitch/merge.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { namesOf, stepDepth } from './funnel-steps.ts';
import { NONE, type Labels } from './path-labels.ts';
import { MarkReader, type Held, type HeldMark } from './path-marks.ts';
import type { Mark, Walking } from './path-walk.ts';
import type { PathsQuery } from './paths-query.ts';
import type { StageRules } from './stage-rules.ts';
import { StageFacts } from './stages.ts';

/** Whose a path is. */
export interface Who {
  person: number;
  /** Of what is no contact off the site. */
  marks?: Marks | undefined;
}

/** What is kept of somebody: no session, which would keep all it holds. */
interface Subject<W extends Walking> extends Who {
  /** Of the customer; sessions have their own. */
  walk: W;
  /** Sessions on several devices overlap: what began before the others ended waits for them. */
  waiting: Held<W>[];
  end: number;
  facts: StageFacts;
  /** Not told yet, in order of time. */
  orders: OrderFact[];
}

export interface WalksOptions<W extends Walking> {
  /** Up to when the data is known. */
  dataUntil: number;
  labels: Labels;
  /** What the nodes go by where they are stages. */
  stages?: StageRules | undefined;
  /** Where stages are asked for: all orders up to the end of the last window. */
  orders?: readonly OrderFact[] | undefined;
  /** People are looked through for those whose walk is over when there are so many, and half as many again. */
  many?: number;
  newWalk: () => W;
  /** Called once with each walk of a customer, or of a session, when nothing more can come. */
  conclude: (who: Who, walk: W) => void;
}

/** People told of before the clock is looked at: some milliseconds. */
const SOME = 1_000;

/** Sessions that wait are looked through when there are so many more. */
const SWEEP = 1_000;

/** So few people take no room to speak of. */
const MANY = 10_000;

/** Of those without. */
const NO_ORDERS: OrderFact[] = [];

/** Everybody's marks in order of time, folded over history. Stages need it from its very beginning. */
export class Walks<W extends Walking> {
  readonly #query: PathsQuery;
  readonly #options: WalksOptions<W>;
  readonly #marks: MarkReader;
  readonly #filter: Matcher | undefined;
  /** Of one session after the other, where each has its own. */
  readonly #walk: W;
  readonly #feed: (mark: Mark) => void;
  readonly #numbers = new Subjects();
  #subjects: (Subject<W> | undefined)[] = [];
  #count = 0;
  /** Those whose walk was concluded, as nothing can change it. */
  #over = new PersonSet();
  readonly #many: number;
  #lookAt: number;
  /** What waits of those of whom nothing does. */
  readonly #nothing: Held<W>[] = [];
  /** Those with sessions that wait, and how many may be before some are let go. */
  #waiting: Subject<W>[] = [];
  #sweepAt = SWEEP;
  readonly #orders: Map<string, OrderFact[]>;
  readonly #tellsStages: boolean;
  /** Of everybody, where no stage is told. */
  readonly #noFacts = new StageFacts();
  readonly #readsIds: boolean;

  constructor(query: PathsQuery, options: WalksOptions<W>) {
    this.#query = query;
    this.#options = options;
    this.#many = options.many ?? MANY;
    this.#lookAt = this.#many;
    this.#marks = new MarkReader(query, options.labels, options.dataUntil);
    this.#filter = query.filter && matcherOf(query.filter);
    this.#walk = options.newWalk();
    this.#feed = (mark) => this.#walk.feed(mark);
    this.#orders = Map.groupBy(options.orders ?? [], ({ customer }) => customer);
    this.#tellsStages = tellsStages(query);
    this.#readsIds = pathsNeeds(query).depth !== 'names';
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
      this.#options.conclude(item, walk);
      return;
    }
    this.#sweep(startOf(item));
    this.#concludeSettled(startOf(item));
    // Maybe just now.
    if (this.#over.has(item.person)) return;
    const subject = this.#subjectOf(item);
    if (startOf(item) > subject.end) this.#flush(subject);
    if (!this.#tellsStages && subject.walk.isSettled(startOf(item))) return;
    subject.end = Math.max(subject.end, endOf(item));
    const own = bySession ? this.#options.newWalk() : subject.walk;
    const held = { session, walk: isWalked ? own : undefined, isVisit };
    if (subject.waiting.length > 0) {
      subject.waiting.push(held);
      return;
    }
    subject.waiting = [held];
    this.#waiting.push(subject);
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

  /** Of a month most walks are over long before its end: of these a bit is kept. */
  #concludeSettled(now: number): void {
    if (this.#count < this.#lookAt || this.#tellsStages) return;
    for (const [number, subject] of this.#subjects.entries()) {
      if (subject === undefined || subject.end >= now) continue;
      this.#flush(subject);
      if (!subject.walk.isSettled(now)) continue;
      this.#options.conclude(subject, subject.walk);
      this.#over.add(subject.person);
      this.#subjects[number] = undefined;
      this.#count--;
    }
    this.#lookAt = this.#many + Math.floor(1.5 * this.#count);
  }

  /** After the last step: concludes what waits, a piece at a time. */
  *finish(): Generator<undefined, void> {
    let told = 0;
    for (const subject of this.#subjects) {
      if (subject === undefined) continue;
      this.#flush(subject);
      if (this.#query.unit !== 'session') this.#options.conclude(subject, subject.walk);
      if (++told % SOME === 0) yield;
    }
    this.#subjects = [];
    this.#count = 0;
    this.#lookAt = this.#many;
    this.#over = new PersonSet();
  }

  #startsInRange({ start }: Session): boolean {
    const { from, to } = this.#query.range;
    return start >= from && start < to;
  }

  #subjectOf(item: Item): Subject<W> {
    const number = this.#numbers.of(item.person);
    let subject = this.#subjects[number];
    if (subject === undefined) {
      this.#subjects[number] = subject = this.#newSubject(item);
      this.#count++;
    }
    return subject;
  }

  #newSubject(item: Item): Subject<W> {
    const { person } = item;
    const marks = item.kind === 'session' && item.marks.cookieless ? item.marks : undefined;
    const walk = this.#options.newWalk();
    const kept = { person, marks, walk, waiting: this.#nothing, end: -Infinity };
    if (!this.#tellsStages) return { ...kept, facts: this.#noFacts, orders: NO_ORDERS };
    const orders = this.#orders.get(item.customer) ?? [];
    const facts = new StageFacts(this.#options.stages);
    return { ...kept, facts, orders: orders.toSorted((a, b) => a.at - b.at) };
  }

  #flush(subject: Subject<W>): void {
    const { waiting } = subject;
    if (waiting.length === 0) return;
    subject.waiting = this.#nothing;
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
    for (const { walk } of waiting) if (walk) this.#options.conclude(subject, walk);
  }

  #inOrder(waiting: readonly Held[]): HeldMark[] {
    return this.#marks.all(waiting).sort((a, b) => this.#compare(a, b));
  }

  /** A stage is entered by an event, an order, or by silence that the next event ends. */
  #tellStage(subject: Subject<W>, mark: HeldMark): void {
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
    const label = this.#query.nodes === 'stage' ? this.#options.labels.id(stage) : NONE;
    const isStart = this.#marks.start.stage === stage;
    return { at, isView: false, label, isStart, isConversion: false };
  }

  /** An order comes after the events of its own millisecond. */
  #tellOrders({ facts, orders }: Subject<W>, before: number, walk: Walking | undefined): void {
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
}

/** Whether stages must be worked out, which takes a customer's whole life. */
export function tellsStages(query: PathsQuery): boolean {
  return query.nodes === 'stage' || 'stage' in query.start;
}

/** What must be read for paths. */
export function pathsNeeds(query: PathsQuery): {
  depth: Depth;
  names: string[] | undefined;
} {
  const { start, conversion, filter } = query;
  const isStep = 'event' in start || 'filter' in start || 'any' in start;
  const pages = query.nodes !== 'event' || 'page' in start || 'landing' in start;
  const depth = deepest(
    tellsStages(query) ? 'whole' : pages ? 'pages' : 'names',
    isStep ? stepDepth(start) : 'names',
    stepDepth(conversion),
    filterDepth(filter),
  );
  const names = [query.events, isStep ? namesOf(start) : undefined, namesOf(conversion)];
  const isSparse = depth === 'names' && names.every((list) => list !== undefined);
  return { depth, names: isSparse ? [...new Set(names.flat())] : undefined };
}

function idOf({ session, index }: HeldMark): string | undefined {
  return session.ids()[index];
}
