import { IntList } from '../history/int-list.ts';

/** Entering a step for the first time in the range. */
export interface Entry {
  at: number;
  /** Start of the session it was in. */
  session: number;
  /** What people alike have in common, but for whether they are new. */
  alike: string;
}

/** Who entered a step, and how: in lists, as most people enter the first. */
export class StepEntries implements Iterable<readonly [person: number, entry: Entry]> {
  /** Of each person the place in the lists, plus one. */
  readonly #places = new IntList();
  readonly #people: number[] = [];
  readonly #times: number[] = [];
  readonly #sessions: number[] = [];
  readonly #alike: number[] = [];
  /** Whoever is alike shares a text. */
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** Takes the earliest; at one time whatever the order is, the same. */
  add(person: number, { at, session, alike }: Entry): void {
    const place = this.#places.get(person) - 1;
    if (place < 0) {
      this.#places.set(person, this.#people.push(person));
      this.#times.push(at);
      this.#sessions.push(session);
      this.#alike.push(this.#numberOf(alike));
      return;
    }
    const known = this.#times[place] ?? 0;
    if (at > known || (at === known && alike >= this.#textAt(place))) return;
    this.#times[place] = at;
    this.#sessions[place] = session;
    this.#alike[place] = this.#numberOf(alike);
  }

  *[Symbol.iterator](): Generator<readonly [person: number, entry: Entry]> {
    for (const [place, person] of this.#people.entries()) {
      const [at = 0, session = 0] = [this.#times[place], this.#sessions[place]];
      yield [person, { at, session, alike: this.#textAt(place) }];
    }
  }

  #textAt(place: number): string {
    return this.#texts[this.#alike[place] ?? -1] ?? '';
  }

  #numberOf(alike: string): number {
    let number = this.#numbers.get(alike);
    if (number === undefined) this.#numbers.set(alike, (number = this.#texts.push(alike) - 1));
    return number;
  }
}
