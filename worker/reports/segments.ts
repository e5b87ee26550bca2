import { deepest, type Depth } from '../history/index.ts';
import { endOf, onItsOwn, ownerOf, startOf, type Item, type Session } from '../history/item.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { OverviewFold, overviewDepth, type OverviewOptions } from './overview.ts';
import { Counts } from './overview-counts.ts';
import { rateOf } from './rate.ts';
import { bitsFor, isIn, SegmentMembers } from './segment-members.ts';
import type {
  Pair,
  SegmentFigures,
  Segments,
  SegmentsPick,
  SegmentsQuery,
} from './segments-query.ts';
import type { SiteRules } from './site-rules.ts';

type IsNew = (customer: string) => boolean;

/** Segments side by side, folded over history from its very beginning. */
export class SegmentsFold {
  readonly #query: SegmentsQuery;
  /** After the last moment that is known, and in the range. */
  readonly #until: number;
  readonly #filter: Matcher | undefined;
  readonly #holds: readonly Matcher[];
  readonly #members: SegmentMembers;
  /** Sessions of the range told apart by the segments that they are in themselves. */
  readonly #overview: OverviewFold;

  constructor(query: SegmentsQuery, options: OverviewOptions) {
    const { range, unit, filter, segments, limit } = query;
    this.#query = query;
    this.#until = Math.min(range.to, options.dataUntil + 1);
    this.#filter = filter && matcherOf(filter);
    this.#holds = segments.map((one) => matcherOf(one.filter));
    const names = segments.map(({ name }) => name);
    this.#members = new SegmentMembers(names, limit);
    this.#overview = new OverviewFold(
      { range, ...(unit && { unit }), ...(filter && { filter }) },
      { ...options, isDaily: false, keyOf: (session) => String(this.#bitsOf(session, 0)) },
    );
  }

  /** Who did anything in the range. */
  get customers(): ReadonlySet<string> {
    return this.#overview.customers;
  }

  step(item: Item): void {
    this.#belong(item);
    const { from, to } = this.#query.range;
    if (endOf(item) >= from && startOf(item) < to) this.#overview.step(item);
  }

  /** `seenBefore` holds those of `customers` who were seen before the range. */
  result(seenBefore: ReadonlySet<string>): Segments {
    const { segments, unit = 'customer' } = this.#query;
    const { series: _, cookieless: __, ...everybody } = this.#overview.result(seenBefore);
    const isNew: IsNew = (customer) => !seenBefore.has(customer);
    return {
      everybody: { ...everybody, ...this.#sizeOf([]) },
      rows: segments.map(({ name, id = null }, i) => ({
        nth: i + 1,
        key: name,
        segment: id,
        ...this.#countsOf(i + 1).figures(unit, isNew),
        ...this.#sizeOf([i + 1]),
      })),
      intersections: this.#members.intersections(),
      pairs: this.#pairs(),
    };
  }

  /** The customers behind a number; after `result`. */
  peopleOf(pick: SegmentsPick, seenBefore: ReadonlySet<string>): string[] {
    if ('both' in pick) return this.#members.inAll(bitsFor(pick.both));
    if ('exactly' in pick) {
      return this.#members.inExactly(pick.exactly && bitsFor(pick.exactly));
    }
    const { figure, nth } = pick;
    if (figure === 'people') return this.#members.inAll(nth === undefined ? 0 : bitsFor([nth]));
    const isNew: IsNew = (customer) => !seenBefore.has(customer);
    const people =
      nth === undefined
        ? this.#overview.people({ figure }, seenBefore)
        : this.#countsOf(nth).people(figure, isNew);
    return people.sort();
  }

  /** Somebody is in a segment whose filter ever held for a session of theirs, or for a contact. */
  #belong(item: Item): void {
    if (startOf(item) >= this.#until) return;
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const customer = ownerOf(session);
    if (customer === undefined || (this.#filter && !this.#filter(session))) return;
    const known = this.#members.of(customer);
    const bits = this.#bitsOf(session, known ?? 0);
    if (bits !== known) this.#members.set(customer, bits);
  }

  /** Segments that a session is in; those that are known already are not looked at again. */
  #bitsOf(session: Session, known: number): number {
    let bits = known;
    for (const [i, holds] of this.#holds.entries()) {
      if (!isIn(bits, i + 1) && holds(session)) bits |= bitsFor([i + 1]);
    }
    return bits;
  }

  /** What the sessions of a segment come to. */
  #countsOf(nth: number): Counts {
    const counts = new Counts();
    for (const [key, part] of this.#overview.parts) if (isIn(Number(key), nth)) counts.merge(part);
    return counts;
  }

  #sizeOf(numbers: readonly number[]): Pick<SegmentFigures, 'people' | 'share'> {
    const people = this.#members.count(bitsFor(numbers));
    return { people, share: rateOf(people, this.#members.size) };
  }

  #pairs(): Pair[] {
    const sizes = this.#query.segments.map((_, i) => this.#sizeOf([i + 1]).people);
    return sizes.flatMap((sizeOfA, i) =>
      sizes.slice(i + 1).map((sizeOfB, j): Pair => {
        const [a, b] = [i + 1, i + j + 2];
        const { people } = this.#sizeOf([a, b]);
        return { a, b, people, of_a: rateOf(people, sizeOfA), of_b: rateOf(people, sizeOfB) };
      }),
    );
  }
}

export function segmentsDepth({ filter, segments }: SegmentsQuery, rules: SiteRules): Depth {
  const filters = [filter, ...segments.map((one) => one.filter)];
  return deepest(overviewDepth({ range: { from: 0, to: 0 } }, rules), ...filters.map(filterDepth));
}
