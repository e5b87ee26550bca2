import { IntList } from '../history/int-list.ts';

/** Marks of a block: no list has to be copied as it grows. */
const BLOCK = 8_192;

class Block {
  readonly times = new Float64Array(BLOCK);
  readonly codes = new Int32Array(BLOCK);
  /** The mark that the same person left before, plus one; 0 where there was none. */
  readonly before = new Int32Array(BLOCK);
}

/**
 * What people did that stages go by, sixteen bytes each: an object for every visit of hundreds of thousands of
 * people does not fit into a Worker. What a code means is for others to say.
 */
export class StageMarks {
  readonly #blocks: Block[] = [];
  #size = 0;
  /** By person: the last mark, plus one. */
  readonly #last = new IntList();
  /** In the order of their first marks. */
  readonly #people = new IntList();
  #peopleCount = 0;

  add(person: number, at: number, code: number): void {
    const place = this.#size % BLOCK;
    if (place === 0) this.#blocks.push(new Block());
    const before = this.#last.get(person);
    if (before === 0) this.#people.set(this.#peopleCount++, person);
    const block = this.#blocks.at(-1);
    if (block !== undefined) {
      block.times[place] = at;
      block.codes[place] = code;
      block.before[place] = before;
    }
    this.#last.set(person, ++this.#size);
  }

  has(person: number): boolean {
    return this.#last.get(person) !== 0;
  }

  /** Everybody with a mark, in the order in which they were met. */
  *people(): Generator<number> {
    for (let i = 0; i < this.#peopleCount; i++) yield this.#people.get(i);
  }

  /** A person's marks, the last one first. */
  eachBack(person: number, see: (at: number, code: number) => void): void {
    for (let mark = this.#last.get(person); mark !== 0;) {
      const block = this.#blocks[Math.floor((mark - 1) / BLOCK)];
      const place = (mark - 1) % BLOCK;
      see(block?.times[place] ?? 0, block?.codes[place] ?? 0);
      mark = block?.before[place] ?? 0;
    }
  }
}
