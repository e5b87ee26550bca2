import type { Properties } from '../../schema/index.ts';
import { onItsOwn, type Item, type Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import { OTHER } from './facets.ts';
import { goalTest, type GoalTest } from './goals.ts';
import { matcherOf, type Matcher } from './filter.ts';
import { textOf } from './kinds.ts';
import { rateOf } from './rate.ts';
import type {
  SearchFigures,
  SearchTerms,
  SearchTermsPick,
  SearchTermsQuery,
} from './search-terms-query.ts';
import type { SiteRules } from './site-rules.ts';

/** Bits of what a session is searched for. */
const [SEARCH, FOLLOWS, CONVERTS] = [1, 2, 4];

const SEARCHES = ['search', 'view_search_results'];
const FOLLOWED_BY = ['view_item', 'select_item', 'add_to_cart'];

/** Properties in which events say how much was found. */
const RESULTS = [
  'results',
  'results_count',
  'number_of_results',
  'search_results',
  'total_results',
];

/** Longer ones are pasted texts, not terms. */
const TERM_LENGTH = 200;

/** One search, from its event to the next one for something else. */
interface Search {
  at: number;
  term: string;
  followed: boolean;
  refined: boolean;
  converted: boolean;
  results: number | undefined;
}

/** What was searched for on the site itself, and what came of it, folded over history. */
export class SearchTermsFold {
  readonly #query: SearchTermsQuery;
  readonly #filter: Matcher | undefined;
  readonly #wanted: NameBits;
  readonly #goals: GoalTest | undefined;
  readonly #whole = new Sums();
  readonly #rows = new Map<string, Sums>();

  constructor(
    query: SearchTermsQuery,
    { conversions, goals }: Pick<SiteRules, 'conversions' | 'goals'>,
  ) {
    this.#query = query;
    this.#filter = query.filter && matcherOf(query.filter);
    const bits = new Map<string, number>();
    const add = (names: Iterable<string>, bit: number): void => {
      for (const name of names) bits.set(name, (bits.get(name) ?? 0) | bit);
    };
    add(SEARCHES, SEARCH);
    add(FOLLOWED_BY, FOLLOWS);
    add(conversions, CONVERTS);
    this.#wanted = new NameBits(bits);
    this.#goals = goalTest(goals);
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const searches = this.#searchesOf(session);
    const { from, to } = this.#query.range;
    const within = searches.filter(({ at }) => at >= from && at < to);
    if (within.length === 0 || (this.#filter && !this.#filter(session))) return;
    for (const search of within) {
      this.#whole.add(session, search);
      let row = this.#rows.get(search.term);
      if (row === undefined) this.#rows.set(search.term, (row = new Sums()));
      row.add(session, search);
    }
  }

  result(): SearchTerms {
    const rows = this.#topRows().map(([key, sums]) => ({ key, ...sums.figures() }));
    return { ...this.#whole.figures(), terms: this.#rows.size, rows };
  }

  get customers(): ReadonlySet<string> {
    return this.#whole.customers;
  }

  /** The customers behind a row. */
  peopleOf({ key }: SearchTermsPick): string[] {
    return [...(new Map(this.#topRows()).get(key)?.customers ?? [])].sort();
  }

  /** The searches of a session in order. The same term again, with nothing between, is the same search. */
  #searchesOf(session: Session): Search[] {
    const searches: Search[] = [];
    const goals = this.#goalsIn(session);
    const convertBefore = (index: number): void => {
      while ((goals[0] ?? Infinity) < index) {
        goals.shift();
        for (const search of searches) search.converted = true;
      }
    };
    session.scan(this.#wanted, (at, bits, index) => {
      convertBefore(index);
      const current = searches.at(-1);
      if ((bits & CONVERTS) !== 0) for (const search of searches) search.converted = true;
      if ((bits & FOLLOWS) !== 0 && current) current.followed = true;
      if ((bits & SEARCH) === 0) return;
      const props = session.props(index) ?? {};
      const term = termOf(props);
      if (term === undefined) return;
      const results = resultsOf(props);
      if (current && current.term === term && !current.followed) {
        current.results = results ?? current.results;
        return;
      }
      if (current && current.term !== term && !current.followed) current.refined = true;
      searches.push({ at, term, results, followed: false, refined: false, converted: false });
    });
    convertBefore(Infinity);
    return searches;
  }

  #goalsIn(session: Session): number[] {
    const meets = this.#goals;
    if (meets === undefined) return [];
    return session.names.flatMap((_, i) => (meets(session, i) ? [i] : []));
  }

  /** Rows by searches, the rest as `(other)`. */
  #topRows(): [string, Sums][] {
    const rows = [...this.#rows].sort(
      ([a, x], [b, y]) => y.searches - x.searches || (a < b ? -1 : 1),
    );
    const rest = rows.splice(this.#query.limit);
    if (rest.length === 0) return rows;
    const other = new Sums();
    for (const [, sums] of rest) other.merge(sums);
    return [...rows, [OTHER, other]];
  }
}

/** Searches of one term, or of several. */
class Sums {
  searches = 0;
  #followed = 0;
  #refined = 0;
  #counted = 0;
  #empty = 0;
  readonly customers: Set<string> = new Set();
  readonly #sessions = new Set<string>();
  readonly #converted = new Set<string>();

  add({ customer, visitor, start }: Session, search: Search): void {
    this.searches++;
    if (search.followed) this.#followed++;
    else if (search.refined) this.#refined++;
    if (search.results !== undefined) this.#counted++;
    if (search.results === 0) this.#empty++;
    this.customers.add(customer);
    if (visitor !== '') this.#sessions.add(`${start} ${visitor}`);
    if (search.converted) this.#converted.add(customer);
  }

  merge(other: Sums): void {
    this.searches += other.searches;
    this.#followed += other.#followed;
    this.#refined += other.#refined;
    this.#counted += other.#counted;
    this.#empty += other.#empty;
    for (const customer of other.customers) this.customers.add(customer);
    for (const session of other.#sessions) this.#sessions.add(session);
    for (const customer of other.#converted) this.#converted.add(customer);
  }

  figures(): SearchFigures {
    const { searches } = this;
    return {
      searches,
      customers: this.customers.size,
      sessions: this.#sessions.size,
      followed: rateOf(this.#followed, searches),
      refined: rateOf(this.#refined, searches),
      left: rateOf(searches - this.#followed - this.#refined, searches),
      without_results: rateOf(this.#empty, this.#counted),
      conversion: rateOf(this.#converted.size, this.customers.size),
    };
  }
}

/** What was searched for, however it was typed; undefined of nothing. */
function termOf(props: Properties): string | undefined {
  const text = textOf(props['search_term'] ?? props['query'] ?? props['term']);
  const term = text?.toLowerCase().replaceAll(/\s+/g, ' ').slice(0, TERM_LENGTH).trim();
  return term === '' ? undefined : term;
}

function resultsOf(props: Properties): number | undefined {
  const stated = RESULTS.map((name) => props[name]).find((value) => value !== undefined);
  const count = Array.isArray(stated) ? stated.length : Number(stated ?? NaN);
  return Number.isFinite(count) ? count : undefined;
}
