import { NameBits, type Visit } from '../history/name-bits.ts';
import { deepest, type Depth } from '../history/index.ts';
import { onItsOwn, startOf, type Item, type Session } from '../history/item.ts';
import { Subjects } from '../history/person-lists.ts';
import type { Funnel } from './answers.ts';
import { durationOf } from './duration.ts';
import { facetDepth, facetOf, OTHER } from './facets.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { attemptsOf, bestAttempt, type Attempt, type Rules } from './funnel-attempt.ts';
import { Log, UNHELD, type Line, type Removal } from './funnel-log.ts';
import {
  holdKeys,
  isName,
  labelOf,
  namesOf,
  stepDepth,
  stepTest,
  type StepTest,
} from './funnel-steps.ts';
import { Tally } from './funnel-tally.ts';
import { dayAt } from './days.ts';
import { periodsOf, type Period } from './periods.ts';
import type { FunnelQuery, Step } from './query.ts';
import { atOnce } from './turns.ts';

export const DEFAULT_WINDOW = 'P30D';

/** Bits of an event of which its name tells nothing. */
const ALL = -1;

/** People told of before the clock is looked at: some milliseconds. */
const SOME = 1_000;

const NOTHING_HELD: readonly number[] = [0];

export interface FunnelOptions {
  /** Up to when the data is known: windows that end later are open. */
  dataUntil: number;
  /** IANA; of the periods of a trend. */
  timeZone?: string;
  /** Called with each person; not with nobody's visits, where sessions are counted. */
  onPerson?: (reached: Reached) => void;
}

/** How far somebody came. */
export interface Reached {
  person: number;
  /** How many steps. */
  level: number;
  /** Of the person's row of the breakdown. */
  key: string;
}

/** The funnel of definitions.md 5, folded over history. */
export class FunnelFold {
  readonly #query: FunnelQuery;
  readonly #options: FunnelOptions;
  readonly #rules: Rules;
  readonly #tests: StepTest[];
  /** Steps and exclusions by name; undefined where every event must be looked at. */
  readonly #names: NameBits | undefined;
  /** Tests that a name does not settle. */
  readonly #open: number;
  readonly #filter: Matcher | undefined;
  readonly #holds: boolean;
  #log = new Log();
  /** Numbers of people in the log, where they are its subjects. */
  readonly #subjects = new Subjects();
  /** By subject; undefined: a session that is nobody's. */
  readonly #people: (number | undefined)[] = [];
  /** Numbers of what is held constant. */
  readonly #held = new Map<string, number>();
  readonly #visit: Visit;
  /** The session that is looked at, the position of its breakdown key, and whose it is, once that matters. */
  #session: Session | undefined;
  #key = 0;
  #subject: number | undefined;
  readonly #keys = new Map<string, number>();
  readonly #keyNames: string[] = [];
  readonly #tallies: Tally[] = [];
  readonly #whole: Tally;
  readonly #periods: readonly Period[];
  readonly #trend: readonly Tally[];
  #excludedPeople = 0;

