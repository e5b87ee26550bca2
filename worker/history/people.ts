import { ownText } from './fields.ts';
import { IntList } from './int-list.ts';

/**
 * Ids by number, from 0 in the order in which they were met; a customer's is that of the id it goes by.
 * What a report keeps of people stands in lists: to look each of them up by a text, once for each
 * session and each thing that is kept, was a third of its time.
 */
export class People {
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [];

  /** The number of an id, a new one where it was not met before. */
  numberOf(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const own = ownText(id);
    this.#numbers.set(own, this.#ids.length);
    return this.#ids.push(own) - 1;
  }

  /** The number of an id that was met; undefined where it was not. */
  find(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  nameOf(person: number): string {
    return this.#ids[person] ?? '';
  }
}

/** Some people. */
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

  get size(): number {
    return this.#size;
  }

  /** The number of a person; the next one where the person was not met before. */
  of(person: number): number {
    const known = this.#numbers.get(person);
    if (known !== 0) return known - 1;
    this.#numbers.set(person, ++this.#size);
    return this.#size - 1;
  }

  /** The number of a person who was met; -1 where that is not so. */
  find(person: number): number {
    return this.#numbers.get(person) - 1;
  }
}
