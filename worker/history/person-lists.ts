import { IntList } from './int-list.ts';

/** Some people, by number (people.ts). */
export class PersonSet {
  readonly #isIn = new IntList();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(person: number): boolean {
    return this.#isIn.get(person) === 1;
  }

  add(person: number): void {
    if (this.has(person)) return;
    this.#isIn.set(person, 1);
    this.#size++;
  }
}

/** Those that a fold has met, numbered anew from 0 without a gap. */
export class Subjects {
  /** Their numbers, plus one, by person. */
  readonly #numbers = new IntList();
  #size = 0;

  /** The number of a person; the next one where the person was not met before. */
  of(person: number): number {
    const known = this.#numbers.get(person);
    if (known !== 0) return known - 1;
    this.#numbers.set(person, ++this.#size);
    return this.#size - 1;
  }
}
