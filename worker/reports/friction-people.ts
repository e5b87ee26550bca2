import { PersonSet } from '../history/person-lists.ts';
import { StepEntries, type Entry } from './friction-entries.ts';
import { TimeList } from './time-list.ts';

/** Somebody who entered a step, and what they did. */
export interface Entrant extends Entry {
  person: number;
  /** Start of the first session that was read. */
  first: number;
  /** Times of conversions, in no order. */
  conversions: readonly number[];
  /** Times and keys of signals, one after the other, in no order. */
  signals: readonly number[];
}

const NONE: readonly number[] = [];

/** Everybody who came, and more of those who entered a step, met with a signal or converted. */
export class FrictionPeople {
  /** Those of whom more is known. */
  readonly known: PersonSet = new PersonSet();
  readonly #first = new TimeList();
  readonly #steps: StepEntries[] = [];
  readonly #conversions = new Map<number, number[]>();
  readonly #signals = new Map<number, number[]>();

  meet(person: number, start: number): void {
    const first = this.#first.get(person);
    if (first === 0 || start < first) this.#first.set(person, start);
  }

  enter(person: number, step: number, entry: Entry): void {
    this.known.add(person);
    (this.#steps[step] ??= new StepEntries()).add(person, entry);
  }

  convert(person: number, at: number): void {
    this.known.add(person);
    listOf(this.#conversions, person).push(at);
  }

  signal(person: number, at: number, key: number): void {
    this.known.add(person);
    listOf(this.#signals, person).push(at, key);
  }

  /** Those who entered a step. */
  *entering(step: number): Generator<Entrant> {
    for (const [person, entry] of this.#steps[step] ?? []) {
      const first = this.#first.get(person);
      const conversions = this.#conversions.get(person) ?? NONE;
      yield { person, first, ...entry, conversions, signals: this.#signals.get(person) ?? NONE };
    }
  }
}

function listOf(lists: Map<number, number[]>, person: number): number[] {
  const known = lists.get(person);
  if (known !== undefined) return known;
  const list: number[] = [];
  lists.set(person, list);
  return list;
}

/** The first conversion at or after a time; Infinity where there is none. */
export function convertedAt({ conversions }: Pick<Entrant, 'conversions'>, from: number): number {
  return conversions.reduce((first, at) => (at >= from && at < first ? at : first), Infinity);
}

/** Keys of the signals from a time on, up to another, and before a third. */
export function exposedTo(
  { signals }: Pick<Entrant, 'signals'>,
  { from, to, before }: { from: number; to: number; before: number },
): Set<number> {
  const keys = new Set<number>();
  for (let i = 0; i < signals.length; i += 2) {
    const at = signals[i] ?? 0;
    if (at >= from && at <= to && at < before) keys.add(signals[i + 1] ?? 0);
  }
  return keys;
}
