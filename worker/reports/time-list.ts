/** Times by position, 0 where none was set: what a report keeps of people, who are numbered. */
export class TimeList {
  #cells = new Float64Array(256);

  get(position: number): number {
    return this.#cells[position] ?? 0;
  }

  set(position: number, time: number): void {
    if (position >= this.#cells.length) this.#growTo(position);
    this.#cells[position] = time;
  }

  #growTo(position: number): void {
    const cells = new Float64Array(2 ** Math.ceil(Math.log2(position + 1)));
    cells.set(this.#cells);
    this.#cells = cells;
  }
}
