import { PersonSet } from '../history/person-lists.ts';

/** So many numbers in a `Set` take what a bit for each of half a million people does. */
const FEW = 2_000;

/** The people behind a row: of most rows few, of which a bit for everybody would be too much. */
export class RowPeople implements Iterable<number> {
  #people: Set<number> | PersonSet = new Set();

  get size(): number {
    return this.#people.size;
  }

  add(person: number): void {
    this.#people.add(person);
    if (this.#people.size <= FEW || this.#people instanceof PersonSet) return;
    const all = new PersonSet();
    for (const one of this.#people) all.add(one);
    this.#people = all;
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#people[Symbol.iterator]();
  }
}
