import type { Properties } from '../../schema/index.ts';
import type { Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import { goalTest, type GoalTest } from './goals.ts';
import { textOf } from './kinds.ts';
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
export const TERM_LENGTH = 200;

/** One search, from its event to the next one for something else. */
export interface Search {
  at: number;
  term: string;
  followed: boolean;
  refined: boolean;
  converted: boolean;
  results: number | undefined;
}

/** Finds what was searched for in sessions, and what came of it there. */
export class SearchReader {
  readonly #wanted: NameBits;
  readonly #goals: GoalTest | undefined;

  constructor({ conversions, goals }: Pick<SiteRules, 'conversions' | 'goals'>) {
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

  /** The searches of a session in order. The same term again, with nothing between, is the same search. */
  searchesOf(session: Session): Search[] {
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
