import { onItsOwn, ownerOf, type Item, type Session } from '../history/item.ts';
import { OTHER } from './facets.ts';
import { matcherOf, type Matcher } from './filter.ts';
import { rateOf } from './rate.ts';
import { SearchReader, type Search } from './search-reader.ts';
import type {
  SearchFigures,
  SearchTerms,
  SearchTermsPick,
  SearchTermsQuery,
} from './search-terms-query.ts';
import type { SiteRules } from './site-rules.ts';

/** What was searched for on the site itself, and what came of it, folded over history. */
export class SearchTermsFold {
  readonly #query: SearchTermsQuery;
  readonly #filter: Matcher | undefined;
  readonly #reader: SearchReader;
  readonly #whole = new Sums();
  readonly #rows = new Map<string, Sums>();

  constructor(query: SearchTermsQuery, rules: Pick<SiteRules, 'conversions' | 'goals'>) {
    this.#query = query;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#reader = new SearchReader(rules);
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const searches = this.#reader.searchesOf(session);
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

  add(session: Session, search: Search): void {
    const { visitor, start } = session;
    this.searches++;
    if (search.followed) this.#followed++;
    else if (search.refined) this.#refined++;
    if (search.results !== undefined) this.#counted++;
    if (search.results === 0) this.#empty++;
    if (visitor !== '') this.#sessions.add(`${start} ${visitor}`);
    const customer = ownerOf(session);
    if (customer === undefined) return;
    this.customers.add(customer);
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
