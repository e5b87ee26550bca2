import { HashTable } from './hash-table.ts';

/**
 * Ids by number, from 0 in the order in which they were met; a customer's is that of the id it goes by.
 * What a report keeps of people stands in lists: to look each of them up by a text, for each session and
 * each thing that is kept, was a third of its time. This one look-up that is left is a table of its own,
 * in which ids are characters of one list: hundreds of thousands of texts would be moved about as garbage
 * is collected.
 */
export class People {
  /** UTF-16 of all ids, one after the other, and where each ends. */
  #characters = new Uint16Array(16_384);
  #ends = new Int32Array(1_024);
  #size = 0;
  /** Ids as texts, of those that were asked for. */
  readonly #names: string[] = [];
  readonly #seed: number;
  readonly #table = new HashTable();

  /** Nobody who sends ids can know which of them meet in the table. */
  constructor(seed: number = crypto.getRandomValues(new Int32Array(1))[0] ?? 0) {
    this.#seed = seed;
  }

  /** The number of an id, a new one where it was not met before. */
  numberOf(id: string): number {
    const hash = this.#hashOf(id);
    const slot = this.#slotOf(id, hash);
    const known = this.#table.at(slot);
    if (known >= 0) return known;
    const number = this.#add(id);
    this.#table.put(slot, hash, number);
    return number;
  }

  /** The number of an id that was met; undefined where it was not. */
  find(id: string): number | undefined {
    const known = this.#table.at(this.#slotOf(id, this.#hashOf(id)));
    return known < 0 ? undefined : known;
  }

  /** Whether an id begins with a text; quicker than its name. */
  begins(person: number, text: string): boolean {
    const start = this.#startOf(person);
    if ((this.#ends[person] ?? 0) - start < text.length) return false;
    for (let i = 0; i < text.length; i++) {
      if (this.#characters[start + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  /** '' of a number that nobody has. */
  nameOf(person: number): string {
    const known = this.#names[person] ?? '';
    if (known !== '' || person < 0 || person >= this.#size) return known;
    while (this.#names.length <= person) this.#names.push('');
    const characters = this.#characters.subarray(this.#startOf(person), this.#ends[person]);
    // A list of numbers in all that `apply` asks of one.
    const list = characters as unknown as number[];
    return (this.#names[person] = String.fromCharCode.apply(undefined, list));
  }

  /** Where an id stands, or would. */
  #slotOf(id: string, hash: number): number {
    const table = this.#table;
    for (let slot = table.seek(hash); ; slot = table.seekOn(hash, slot)) {
      const number = table.at(slot);
      if (number < 0 || this.#is(number, id)) return slot;
    }
  }

  #is(number: number, id: string): boolean {
    const length = (this.#ends[number] ?? 0) - this.#startOf(number);
    return length === id.length && this.begins(number, id);
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
  }

  #add(id: string): number {
    const start = this.#startOf(this.#size);
    const end = start + id.length;
    while (end > this.#characters.length) {
      this.#characters = into(new Uint16Array(2 * this.#characters.length), this.#characters);
    }
    if (this.#size === this.#ends.length) {
      this.#ends = into(new Int32Array(2 * this.#size), this.#ends);
    }
    for (let i = 0; i < id.length; i++) this.#characters[start + i] = id.charCodeAt(i);
    this.#ends[this.#size] = end;
    return this.#size++;
  }

  #hashOf(id: string): number {
    let hash = this.#seed;
    for (let i = 0; i < id.length; i++) {
      hash = Math.imul(hash ^ id.charCodeAt(i), 0x5bd1e995) ^ (hash >>> 15);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }
}

function into<List extends Int32Array | Uint16Array>(longer: List, list: List): List {
  longer.set(list);
  return longer;
}
