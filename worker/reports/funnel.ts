import { NameBits } from '../history/name-bits.ts';
import { onItsOwn, startOf, type Item, type Session } from '../history/item.ts';
import type { Funnel } from './answers.ts';
import { durationOf } from './duration.ts';
import { facetOf, needsEvents, OTHER } from './facets.ts';
import { filterNeedsEvents, matcherOf, type Matcher } from './filter.ts';
import { attemptsOf, bestAttempt, type Attempt, type Rules } from './funnel-attempt.ts';
import {
  holdKeys,
  isName,
  labelOf,
  namesOf,
  stepNeedsEvents,
  stepTest,
  type StepTest,
} from './funnel-steps.ts';
import { Tally } from './funnel-tally.ts';
import { dayAt } from './days.ts';
import { periodsOf, type Period } from './periods.ts';
import type { FunnelQuery, Step } from './query.ts';

export const DEFAULT_WINDOW = 'P30D';

/** What a subject did that matters. `keys` are positions of breakdown keys. */
interface Line {
  times: number[];
  steps: number[];
  keys: number[];
}

/** Events that remove a subject, one bit an exclusion. */
interface Excluded {
  at: number;
  bits: number;
}

interface Subject {
  /** Where nothing is held constant. */
  line: Line | undefined;
  /** By what is held constant. */
  lines: Map<string, Line> | undefined;
  excluded: Excluded[] | undefined;
}

/** The session that is looked at. */
interface Scene {
  session: Session;
  /** Made when it is needed: most people do nothing that matters. */
  subject: Subject | undefined;
  key: number;
}

