/** Milliseconds that a report goes on before others have their turn, about: a pause takes one or two. */
const STRETCH = 10;

/** Pieces of work, of some milliseconds each, that it goes on at most, whatever the clock says. */
const PIECES = 10;

/**
 * Lets whatever else waits have its turn, now and then. On one machine workerd looks at its sockets only when
 * nothing is left to do, and a report that asks the D1 beside it is never without: batches waited until it
 * was over. At Cloudflare the clock stands still while nothing is read, so pieces are counted too.
 */
export class Turns {
  readonly #now: () => number;
  #since: number;
  #pieces = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /** To be called after each piece. */
  async others(): Promise<void> {
    if (++this.#pieces < PIECES && this.#now() - this.#since < STRETCH) return;
    await scheduler.wait(0);
    this.#since = this.#now();
    this.#pieces = 0;
  }
}
