import { deepest, type Depth } from '../history/index.ts';
import { onItsOwn, type Item } from '../history/item.ts';
import { PersonSet } from '../history/person-lists.ts';
import { ActivePeriods } from './active-periods.ts';
import { dayAt } from './days.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { namesOf, stepDepth, stepTest, type StepTest } from './funnel-steps.ts';
import type {
  Lifecycle,
  LifecyclePeriod,
  LifecyclePick,
  LifecycleQuery,
  LifecycleState,
} from './lifecycle-query.ts';
import { periodsOf, type Period } from './periods.ts';
import { rateOf } from './rate.ts';

export interface LifecycleOptions {
  timeZone: string;
  /** Up to when the data is known: a period that ends later is in progress. */
  dataUntil: number;
}

type People = Pick<PersonSet, 'has'>;

/** Longer lists than this begin with the first period that has somebody. */
const MANY = 400;

/** Lifecycle and stickiness of definitions.md 7, folded over history. */
export class LifecycleFold {
  readonly #options: LifecycleOptions;
  readonly #does: StepTest;
  readonly #filter: Matcher | undefined;
  /** The period before the range, then those of the range. */
  readonly #periods: Period[];
  /** Everybody who was active in any of them, or earlier. */
  readonly people: PersonSet = new PersonSet();
  /** By position of the period; 0 is the one before the first shown. */
  readonly #active = new ActivePeriods();
  /** Active before all of them. */
  readonly #old = new PersonSet();

  constructor(query: LifecycleQuery, options: LifecycleOptions) {
    this.#options = options;
    this.#does = query.event ? stepTest(query.event) : () => true;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#periods = lifecyclePeriods(query, options);
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    if (this.#filter && !this.#filter(session)) return;
    const start = this.#periods[0]?.from ?? Infinity;
    let known: Period | undefined;
    for (let i = 0; i < session.times.length; i++) {
      const at = session.times[i] ?? 0;
      if ((known && at >= known.from && at < known.to) || !this.#does(session, i)) continue;
      const position = dayAt(this.#periods, at);
      known = this.#periods[position];
      if (at >= start && position < 0) continue;
      this.people.add(session.person);
      if (at < start) this.#old.add(session.person);
      else this.#active.add(session.person, position);
    }
  }

  /** `seenBefore` holds those who are known to have been active before all periods. */
  result(seenBefore: People): Lifecycle {
    const counts = this.#periods.map(() => ({ new: 0, returning: 0, resurrecting: 0, dormant: 0 }));
    const byCount = new Map<number, number>();
    for (const person of this.#active.people) {
      const active = this.#active.of(person);
      for (const [position, state] of statesOf(active, this.#isOld(person, seenBefore))) {
        const count = counts[position];
        if (count) count[state]++;
      }
      const shown = shownOf(active);
      if (shown > 0) byCount.set(shown, (byCount.get(shown) ?? 0) + 1);
    }
    const whole = [...byCount.values()].reduce((sum, people) => sum + people, 0);
    return {
      periods: this.#shown(counts),
      stickiness: [...byCount]
        .sort(([a], [b]) => a - b)
        .map(([periods, people]) => ({ periods, people, share: rateOf(people, whole) })),
      active: whole,
    };
  }

  /** The people behind a number. */
  peopleOf(pick: LifecyclePick, seenBefore: People): number[] {
    const isIn = (person: number): boolean => {
      const active = this.#active.of(person);
      if ('periods' in pick) return shownOf(active) === pick.periods;
      return [...statesOf(active, this.#isOld(person, seenBefore))].some(
        ([position, state]) =>
          this.#periods[position]?.day === pick.day &&
          (pick.state === 'active' ? state !== 'dormant' : state === pick.state),
      );
    };
    return [...this.#active.people].filter(isIn);
  }

  #isOld(person: number, seenBefore: People): boolean {
    return this.#old.has(person) || seenBefore.has(person);
  }

  #shown(counts: readonly Record<LifecycleState, number>[]): LifecyclePeriod[] {
    const periods = this.#periods.map((period, i): LifecyclePeriod => {
      const { day, from, to } = period;
      const count = counts[i] ?? { new: 0, returning: 0, resurrecting: 0, dormant: 0 };
      const active = count.new + count.returning + count.resurrecting;
      const isOver = to <= this.#options.dataUntil;
      const dormant = isOver ? count.dormant : null;
      const at = new Date(from).toISOString();
      return { day, at, active, ...count, dormant, in_progress: !isOver };
    });
    const first = periods.findIndex(
      ({ active, dormant }, i) => i > 0 && active + (dormant ?? 0) > 0,
    );
    if (periods.length <= MANY) return periods.slice(1);
    return first < 0 ? periods.slice(-1) : periods.slice(first);
  }
}

/** Where a person stands in each period that it is counted in, by those it was active in, in order. */
function* statesOf(active: readonly number[], isOld: boolean): Generator<[number, LifecycleState]> {
  let wasActive = isOld;
  for (const [i, position] of active.entries()) {
    if (position > 0) {
      const isNext = active[i - 1] === position - 1;
      yield [position, isNext ? 'returning' : wasActive ? 'resurrecting' : 'new'];
    }
    wasActive = true;
    if (active[i + 1] !== position + 1) yield [position + 1, 'dormant'];
  }
}

/** Of the periods shown, how many somebody was active in. */
function shownOf(active: readonly number[]): number {
  return active.length - (active[0] === 0 ? 1 : 0);
}

/** The whole periods of the range as far as they have begun, and the one before them. */
export function lifecyclePeriods(query: LifecycleQuery, options: LifecycleOptions): Period[] {
  const range = { from: query.range.from, to: Math.min(query.range.to, options.dataUntil + 1) };
  return periodsOf(range, { unit: query.period, timeZone: options.timeZone, before: 1 });
}

/** What must be read for a lifecycle. */
export function lifecycleNeeds({ event, filter }: LifecycleQuery): {
  depth: Depth;
  names: string[] | undefined;
} {
  const depth = deepest(stepDepth(event), filterDepth(filter));
  return { depth, names: event && namesOf(event) };
}
