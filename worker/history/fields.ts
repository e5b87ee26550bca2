/** Ends a field of a text that a statement made of many rows (worker/sql/*.read-range*.sql). */
const END = '\x7f';
const END_CODE = END.charCodeAt(0);

/** Reads one field after the other. */
export class Fields {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What stands before `end`, which is passed over. */
  text(end: string = END): string {
    const from = this.#at;
    const to = this.#text.indexOf(end, from);
    this.#at = to + end.length;
    return this.#text.slice(from, to);
  }

  /** Digits alone, below 2^53. */
  number(): number {
    let value = 0;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at++);
      if (code === END_CODE) return value;
      const digit = code - 48;
      // No digit, where a text before it holds what ends a field: this field ends where the next one does.
      if (!(digit >= 0 && digit <= 9)) {
        this.text();
        return NaN;
      }
      value = value * 10 + digit;
    }
  }
}

/**
 * The text as one of its own: V8 makes a slice of 13 characters or more a view of the whole, and what
 * is kept for long must not hold a chunk.
 */
export function ownText(slice: string): string {
  return slice.length < 13 ? slice : slice.slice(0, 12) + ownText(slice.slice(12));
}
