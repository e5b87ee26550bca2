/** One line that is written over and over on a terminal, and never elsewhere. */
export class Progress {
  readonly #label: string;
  readonly #stream: NodeJS.WriteStream;
  #last = 0;

  constructor(label: string, stream: NodeJS.WriteStream = process.stderr) {
    this.#label = label;
    this.#stream = stream;
  }

  /** `done` of `total`, with a word on the side. Redraws ten times a second at most. */
  show(done: number, total: number, aside = ''): void {
    const time = performance.now();
    if (!this.#stream.isTTY || (done < total && time - this.#last < 100)) return;
    this.#last = time;
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const filled = Math.round(share * 24);
    const bar = '█'.repeat(filled) + '░'.repeat(24 - filled);
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    this.#stream.write(`\r\x1b[K${this.#label} ${bar} ${percent} ${aside}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K');
  }
}
