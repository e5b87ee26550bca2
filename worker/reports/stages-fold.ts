import type { Item, OrderFact, Session } from '../history/item.ts';
import { matcherOf, type Matcher } from './filter.ts';
import { StageLine, type StageMove } from './stage-line.ts';
import { interestOf, isSharing, type StageRules } from './stage-rules.ts';
import { promisesScore } from './scores.ts';
import type { Stages, StagesPick, StagesQuery } from './stages-query.ts';
import { StageTally, type StageHistory } from './stages-tally.ts';

export interface StagesOptions {
  /** Up to when the data is known. */
  dataUntil: number;
  rules: StageRules;
  /** All that were purchased before the end of the range. */
  orders: readonly OrderFact[];
  /** Told of each customer whom the filter takes what their stages were, after the last step. */
  onLife?: (life: StageHistory) => unknown;
}

interface Subject {
  line: StageLine;
  fits: boolean;
}

/** The stages of definitions.md 13, folded over history from its very beginning. */
export class StagesFold {
  /** Customers who rated or scored something in a session: see `rate`. */
  readonly raters: Set<string> = new Set();
  readonly customers: Set<string> = new Set();
  readonly #range: StagesQuery['range'];
  readonly #until: number;
  readonly #rules: StageRules;
  readonly #orders: readonly OrderFact[];
  readonly #filter: Matcher | undefined;
  readonly #subjects = new Map<string, Subject>();
  /** What a name tells, once looked at. */
  readonly #signs = new Map<string, Sign>();
  readonly #tally = new StageTally();
  readonly #onLife: StagesOptions['onLife'];

  constructor(query: StagesQuery, { dataUntil, rules, orders, onLife }: StagesOptions) {
    this.#onLife = onLife;
    this.#range = query.range;
    this.#until = Math.max(query.range.from, Math.min(query.range.to, dataUntil + 1));
    this.#rules = rules;
    this.#orders = orders;
    this.#filter = query.filter && matcherOf(query.filter);
  }

  /** Visits without consent are joined to no life, so that no stage is theirs. */
  step(item: Item): void {
    if (item.kind === 'session') {
      if (item.start < this.#until && !item.marks.cookieless) this.#visit(item);
    } else if (item.event.at < this.#until) {
      this.#subjectOf(item.customer).line.deed(item.event.at, item.event);
    }
  }

  /** What ratings and scores of `raters` say, from sessions that can be unpacked. */
  rate(item: Item): void {
    if (item.kind !== 'session' || item.marks.cookieless) return;
    const subject = this.#subjects.get(item.customer);
    if (subject === undefined || !item.names.some(promisesScore)) return;
    for (const event of item.events()) {
      if (event.at < this.#until && promisesScore(event.name)) subject.line.deed(event.at, event);
    }
  }

  result(): Stages {
    for (const { customer, at } of this.#orders) this.#subjects.get(customer)?.line.order(at);
    for (const [customer, { line, fits }] of this.#subjects) {
      if (fits) this.#conclude(customer, line);
    }
    this.#subjects.clear();
    return this.#tally.result();
  }

  /** The customers behind a number; after `result`. */
  peopleOf(pick: StagesPick): string[] {
    return this.#tally.peopleOf(pick);
  }

  /** No more than what may change a stage: where the visit begins and ends, and what it has first. */
  #visit(session: Session): void {
    const subject = this.#subjectOf(session.customer);
    subject.fits ||= this.#filter?.(session) ?? true;
    const { line } = subject;
    const { names, times } = session;
    line.visit(session.start);
    const seen = new Set<Sign>();
    for (let i = 0; i < names.length; i++) {
      const [name = '', at = 0] = [names[i], times[i]];
      if (at >= this.#until) break;
      const sign = this.#signOf(name);
      const isLast = i === names.length - 1 || (times[i + 1] ?? 0) >= this.#until;
      const isNews = sign !== 'none' && !seen.has(sign);
      seen.add(sign);
      if (sign === 'rating') this.raters.add(session.customer);
      if (i === 0 || isLast || isNews) line.deed(at, { name });
    }
  }

  #conclude(customer: string, line: StageLine): void {
    const { from } = this.#range;
    const moves: StageMove[] = [];
    let before: StageMove | undefined;
    const stage = line.replay({ until: this.#until, rules: this.#rules }, (move) => {
      if (move.at < from) before = move;
      else moves.push(move);
    });
    if (stage === undefined) return;
    this.customers.add(customer);
    const life = { customer, before, moves, stage };
    this.#tally.add(life);
    this.#onLife?.(life);
  }

  #subjectOf(customer: string): Subject {
    let subject = this.#subjects.get(customer);
    if (subject === undefined) {
      subject = { line: new StageLine(), fits: this.#filter === undefined };
      this.#subjects.set(customer, subject);
    }
    return subject;
  }

  #signOf(name: string): Sign {
    let sign = this.#signs.get(name);
    if (sign === undefined) {
      const rating = promisesScore(name) ? 'rating' : 'none';
      sign = isSharing(name, this.#rules) ? 'sharing' : (interestOf(name, this.#rules) ?? rating);
      this.#signs.set(name, sign);
    }
    return sign;
  }
}

type Sign = 'product' | 'cart' | 'sharing' | 'rating' | 'none';
