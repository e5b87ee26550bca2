/** Milliseconds that a report goes on before others have their turn, about: a pause takes one or two. */
const STRETCH = 10;

/** Pieces of work, of some milliseconds each, that it goes on at most, whatever the clock says. */
const PIECES = 10;

/** Milliseconds that a pause lasts at most while somebody is ahead. */
const PATIENCE = 20;

/** Somebody who has not come back by then never will: a client that went away takes its request along. */
const FORGOTTEN = 1_000;

/** Who is ahead of all reports of this isolate, and since when. */
const ahead = new Set<{ since: number }>();

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
    for (let ms = 0; ms < PATIENCE && this.#isAnybodyAhead(); ms++) await scheduler.wait(1);
    this.#since = this.#now();
    this.#pieces = 0;
  }

  #isAnybodyAhead(): boolean {
    for (const one of ahead) if (this.#now() - one.since > FORGOTTEN) ahead.delete(one);
    return ahead.size > 0;
  }
}

/**
 * Does what a page waits for: reports of this isolate stop for it at their next pause. Otherwise each of its
 * calls to the database would wait for a stretch of theirs.
 */
export async function aheadOfReports<T>(
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
): Promise<T> {
  const one = { since: now() };
  ahead.add(one);
  try {
    return await work();
  } finally {
    ahead.delete(one);
  }
}
