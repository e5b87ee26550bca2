/** Whole numbers by position, 0 where none was set: what a report keeps of people, who are numbered. */
export class IntList {
  #cells = new Int32Array(256);

  get(position: number): number {
    return this.#cells[position] ?? 0;
  }

  set(position: number, value: number): void {
    if (position >= this.#cells.length) this.#growTo(position);
    this.#cells[position] = value;
  }

  #growTo(position: number): void {
    const cells = new Int32Array(2 ** Math.ceil(Math.log2(position + 1)));
    cells.set(this.#cells);
    this.#cells = cells;
  }
}
