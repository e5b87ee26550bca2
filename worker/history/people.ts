import { ownText } from './fields.ts';

/**
 * Ids by number, from 0 in the order in which they were met; a customer's is that of the id it goes by.
 * What a report keeps of people stands in lists: to look each of them up by a text, for each session and
 * each thing that is kept, was a third of its time. This one look-up that is left is a table of its own,
 * twice as quick as a `Map` of hundreds of thousands.
 */
export class People {
  readonly #ids: string[] = [];
  readonly #seed: number;
  /** By slot: what the id makes, and its number plus one; 0 where nothing stands. */
  #hashes = new Int32Array(1_024);
  #numbers = new Int32Array(1_024);

  /** Nobody who sends ids can know which of them meet in the table. */
  constructor(seed: number = crypto.getRandomValues(new Int32Array(1))[0] ?? 0) {
    this.#seed = seed;
  }

  /** The number of an id, a new one where it was not met before. */
  numberOf(id: string): number {
    const hash = this.#hashOf(id);
    const slot = this.#slotOf(id, hash);
    const known = this.#numbers[slot] ?? 0;
    if (known !== 0) return known - 1;
    const number = this.#ids.push(ownText(id));
    this.#put(slot, hash, number);
    if (2 * number > this.#numbers.length) this.#grow();
    return number - 1;
  }

  /** The number of an id that was met; undefined where it was not. */
  find(id: string): number | undefined {
    const known = this.#numbers[this.#slotOf(id, this.#hashOf(id))] ?? 0;
    return known === 0 ? undefined : known - 1;
  }

  nameOf(person: number): string {
    return this.#ids[person] ?? '';
  }

  /** Where an id stands, or would. */
  #slotOf(id: string, hash: number): number {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    const mask = numbers.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = numbers[slot] ?? 0;
      if (number === 0 || (hashes[slot] === hash && this.#ids[number - 1] === id)) return slot;
    }
  }

  #put(slot: number, hash: number, number: number): void {
    this.#hashes[slot] = hash;
    this.#numbers[slot] = number;
  }

  #grow(): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    this.#hashes = new Int32Array(4 * hashes.length);
    this.#numbers = new Int32Array(4 * hashes.length);
    const mask = this.#numbers.length - 1;
    for (const [i, number] of numbers.entries()) {
      if (number === 0) continue;
      const hash = hashes[i] ?? 0;
      let slot = hash & mask;
      while (this.#numbers[slot] !== 0) slot = (slot + 1) & mask;
      this.#put(slot, hash, number);
    }
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