export interface FunnelOptions {
  /** Up to when the data is known: windows that end later are open. */
  dataUntil: number;
  /** IANA; of the periods of a trend. */
  timeZone?: string;
  /** Called with each person, how many steps it reached, and the key of its row of the breakdown. */
  onPerson?: (customer: string, level: number, key: string) => void;
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
  readonly #subjects = new Map<string, Subject>();
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
    this.#filter = query.filter && matcherOf(query.filter);
    this.#whole = new Tally(query.steps.length);
    this.#periods = periodsFor(query, options);
    this.#trend = this.#periods.map(() => new Tally(query.steps.length));
  }

  step(item: Item): void {
    const bySession = this.#query.unit === 'session';
    if (bySession && (item.kind === 'touchpoint' || !this.#startsInRange(item))) return;
    const session = item.kind === 'session' ? item : onItsOwn(item);
    if (this.#filter && !this.#filter(session)) return;
    const scene: Scene = { session, subject: undefined, key: this.#keyOf(session) };
    this.#collect(scene);
    if (bySession && scene.subject) this.#conclude(session.customer, scene.subject);
  }

  result(): Funnel {
    for (const [customer, subject] of this.#subjects) this.#conclude(customer, subject);
    this.#subjects.clear();
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

  #subjectOf(scene: Scene): Subject {
    if (scene.subject !== undefined) return scene.subject;
    const { customer } = scene.session;
    const bySession = this.#query.unit === 'session';
    let subject = bySession ? undefined : this.#subjects.get(customer);
    if (subject === undefined) {
      subject = { line: undefined, lines: undefined, excluded: undefined };
      if (!bySession) this.#subjects.set(customer, subject);
    }
    scene.subject = subject;
    return subject;
  }

  #collect(scene: Scene): void {
    const { session } = scene;
    if (this.#names && this.#open === 0) {
      session.scan(this.#names, (at, bits, i) => this.#see(scene, at, bits, i));
    } else if (this.#names) {
      session.scan(this.#names, (at, bits, i) =>
        this.#see(scene, at, this.#settle(session, i, bits), i),
      );
    } else {
      session.times.forEach((at, i) => this.#see(scene, at, this.#settle(session, i, -1), i));
    }
  }

  #see(scene: Scene, at: number, bits: number, index: number): void {
    const { length, from, order } = this.#rules;
    // An event belongs to its own time: what the session holds before the range is not asked for.
    if (at < from) return;
    const steps = bits & ((1 << length) - 1);
    if (steps !== 0 || order === 'strict') {
      const subject = this.#subjectOf(scene);
      if (!this.#holds) push((subject.line ??= newLine()), at, steps, scene.key);
      else for (const one of this.#linesOf(scene, index)) push(one, at, steps, scene.key);
    }
    const excluded = bits >> length;
    if (excluded !== 0) (this.#subjectOf(scene).excluded ??= []).push({ at, bits: excluded });
  }

  /** Of the bits that may be, those that are. */
  #settle(session: Session, index: number, bits: number): number {
    let settled = bits & ~this.#open;
    if (bits === -1) settled = 0;
    for (let i = 0; i < this.#tests.length; i++) {
      const isAsked = bits === -1 || (bits & this.#open & (1 << i)) !== 0;
      if (isAsked && this.#tests[i]?.(session, index)) settled |= 1 << i;
    }
    return settled;
  }

  #linesOf(scene: Scene, index: number): Line[] {
    const props = scene.session.props(index);
    const keys = props === undefined ? [] : holdKeys({ props }, this.#query.hold ?? []);
    const lines = (this.#subjectOf(scene).lines ??= new Map<string, Line>());
    return keys.map((key) => lineOf(lines, key));
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

  #conclude(customer: string, subject: Subject): void {
    let best: (Attempt & { line: Line }) | undefined;
    let open = false;
    for (const line of subject.lines?.values() ?? (subject.line ? [subject.line] : [])) {
      sortLine(line);
      if (this.#removes(subject, line)) {
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
    this.#options.onPerson?.(customer, best.reached.length, this.#keyNames[key] ?? '');
  }

  /** Whether the window of the latest possible start ends after what is known. */
  #isOpen({ times, steps }: Line): boolean {
    const { window, order, to } = this.#rules;
    for (let i = times.length - 1; i >= 0; i--) {
      const at = times[i] ?? 0;
      const mask = steps[i] ?? 0;
      if (at >= to || (order === 'any' ? mask === 0 : (mask & 1) === 0)) continue;
      return at + window >= this.#options.dataUntil;
    }
    return false;
  }

  /** Whether an excluded event stands between its steps in any attempt: the person goes entirely. */
  #removes(subject: Subject, line: Line): boolean {
    const { excluded } = subject;
    if (excluded === undefined) return false;
    for (const { start, reached } of attemptsOf(line, this.#rules)) {
      const end = (line.times[start] ?? 0) + this.#rules.window;
      for (const [bit, exclusion] of (this.#query.exclude ?? []).entries()) {
        const after = reached[(exclusion.after ?? 1) - 1];
        if (after === undefined) continue;
        const before = reached[(exclusion.before ?? this.#rules.length) - 1] ?? end + 1;
        const stands = ({ at, bits }: Excluded): boolean =>
          (bits & (1 << bit)) !== 0 && at > after && at < before;
        if (excluded.some(stands)) return true;
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
export function funnelNeeds(query: FunnelQuery): { events: boolean; names: string[] | undefined } {
  const steps = [...query.steps, ...(query.exclude ?? [])];
  const events =
    (query.hold?.length ?? 0) > 0 ||
    steps.some(stepNeedsEvents) ||
    (query.filter !== undefined && filterNeedsEvents(query.filter)) ||
    (query.breakdown !== undefined && needsEvents(query.breakdown.by));
  const names = steps.map(namesOf);
  return {
    events,
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

function newLine(): Line {
  return { times: [], steps: [], keys: [] };
}

function lineOf(lines: Map<string, Line>, key: string): Line {
  let line = lines.get(key);
  if (line === undefined) lines.set(key, (line = newLine()));
  return line;
}

function push(line: Line, at: number, steps: number, key: number): void {
  line.times.push(at);
  line.steps.push(steps);
  line.keys.push(key);
}

/** Sessions on two devices at once overlap; elsewhere the stream is in order already. */
function sortLine(line: Line): void {
  const { times, steps, keys } = line;
  if (isSorted(times)) return;
  const order = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  [line.times, line.steps, line.keys] = [times, steps, keys].map((list) =>
    order.map((i) => list[i] ?? 0),
  ) as [number[], number[], number[]];
}

function isSorted(times: readonly number[]): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] ?? 0) < (times[i - 1] ?? 0)) return false;
  return true;
}

function beats(attempt: Attempt, line: Line, best: Attempt & { line: Line }): boolean {
  const deeper = attempt.reached.length - best.reached.length;
  if (deeper !== 0) return deeper > 0;
  return (line.times[attempt.start] ?? 0) < (best.line.times[best.start] ?? 0);
}