  constructor(query: FunnelQuery, options: FunnelOptions) {
    this.#query = query;
    this.#options = options;
    this.#rules = {
      length: query.steps.length,
      window: durationOf(query.window ?? DEFAULT_WINDOW) ?? 0,
      order: query.order ?? 'ordered',
      ...query.range,
    };
    const steps = [...query.steps, ...(query.exclude ?? [])];
    this.#tests = steps.map(stepTest);
    this.#names = this.#rules.order === 'strict' ? undefined : nameBitsOf(steps);
    this.#open = steps.reduce((bits, step, i) => (isName(step) ? bits : bits | (1 << i)), 0);
    this.#holds = (query.hold?.length ?? 0) > 0;
    this.#visit = this.#open === 0 ? this.#see : this.#judge;
    this.#filter = query.filter && matcherOf(query.filter);
    this.#whole = new Tally(query.steps.length);
    this.#periods = periodsFor(query, options);
    this.#trend = this.#periods.map(() => new Tally(query.steps.length));
  }

  step(item: Item): void {
    const bySession = this.#query.unit === 'session';
    if (bySession && (item.kind === 'touchpoint' || !this.#startsInRange(item))) return;
    if (item.kind === 'touchpoint' && this.#names?.of(item.event.name) === 0) return;
    const session = item.kind === 'session' ? item : onItsOwn(item);
    if (this.#filter && !this.#filter(session)) return;
    this.#session = session;
    this.#key = this.#keyOf(session);
    this.#subject = undefined;
    if (this.#names) session.scan(this.#names, this.#visit);
    else session.times.forEach((at, i) => this.#judge(at, ALL, i));
  }

  result(): Funnel {
    return atOnce(this.results());
  }

  /** The result, made step by step. */
  *results(): Generator<undefined, Funnel> {
    for (let subject = 0; subject < this.#log.subjects; subject++) {
      this.#conclude(subject);
      if (subject % SOME === SOME - 1) yield;
    }
    this.#log = new Log();
    const labels = this.#query.steps.map(labelOf);
    const funnel: Funnel = { steps: this.#whole.steps(labels), excluded: this.#excludedPeople };
    if (this.#query.breakdown) {
      funnel.rows = this.#rows(this.#query.breakdown.limit).map(([key, tally]) => ({
        key,
        steps: tally.steps(labels),
      }));
    }
    if (this.#query.trend) {
      funnel.trend = this.#periods.map(({ day }, i) => ({
        day,
        ...(this.#trend[i] ?? new Tally(labels.length)).outcome(),
      }));
    }
    return funnel;
  }

  /** Keys of the rows that are shown; the others are `(other)`. After `result`. */
  shownKeys(): string[] {
    const { breakdown } = this.#query;
    return breakdown ? this.#rows(breakdown.limit).map(([key]) => key) : [];
  }

  #startsInRange(item: Item): boolean {
    const start = startOf(item);
    return start >= this.#rules.from && start < this.#rules.to;
  }

  /** Number of the subject that the session is, or is part of. */
  #subjectOf({ person, marks }: Session): number {
    if (this.#subject !== undefined) return this.#subject;
    const next = this.#people.length;
    const subject = this.#query.unit === 'session' ? next : this.#subjects.of(person);
    if (subject === next) this.#people.push(marks.cookieless ? undefined : person);
    return (this.#subject = subject);
  }

  /** An event that may be a step, or an exclusion. */
  readonly #judge: Visit = (at, bits, index) => {
    if (this.#session) this.#see(at, this.#settle(this.#session, index, bits), index);
  };

  /** An event of the session that is one, by bits. */
  readonly #see: Visit = (at, bits, index) => {
    const { length, from, order } = this.#rules;
    const session = this.#session;
    // An event belongs to its own time: what the session holds before the range is not asked for.
    if (session === undefined || at < from) return;
    const excluded = (bits >> length) << length;
    const steps = bits ^ excluded;
    if (steps !== 0 || order === 'strict') {
      const subject = this.#subjectOf(session);
      for (const held of this.#holds ? this.#heldIn(session, index) : NOTHING_HELD) {
        this.#log.add(subject, { at, bits: steps, key: this.#key, held });
      }
    }
    // What removes somebody is held against all they did, whatever is held constant.
    if (excluded !== 0) {
      const subject = this.#subjectOf(session);
      this.#log.add(subject, { at, bits: excluded, key: this.#key, held: UNHELD });
    }
  };

  /** Of the bits that may be, those that are. */
  #settle(session: Session, index: number, bits: number): number {
    let settled = bits === ALL ? 0 : bits & ~this.#open;
    for (let i = 0; i < this.#tests.length; i++) {
      const isAsked = bits === ALL || (bits & this.#open & (1 << i)) !== 0;
      if (isAsked && this.#tests[i]?.(session, index)) settled |= 1 << i;
    }
    return settled;
  }

  /** Numbers of what an event holds constant: none where it lacks that. */
  #heldIn(session: Session, index: number): number[] {
    const props = session.props(index);
    const keys = props === undefined ? [] : holdKeys({ props }, this.#query.hold ?? []);
    return keys.map((key) => {
      const known = this.#held.get(key);
      if (known === undefined) this.#held.set(key, this.#held.size);
      return known ?? this.#held.size - 1;
    });
  }

  #keyOf(session: Session): number {
    const { breakdown } = this.#query;
    if (!breakdown) return 0;
    const name = facetOf(session, breakdown.by);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    this.#keys.set(name, this.#keyNames.push(name) - 1);
    this.#tallies.push(new Tally(this.#rules.length));
    return this.#keys.size - 1;
  }

  #conclude(subject: number): void {
    const { lines, removals } = this.#log.told(subject);
    let best: (Attempt & { line: Line }) | undefined;
    let open = false;
    for (const line of lines) {
      line.sort();
      if (this.#removes(line, removals)) {
        this.#excludedPeople++;
        return;
      }
      const attempt = bestAttempt(line, this.#rules);
      if (attempt === undefined) continue;
      open ||= this.#isOpen(line);
      if (best === undefined || beats(attempt, line, best)) best = { ...attempt, line };
    }
    if (best === undefined) return;
    this.#whole.add(best.reached, open);
    const key = best.line.keys[best.start] ?? 0;
    this.#tallies[key]?.add(best.reached, open);
    this.#trend[dayAt(this.#periods, best.reached[0] ?? 0)]?.add(best.reached, open);
    const person = this.#people[subject];
    if (person === undefined) return;
    const level = best.reached.length;
    this.#options.onPerson?.({ person, level, key: this.#keyNames[key] ?? '' });
  }

  /** Whether the window of the latest possible start ends after what is known. */
  #isOpen({ length, times, steps }: Line): boolean {
    const { window, order, to } = this.#rules;
    for (let i = length - 1; i >= 0; i--) {
      const at = times[i] ?? 0;
      const mask = steps[i] ?? 0;
      if (at >= to || (order === 'any' ? mask === 0 : (mask & 1) === 0)) continue;
      return at + window >= this.#options.dataUntil;
    }
    return false;
  }

  /** Whether an excluded event stands between its steps in any attempt: the person goes entirely. */
  #removes(line: Line, removals: readonly Removal[]): boolean {
    if (removals.length === 0) return false;
    for (const { start, reached } of attemptsOf(line, this.#rules)) {
      const end = (line.times[start] ?? 0) + this.#rules.window;
      for (const [bit, exclusion] of (this.#query.exclude ?? []).entries()) {
        const after = reached[(exclusion.after ?? 1) - 1];
        if (after === undefined) continue;
        const before = reached[(exclusion.before ?? this.#rules.length) - 1] ?? end + 1;
        const stands = ({ at, bits }: Removal): boolean =>
          (bits & (1 << (this.#rules.length + bit))) !== 0 && at > after && at < before;
        if (removals.some(stands)) return true;
      }
    }
    return false;
  }

  /** Rows by people at the first step, the rest as `(other)`: together they are the whole. */
  #rows(limit: number): [string, Tally][] {
    const rows = [...this.#keys].flatMap(([key, position]): [string, Tally][] => {
      const tally = this.#tallies[position];
      return tally === undefined || tally.size === 0 ? [] : [[key, tally]];
    });
    rows.sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1));
    const rest = rows.splice(limit);
    if (rest.length === 0) return rows;
    const other = new Tally(this.#rules.length);
    for (const [, tally] of rest) other.merge(tally);
    return [...rows, [OTHER, other]];
  }
}

/** The periods of a trend, up to what is known; none where it is not asked for. */
function periodsFor({ trend, range }: FunnelQuery, options: FunnelOptions): Period[] {
  if (trend === undefined) return [];
  const { dataUntil, timeZone = 'UTC' } = options;
  const known = { from: range.from, to: Math.min(range.to, dataUntil + 1) };
  return periodsOf(known, { unit: trend, timeZone });
}

/** What must be read for a funnel. */
export function funnelNeeds(query: FunnelQuery): { depth: Depth; names: string[] | undefined } {
  const steps = [...query.steps, ...(query.exclude ?? [])];
  const depth = deepest(
    (query.hold?.length ?? 0) > 0 ? 'whole' : 'names',
    ...steps.map(stepDepth),
    filterDepth(query.filter),
    query.breakdown === undefined ? 'names' : facetDepth(query.breakdown.by),
  );
  const names = steps.map(namesOf);
  return {
    depth,
    names: names.every((list) => list !== undefined) ? [...new Set(names.flat())] : undefined,
  };
}

/** Bits by name; undefined where a step takes events of any name. */
function nameBitsOf(steps: readonly Step[]): NameBits | undefined {
  const bits = new Map<string, number>();
  for (const [i, step] of steps.entries()) {
    const names = namesOf(step);
    if (names === undefined) return undefined;
    for (const name of names) bits.set(name, (bits.get(name) ?? 0) | (1 << i));
  }
  return new NameBits(bits);
}

function beats(attempt: Attempt, line: Line, best: Attempt & { line: Line }): boolean {
  const deeper = attempt.reached.length - best.reached.length;
  if (deeper !== 0) return deeper > 0;
  return (line.times[attempt.start] ?? 0) < (best.line.times[best.start] ?? 0);
}
