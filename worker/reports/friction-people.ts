import { Subjects } from '../history/person-lists.ts';

/** Entering a step for the first time in the range. */
export interface Entry {
  at: number;
  /** Start of the session it was in. */
  session: number;
  /** What people alike have in common, but for whether they are new. */
  alike: string;
}

/** What somebody did, as far as friction is about it. */
export interface Person {
  customer: string;
  /** Start of the first session that was read. */
  first: number;
  /** By step. */
  entries: (Entry | undefined)[];
  /** Times of conversions, in no order. */
  conversions: number[];
  /** Times and keys of signals, one after the other, in no order. */
  signals: number[];
}

/** Everybody who came, and more of those who entered a step, met with a signal or converted. */
export class FrictionPeople {
  readonly #subjects = new Subjects();
  readonly #first: number[] = [];
  readonly #people = new Map<number, Person>();

  /** Somebody comes. Returns their number here. */
  meet(person: number, start: number): number {
    const subject = this.#subjects.of(person);
    this.#first[subject] = Math.min(this.#first[subject] ?? Infinity, start);
    return subject;
  }

  enter(subject: number, customer: string, step: number, entry: Entry): void {
    const { entries } = this.#of(subject, customer);
    const known = entries[step];
    const isEarlier =
      known === undefined ||
      entry.at < known.at ||
      (entry.at === known.at && entry.alike < known.alike);
    if (isEarlier) entries[step] = entry;
  }

  convert(subject: number, customer: string, at: number): void {
    this.#of(subject, customer).conversions.push(at);
  }

  signal(subject: number, customer: string, at: number, key: number): void {
    this.#of(subject, customer).signals.push(at, key);
  }

  /** Those of whom more is known. */
  get customers(): Iterable<string> {
    return this.#people.values().map(({ customer }) => customer);
  }

  *[Symbol.iterator](): Generator<Person> {
    for (const [subject, person] of this.#people) {
      person.first = this.#first[subject] ?? person.first;
      yield person;
    }
  }

  #of(subject: number, customer: string): Person {
    let person = this.#people.get(subject);
    if (person === undefined) {
      person = { customer, first: Infinity, entries: [], conversions: [], signals: [] };
      this.#people.set(subject, person);
    }
    return person;
  }
}

/** The first conversion at or after a time; Infinity where there is none. */
export function convertedAt({ conversions }: Person, from: number): number {
  return conversions.reduce((first, at) => (at >= from && at < first ? at : first), Infinity);
}

/** Keys of the signals from a time on, up to another, and before a third. */
export function exposedTo(
  { signals }: Person,
  { from, to, before }: { from: number; to: number; before: number },
): Set<number> {
  const keys = new Set<number>();
  for (let i = 0; i < signals.length; i += 2) {
    const at = signals[i] ?? 0;
    if (at >= from && at <= to && at < before) keys.add(signals[i + 1] ?? 0);
  }
  return keys;
}
