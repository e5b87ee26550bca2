/** Slots of a new table. */
const SLOTS = 1_024;

/**
 * Numbers by the hash of what they stand for. A hash stands beside its number: among hundreds of thousands
 * each place that is looked at is a wait for memory.
 */
export class HashTable {
  /** Of each slot a hash and a number plus one, 0 where nothing stands. */
  #cells = new Int32Array(2 * SLOTS);
  #mask = SLOTS - 1;
  #size = 0;

  /** The slot of the first number with a hash, or a free one. */
  seek(hash: number): number {
    return this.#from(hash, hash & this.#mask);
  }

  /** The next one, where it was another thing of that hash. */
  seekOn(hash: number, slot: number): number {
    return this.#from(hash, (slot + 1) & this.#mask);
  }

  /** The number at a slot, -1 where it is free. */
  at(slot: number): number {
    return (this.#cells[2 * slot + 1] ?? 0) - 1;
  }

  /** Puts a number at the free slot that was found for its hash. */
  put(slot: number, hash: number, number: number): void {
    this.#cells[2 * slot] = hash;
    this.#cells[2 * slot + 1] = number + 1;
    if (2 * ++this.#size > this.#mask) this.#grow();
  }

  #from(hash: number, from: number): number {
    const cells = this.#cells;
    let slot = from;
    while (cells[2 * slot + 1] !== 0 && cells[2 * slot] !== hash) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const before = this.#cells;
    this.#cells = new Int32Array(2 * before.length);
    this.#mask = this.#cells.length / 2 - 1;
    for (let i = 0; i < before.length; i += 2) {
      if (before[i + 1] !== 0) this.#move(before[i] ?? 0, before[i + 1] ?? 0);
    }
  }

  #move(hash: number, cell: number): void {
    const cells = this.#cells;
    let slot = hash & this.#mask;
    while (cells[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask;
    cells[2 * slot] = hash;
    cells[2 * slot + 1] = cell;
  }
}
