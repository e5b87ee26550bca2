import { IntList } from '../history/int-list.ts';
import type { Moments } from './funnel-attempt.ts';

/** What one subject did that matters, in order of time. */
export class Line implements Moments {
  length = 0;
  readonly times: number[] = [];
  readonly steps: number[] = [];
  /** Positions of breakdown keys. */
  readonly keys: number[] = [];

  push(at: number, steps: number, key: number): void {
    this.times[this.length] = at;
    this.steps[this.length] = steps;
    this.keys[this.length] = key;
    this.length++;
  }

  /** Sessions on two devices at once overlap; elsewhere the stream is in order already. */
  sort(): void {
    const { length, times, steps, keys } = this;
    let isSorted = true;
    for (let i = 1; i < length && isSorted; i++) isSorted = (times[i - 1] ?? 0) <= (times[i] ?? 0);
    if (isSorted) return;
    const order = Array.from({ length }, (_, i) => i);
    order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    for (const list of [times, steps, keys]) {
      order.map((i) => list[i] ?? 0).forEach((value, i) => (list[i] = value));
    }
  }
}

/** An event that may remove a subject, one bit an exclusion. */
export interface Removal {
  at: number;
  bits: number;
}

/** What is told of one subject. */
export interface Told {
  /** By what was held constant. */
  lines: readonly Line[];
  removals: readonly Removal[];
}

/** What removes a subject is held against all it did, whatever is held constant. */
export const UNHELD = -1;

/** One thing that a subject did. */
export interface Entry {
  at: number;
  /** Which steps it satisfies; of what is `UNHELD`, which exclusions. */
  bits: number;
  /** Position of its breakdown key. */
  key: number;
  /** Number of what is held constant, or `UNHELD`. */
  held: number;
}

/**
 * What all subjects did, as it was seen: a few long lists, in which each entry knows the next one of its
 * subject. An object for each person and moment would be most of what a report over millions keeps.
 */
export class Log {
  readonly #at: number[] = [];
  readonly #bits = new IntList();
  readonly #keys = new IntList();
  readonly #held = new IntList();
  /** The next entry of the same subject, plus one; 0 after the last. */
  readonly #next = new IntList();
  /** By subject. */
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  /** Nearly all that is told is one line: it is written anew for each subject. */
  readonly #line = new Line();
  readonly #oneLine: Told = { lines: [this.#line], removals: [] };
  #isOneLine = true;

  /** How many subjects there are: they are numbered from 0. */
  get subjects(): number {
    return this.#first.length;
  }

  /** Adds to a subject; the first number that is not taken yet makes a new one. */
  add(subject: number, { at, bits, key, held }: Entry): void {
    const place = this.#at.push(at) - 1;
    this.#bits.set(place, bits);
    // Most reports have no breakdown, and hold nothing constant: then no room is taken for it.
    if (key !== 0) this.#keys.set(place, key);
    if (held !== 0) {
      this.#held.set(place, held);
      this.#isOneLine = false;
    }
    const last = this.#last[subject];
    if (last === undefined) this.#first[subject] = place;
    else this.#next.set(last, place + 1);
    this.#last[subject] = place;
  }

  /** What a subject did; good until another one is asked for. */
  told(subject: number): Told {
    if (!this.#isOneLine) return this.#toldApart(subject);
    this.#line.length = 0;
    for (let i = this.#first[subject] ?? -1; i >= 0; i = this.#next.get(i) - 1) {
      this.#line.push(this.#at[i] ?? 0, this.#bits.get(i), this.#keys.get(i));
    }
    return this.#oneLine;
  }

  #toldApart(subject: number): Told {
    const lines = new Lines(this.#line);
    const removals: Removal[] = [];
    for (let i = this.#first[subject] ?? -1; i >= 0; i = this.#next.get(i) - 1) {
      const [at, bits, held] = [this.#at[i] ?? 0, this.#bits.get(i), this.#held.get(i)];
      if (held === UNHELD) removals.push({ at, bits });
      else lines.of(held).push(at, bits, this.#keys.get(i));
    }
    return { lines: lines.all, removals };
  }
}

/** The lines of one subject by what is held constant, in the order of their first entries. */
class Lines {
  readonly all: Line[] = [];
  readonly #spare: Line;
  #held = UNHELD;
  #line: Line;
  /** Those before the one that was asked for last. */
  #others: Map<number, Line> | undefined;

  constructor(spare: Line) {
    this.#spare = spare;
    this.#line = spare;
  }

  of(held: number): Line {
    if (held === this.#held) return this.#line;
    if (this.all.length > 0) (this.#others ??= new Map()).set(this.#held, this.#line);
    this.#held = held;
    return (this.#line = this.#others?.get(held) ?? this.#add());
  }

  #add(): Line {
    const line = this.all.length === 0 ? this.#spare : new Line();
    line.length = 0;
    this.all.push(line);
    return line;
  }
}
