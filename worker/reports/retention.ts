import { deepest, type Depth } from '../history/index.ts';
import { onItsOwn, type Item, type Session } from '../history/item.ts';
import { PersonSet, Subjects } from '../history/person-lists.ts';
import type { Rate } from './answers.ts';
import { dayAt } from './days.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { namesOf, stepDepth, stepTest, type StepTest } from './funnel-steps.ts';
import { periodsOf, type Period, type PeriodUnit } from './periods.ts';
import { rateOf } from './rate.ts';
import type {
  Cohort,
  Retention,
  RetentionCell,
  RetentionPick,
  RetentionQuery,
} from './retention-query.ts';
import { atOnce } from './turns.ts';

const DAY = 86_400_000;

const NEVER = { from: Infinity, to: -Infinity };

/** Length of a rolling period, milliseconds. */
export const ROLLING: Record<PeriodUnit, number> = { day: DAY, week: 7 * DAY, month: 30 * DAY };

export interface RetentionOptions {
  timeZone: string;
  /** Up to when the data is known: what ends later is in progress. */
  dataUntil: number;
}

interface Person {
  person: number;
  /** First start of all, the range or not. */
  first: number;
  /** First start in the range; Infinity where there is none. */
  entered: number;
  /** Of the recurring: first start by the period of the range it lies in. */
  starts: Map<number, number> | undefined;
  /** When they came back: by the calendar the position of the period, else the time (`#comeBack`). */
  returns: number[] | undefined;
}

/** Some people, by number. */
type People = Pick<PersonSet, 'has'>;

/** Who entered together. */
interface Entered {
  period: Period;
  people: Person[];
}

/** The retention of definitions.md 7, folded over history. */
export class RetentionFold {
  readonly #query: RetentionQuery;
  readonly #options: RetentionOptions;
  readonly #starts: StepTest;
  readonly #returns: StepTest;
  readonly #filter: Matcher | undefined;
  /** Periods of the range, and as many more as are asked for. */
  readonly #periods: Period[];
  readonly #numbers = new Subjects();
  readonly #people: Person[] = [];
  /** Anything is a start, anything a coming back. */
  readonly #isAnything: boolean;
  readonly #isCalendar: boolean;
  /** Position of the period that was looked for last: history goes on. */
  #recent = -1;
  /** Of the person that is looked at. */
  readonly #cells: Uint8Array;
  #last: { seenBefore: People; cohorts: Entered[] } | undefined;

