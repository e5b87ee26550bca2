import { IntList } from './int-list.ts';

/** Some people, by number (people.ts): a bit each. */
export class PersonSet implements Iterable<number> {
  #bits = new Int32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(person: number): boolean {
    return (((this.#bits[person >>> 5] ?? 0) >>> (person & 31)) & 1) === 1;
  }

  add(person: number): void {
    if (this.has(person)) return;
    const place = person >>> 5;
    if (place >= this.#bits.length) this.#growTo(place);
    this.#bits[place] = (this.#bits[place] ?? 0) | (1 << (person & 31));
    this.#size++;
  }

  /** By number. */
  *[Symbol.iterator](): Generator<number> {
    for (let place = 0; place < this.#bits.length; place++) {
      if (this.#bits[place] === 0) continue;
      for (let person = 32 * place; person < 32 * (place + 1); person++) {
        if (this.has(person)) yield person;
      }
    }
  }

  #growTo(place: number): void {
    const bits = new Int32Array(2 ** Math.ceil(Math.log2(place + 1)));
    bits.set(this.#bits);
    this.#bits = bits;
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
