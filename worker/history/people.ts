import { HashTable } from './hash-table.ts';

/** Of ids nearly all characters are ASCII: a byte each is half of what a million visitors take. */
const LAST_BYTE = 0xff;

/**
 * Ids by number, from 0 in the order in which they were met; a customer's is that of the id it goes by.
 * What a report keeps of people stands in lists: to look each of them up by a text, for each session and
 * each thing that is kept, was a third of its time. This one look-up that is left is a table of its own,
 * in which ids are characters of one list: hundreds of thousands of texts would be moved about as garbage
 * is collected.
 */
export class People {
  /** Characters of all ids, one after the other, in UTF-16 once one needs it; and where each id ends. */
  #characters: Uint8Array | Uint16Array = new Uint8Array(16_384);
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
    while (end > this.#characters.length) this.#characters = longer(this.#characters);
    if (this.#size === this.#ends.length) this.#ends = longer(this.#ends);
    for (let i = 0; i < id.length; i++) {
      const code = id.charCodeAt(i);
      if (code > LAST_BYTE && this.#characters instanceof Uint8Array) {
        this.#characters = Uint16Array.from(this.#characters);
      }
      this.#characters[start + i] = code;
    }
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

function longer<List extends Int32Array | Uint8Array | Uint16Array>(list: List): List {
  // A list of the same kind.
  const twice = new (list.constructor as new (length: number) => List)(2 * list.length);
  twice.set(list);
  return twice;
}
