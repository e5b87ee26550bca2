import type { Item, OrderFact, Session } from '../history/item.ts';
import type { People } from '../history/people.ts';
import { PersonSet } from '../history/person-lists.ts';
import { matcherOf, type Matcher } from './filter.ts';
import { StageLines, type StageMove } from './stage-line.ts';
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
  people: Pick<People, 'numberOf' | 'nameOf'>;
  /** Told of each customer whom the filter takes what their stages were, after the last step. */
  onLife?: (life: StageHistory) => unknown;
}

/** The stages of definitions.md 13, folded over history from its very beginning. */
export class StagesFold {
  /** Customers who rated or scored something in a session: see `rate`. */
  readonly raters: Set<string> = new Set();
  /** Those with a stage, after `result`. */
  readonly customers: PersonSet = new PersonSet();
  readonly #range: StagesQuery['range'];
  readonly #until: number;
  readonly #rules: StageRules;
  readonly #orders: readonly OrderFact[];
  readonly #filter: Matcher | undefined;
  readonly #people: StagesOptions['people'];
  #lines = new StageLines();
  /** Those with a session that the filter holds for. */
  readonly #fitting = new PersonSet();
  /** What a name tells, once looked at. */
  readonly #signs = new Map<string, Sign>();
  readonly #tally: StageTally;
  readonly #seen = new Set<Sign>();
  readonly #onLife: StagesOptions['onLife'];

  constructor(query: StagesQuery, options: StagesOptions) {
    const { dataUntil, rules, orders, people, onLife } = options;
    this.#onLife = onLife;
    this.#range = query.range;
    this.#until = Math.max(query.range.from, Math.min(query.range.to, dataUntil + 1));
    this.#rules = rules;
    this.#tally = new StageTally(rules);
    this.#orders = orders;
    this.#people = people;
    this.#filter = query.filter && matcherOf(query.filter);
  }

  /** Visits without consent are joined to no life, so that no stage is theirs. */
  step(item: Item): void {
    if (item.kind === 'session') {
      if (item.start < this.#until && !item.marks.cookieless) this.#visit(item);
    } else if (item.event.at < this.#until) {
      this.#lines.deed(item.person, item.event.at, item.event);
    }
  }

  /** What ratings and scores of `raters` say, from sessions that can be unpacked. */
  rate(item: Item): void {
    if (item.kind !== 'session' || item.marks.cookieless) return;
    if (!this.#lines.has(item.person) || !item.names.some(promisesScore)) return;
    for (const event of item.events()) {
      if (event.at < this.#until && promisesScore(event.name))
        this.#lines.deed(item.person, event.at, event);
    }
  }

  result(): Stages {
    for (const { customer, at } of this.#orders) {
      const person = this.#people.numberOf(customer);
      if (this.#lines.has(person)) this.#lines.order(person, at);
    }
    for (const person of this.#lines.people()) {
      if (this.#filter === undefined || this.#fitting.has(person)) this.#conclude(person);
    }
    this.#lines = new StageLines();
    return this.#tally.result();
  }

  /** The customers behind a number; after `result`. */
  peopleOf(pick: StagesPick): string[] {
    return [...this.#tally.peopleOf(pick)].map((person) => this.#people.nameOf(person)).sort();
  }

  /** No more than what may change a stage: where the visit begins and ends, and what it has first. */
  #visit(session: Session): void {
    const { person, names, times, start } = session;
    if (this.#filter?.(session)) this.#fitting.add(person);
    const seen = this.#seen;
    seen.clear();
    for (let i = 0; i < names.length; i++) {
      const [name = '', at = 0] = [names[i], times[i]];
      if (at >= this.#until) break;
      const sign = this.#signOf(name);
      const isLast = i === names.length - 1 || (times[i + 1] ?? 0) >= this.#until;
      const isNews = sign !== 'none' && !seen.has(sign);
      seen.add(sign);
      if (sign === 'rating') this.raters.add(session.customer);
      if (i === 0) this.#lines.visit(person, start, name);
      else if (isLast || isNews) this.#lines.deed(person, at, { name });
    }
  }

  #conclude(person: number): void {
    const { from } = this.#range;
    const moves: StageMove[] = [];
    let before: StageMove | undefined;
    const asked = { until: this.#until, rules: this.#rules };
    const stage = this.#lines.replay(person, asked, (move) => {
      if (move.at < from) before = move;
      else moves.push(move);
    });
    if (stage === undefined) return;
    this.customers.add(person);
    const life = { person, before, moves, stage };
    this.#tally.add(life);
    this.#onLife?.(life);
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
