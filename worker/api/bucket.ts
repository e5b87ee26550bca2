/** How many may come at once, and how many a second after that. */
export interface Pace {
  burst: number;
  perSecond: number;
}

/** Callers an isolate keeps in mind; beyond that it starts afresh, and refuses nobody for it. */
const CALLERS = 10_000;

/**
 * Token buckets by caller, of this isolate alone. Each is one number: the time at which it will be full
 * again (the generic cell rate algorithm).
 */
export class Buckets {
  readonly pace: Pace;
  readonly #fullAt = new Map<string, number>();

  constructor(pace: Pace) {
    this.pace = pace;
  }

  /** Takes a token; 0, or the milliseconds until there is one. */
  take(caller: string, at: number): number {
    const wait = this.waitOf(caller, at);
    if (wait > 0) return wait;
    if (this.#fullAt.size >= CALLERS) this.#fullAt.clear();
    this.#fullAt.set(caller, this.#timeOf(caller, at) + 1_000 / this.pace.perSecond);
    return 0;
  }

  /** Milliseconds until there is a token, without taking it. */
  waitOf(caller: string, at: number): number {
    const { burst, perSecond } = this.pace;
    const room = ((burst - 1) * 1_000) / perSecond;
    return Math.max(0, this.#timeOf(caller, at) - at - room);
  }

  /** A clock that was set back makes nobody wait longer than an empty bucket does. */
  #timeOf(caller: string, at: number): number {
    const { burst, perSecond } = this.pace;
    const known = this.#fullAt.get(caller) ?? at;
    return Math.min(Math.max(known, at), at + (burst * 1_000) / perSecond);
  }
}