  constructor(query: RetentionQuery, options: RetentionOptions) {
    this.#query = query;
    this.#options = options;
    this.#starts = query.start ? stepTest(query.start) : () => true;
    this.#returns = query.return ? stepTest(query.return) : () => true;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#cells = new Uint8Array(query.periods + 1);
    this.#isCalendar = query.clock === 'calendar';
    this.#isAnything = query.start === undefined && query.return === undefined;
    this.#periods = periodsOf(untilKnown(query, options), {
      unit: query.period,
      timeZone: options.timeZone,
      after: query.periods,
    });
  }

  /** Everybody who may have entered. */
  get people(): IteratorObject<number> {
    return this.#people.values().map(({ person }) => person);
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const isAsked = !this.#filter || this.#filter(session);
    if (item.kind === 'session' && this.#isPlain(item)) {
      const person = this.#personOf(item);
      this.#enter(person, item.start, isAsked);
      if (!isAsked) return;
      this.#comeBack(person, item.start);
      if (!this.#isOneReturn(item)) this.#comeBack(person, item.lastAt);
      return;
    }
    const { times } = session;
    let person: Person | undefined;
    for (let i = 0; i < times.length; i++) {
      const isStart = this.#starts(session, i);
      const isReturn = isAsked && this.#returns(session, i);
      if (!isStart && !isReturn) continue;
      person ??= this.#personOf(session);
      const at = times[i] ?? 0;
      if (isStart) this.#enter(person, at, isAsked);
      if (isReturn && at >= this.#query.range.from) this.#comeBack(person, at);
    }
  }

  /** Whether first and last event tell all: what is between them lies in the same period, and close. */
  #isPlain({ start, end, size }: Session): boolean {
    const { range, cohort } = this.#query;
    if (!this.#isAnything || start < range.from || end - start >= APART) return false;
    if (size === 0) return false;
    if (cohort !== 'recurring') return true;
    if (end >= range.to) return start >= range.to;
    return dayAt(this.#periods, start) === dayAt(this.#periods, end);
  }

  /** Whether its last event, too, came in the period it began in. */
  #isOneReturn({ start, end }: Session): boolean {
    return this.#isCalendar && this.#positionAt(start) === this.#positionAt(end);
  }

  #comeBack(person: Person, at: number): void {
    const { returns } = person;
    const back = this.#isCalendar ? this.#positionAt(at) : at;
    // Most come once: a list that begins empty takes room for many.
    if (returns === undefined) person.returns = [back];
    else if (!this.#isCalendar) keepReturn(returns, at);
    else if (returns.at(-1) !== back) returns.push(back);
  }

  /** The period a time is in: -1 before the first, one more than there are beyond the last. */
  #positionAt(at: number): number {
    const { from, to } = this.#periods[this.#recent] ?? NEVER;
    if (at >= from && at < to) return this.#recent;
    if (at >= (this.#periods.at(-1)?.to ?? Infinity)) return this.#periods.length;
    return (this.#recent = dayAt(this.#periods, at));
  }

  /** `seenBefore` holds those who are known to have had their first start before the range. */
  result(seenBefore: People): Retention {
    return atOnce(this.results(seenBefore));
  }

  /** The result, a cohort at a time. */
  *results(seenBefore: People): Generator<undefined, Retention> {
    const cohorts: Cohort[] = [];
    for (const one of sinceFirst(this.#cohorts(seenBefore))) {
      cohorts.push(this.#cohortOf(one));
      yield;
    }
    const mean = Array.from({ length: this.#query.periods + 1 }, (_, period) => {
      const cells = cohorts.flatMap(({ cells }) => cells[period] ?? []);
      const mature = cells.filter(({ in_progress, returned }) => !in_progress && returned.of > 0);
      const sum = (key: 'n' | 'of'): number =>
        mature.reduce((total, { returned }) => total + returned[key], 0);
      return { period, returned: rateOf(sum('n'), sum('of')), cohorts: mature.length };
    });
    return { cohorts, mean };
  }

  /** Everybody in a cohort. */
  entered(seenBefore: People): PersonSet {
    const all = new PersonSet();
    for (const { people } of this.#cohorts(seenBefore)) {
      for (const { person } of people) all.add(person);
    }
    return all;
  }

  /** Those behind a cell. */
  peopleOf(pick: RetentionPick, seenBefore: People): number[] {
    const found = this.#cohorts(seenBefore).find(({ period }) => period.day === pick.day);
    if (found === undefined) return [];
    const cohort = this.#indexOf(found.period);
    return found.people
      .filter((person) => this.#cellsOf(person, cohort)[pick.period] === 1)
      .map(({ person }) => person);
  }

  #personOf({ person }: Session): Person {
    return (this.#people[this.#numbers.of(person)] ??= newPerson(person));
  }

  /** The filter decides who is counted, not which start was the first. */
  #enter(person: Person, at: number, isAsked: boolean): void {
    const { from, to } = this.#query.range;
    const isFirst = at < person.first;
    if (isFirst) person.first = at;
    if (this.#query.cohort === 'first_ever') {
      if (isFirst) person.entered = Infinity;
      if (!isFirst && at !== person.first) return;
    }
    if (!isAsked || at < from || at >= to) return;
    if (at < person.entered) person.entered = at;
    if (this.#query.cohort !== 'recurring') return;
    const period = dayAt(this.#periods, at);
    const starts = (person.starts ??= new Map<number, number>());
    if (at < (starts.get(period) ?? Infinity)) starts.set(period, at);
  }

  #cohorts(seenBefore: People): Entered[] {
    if (this.#last?.seenBefore !== seenBefore) {
      this.#last = { seenBefore, cohorts: this.#findCohorts(seenBefore) };
    }
    return this.#last.cohorts;
  }

  #findCohorts(seenBefore: People): Entered[] {
    const { range, cohort } = this.#query;
    const known = untilKnown(this.#query, this.#options);
    const cohorts = this.#periods
      .filter(({ from }) => from < known.to)
      .map((period): Entered => ({ period, people: [] }));
    for (const person of this.#people) {
      const isLate = person.first < range.from || seenBefore.has(person.person);
      if (cohort === 'first_ever' && isLate) continue;
      if (cohort !== 'recurring') {
        const at = person.entered;
        if (at < Infinity) cohorts[this.#positionAt(at)]?.people.push(person);
        continue;
      }
      for (const period of person.starts?.keys() ?? []) cohorts[period]?.people.push(person);
    }
    return cohorts;
  }

  #cohortOf({ period, people }: Entered): Cohort {
    const cohort = this.#indexOf(period);
    const latest = people.reduce(
      (last, person) => Math.max(last, this.#entryOf(person, cohort)),
      period.from,
    );
    const counts = new Uint32Array(this.#query.periods + 1);
    for (const person of people) {
      const hit = this.#cellsOf(person, cohort);
      for (let k = 0; k < counts.length; k++) counts[k] = (counts[k] ?? 0) + (hit[k] ?? 0);
    }
    const cells = Array.from({ length: this.#query.periods + 1 }, (_, k): RetentionCell => {
      const n = counts[k] ?? 0;
      const isMature = this.#endOf({ period, cohort, latest, k }) <= this.#options.dataUntil;
      const returned: Rate = isMature
        ? rateOf(n, people.length)
        : { value: null, n, of: people.length, ci95: null };
      const open = this.#query.kind === 'unbounded' && k > 0;
      return { period: k, returned, in_progress: !isMature, open };
    });
    return {
      day: period.day,
      at: new Date(period.from).toISOString(),
      people: people.length,
      cells,
    };
  }

  /** When a cell's period is over for all of its cohort, and nobody can join it any more. */
  #endOf(asked: { period: Period; cohort: number; latest: number; k: number }): number {
    const { period, cohort, latest, k } = asked;
    const closed = Math.min(period.to, this.#query.range.to);
    if (k === 0) return closed;
    if (this.#query.clock === 'calendar') return this.#periods[cohort + k]?.to ?? Infinity;
    return Math.max(closed, latest + (k + 1) * ROLLING[this.#query.period]);
  }

  /** When somebody entered a cohort. */
  #entryOf({ entered, starts }: Person, cohort: number): number {
    return starts?.get(cohort) ?? entered;
  }

  /** 1 for each period after its entry that a person is in. Written anew for each person. */
  #cellsOf(person: Person, cohort: number): Uint8Array {
    const at = this.#entryOf(person, cohort);
    const cells = this.#cells.fill(0);
    cells[0] = 1;
    const isBounded = this.#query.kind === 'bounded';
    let last = 0;
    for (const back of person.returns ?? []) {
      const period = this.#periodOf(back, { at, cohort });
      if (isBounded && period > 0 && period < cells.length) cells[period] = 1;
      if (period > last) last = period;
    }
    if (!isBounded) cells.fill(1, 0, this.#reachOf(cohort, last) + 1);
    return cells;
  }

  /** How many periods after its entry a person was there: below 1 in that of the entry, or before. */
  #periodOf(back: number, { at, cohort }: { at: number; cohort: number }): number {
    if (this.#isCalendar) return Math.max(back, 0) - cohort;
    return Math.floor((back - at) / ROLLING[this.#query.period]);
  }

  /** The last period up to which somebody returned who did so in `last` or later: there is none beyond ours. */
  #reachOf(cohort: number, last: number): number {
    if (this.#query.clock === 'rolling') return last;
    return Math.min(last, this.#periods.length - 1 - cohort);
  }

  #indexOf(period: Period): number {
    return this.#periods.indexOf(period);
  }
}

function newPerson(person: number): Person {
  const [first, entered] = [Infinity, Infinity];
  return { person, first, entered, starts: undefined, returns: undefined };
}

/** Longer lists than this begin with the first cohort that has somebody. */
const MANY = 100;

function sinceFirst(cohorts: Entered[]): Entered[] {
  if (cohorts.length <= MANY) return cohorts;
  const first = cohorts.findIndex(({ people }) => people.length > 0);
  return first < 0 ? cohorts.slice(-1) : cohorts.slice(first);
}

/** Cohorts of periods that have not begun are none. */
function untilKnown(
  { range }: RetentionQuery,
  { dataUntil }: RetentionOptions,
): { from: number; to: number } {
  return { from: range.from, to: Math.min(range.to, dataUntil + 1) };
}

/** Between two times this close another decides nothing: no calendar day is shorter. */
const APART = 20 * 3_600_000;

/** Of rolling periods, where what is between two others of one day says nothing. */
function keepReturn(returns: number[], at: number): void {
  const [a, b] = [returns.at(-2), returns.at(-1)];
  if (a !== undefined && b !== undefined && a <= b && b <= at && at - a < APART) {
    returns[returns.length - 1] = at;
  } else {
    returns.push(at);
  }
}

/** What must be read for retention. */
export function retentionNeeds(query: RetentionQuery): {
  depth: Depth;
  names: string[] | undefined;
} {
  const { start, return: back, filter } = query;
  const depth = deepest(stepDepth(start), stepDepth(back), filterDepth(filter));
  const names = [start && namesOf(start), back && namesOf(back)];
  const isSparse = names.every((list) => list !== undefined);
  return { depth, names: isSparse ? [...new Set(names.flat())] : undefined };
}
