import { Subjects } from '../history/person-lists.ts';

/** Bits beside a touch's key. */
const [DIRECT, FITS] = [1, 2];

export interface Touch {
  person: number;
  at: number;
  /** What is credited: a number of its text. */
  key: number;
  isDirect: boolean;
  /** Whether the filter holds where it was. */
  fits: boolean;
}

/** All touches of a stretch of history, by number: 16 bytes each, as there are as many as sessions. */
export class Touches {
  readonly #persons: number[] = [];
  readonly #times: number[] = [];
  /** Key, then the bits. */
  readonly #marks: number[] = [];
  readonly #keys = new Map<string, number>();
  readonly #texts: string[] = [];

  /** The number of what is credited. */
  keyOf(text: string): number {
    let key = this.#keys.get(text);
    if (key === undefined) this.#keys.set(text, (key = this.#texts.push(text) - 1));
    return key;
  }

  textOf(key: number): string {
    return this.#texts[key] ?? '';
  }

  /** Its number. */
  add({ person, at, key, isDirect, fits }: Touch): number {
    this.#persons.push(person);
    this.#marks.push(key * 4 + (isDirect ? DIRECT : 0) + (fits ? FITS : 0));
    return this.#times.push(at) - 1;
  }

  at(touch: number): number {
    return this.#times[touch] ?? 0;
  }

  key(touch: number): number {
    return (this.#marks[touch] ?? 0) >> 2;
  }

  isDirect(touch: number): boolean {
    return ((this.#marks[touch] ?? 0) & DIRECT) !== 0;
  }

  fits(touch: number): boolean {
    return ((this.#marks[touch] ?? 0) & FITS) !== 0;
  }

  /** Each person with the numbers of their touches, in order of time whatever order they came in. */
  *byPerson(): Generator<{ person: number; touches: number[] }> {
    const subjects = new Subjects();
    const subjectOf = Int32Array.from(this.#persons, (person) => subjects.of(person));
    const ends = new Int32Array(1 + subjectOf.reduce((last, one) => Math.max(last, one), -1));
    for (const subject of subjectOf) ends[subject] = (ends[subject] ?? 0) + 1;
    for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] ?? 0) + (ends[i - 1] ?? 0);
    const order = new Int32Array(subjectOf.length);
    for (let touch = subjectOf.length - 1; touch >= 0; touch--) {
      const subject = subjectOf[touch] ?? 0;
      ends[subject] = (ends[subject] ?? 0) - 1;
      order[ends[subject] ?? 0] = touch;
    }
    for (let i = 0; i < ends.length; i++) {
      const touches = Array.from(order.subarray(ends[i], ends[i + 1] ?? order.length));
      const person = this.#persons[touches[0] ?? 0] ?? 0;
      yield { person, touches: touches.sort((a, b) => this.#compare(a, b)) };
    }
  }

  #compare(a: number, b: number): number {
    const apart = this.at(a) - this.at(b);
    if (apart !== 0) return apart;
    const [left, right] = [this.textOf(this.key(a)), this.textOf(this.key(b))];
    return left < right ? -1 : left > right ? 1 : 0;
  }
}
