/** Milliseconds that a report goes on before others have their turn, about: a pause takes one or two. */
const STRETCH = 30;

/**
 * Lets whatever else waits have its turn, now and then. On one machine workerd looks at its sockets only when
 * nothing is left to do, and a report that asks the D1 beside it is never without: batches waited until it
 * was over.
 */
export class Turns {
  readonly #now: () => number;
  #since: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  async others(): Promise<void> {
    if (this.#now() - this.#since < STRETCH) return;
    await scheduler.wait(0);
    this.#since = this.#now();
  }
}
