import { OTHER } from './facets.ts';
import { rateOf } from './rate.ts';
import type { Intersection } from './segments-query.ts';

const NONE = '(none)';

/** People who are in exactly the same segments; `bits` is null of several such groups together. */
interface Group {
  bits: number | null;
  all: readonly number[];
  shown: Intersection;
}

/** Everybody, with the segments they are in: a bit for each. */
export class SegmentMembers {
  readonly #bits = new Map<string, number>();
  /** How many have exactly these bits. */
  readonly #sizes = new Map<number, number>();
  readonly #names: readonly string[];
  readonly #limit: number;

  /** `limit` is how many intersections are shown before `(other)`. */
  constructor(names: readonly string[], limit: number) {
    this.#names = names;
    this.#limit = limit;
  }

  get size(): number {
    return this.#bits.size;
  }

  of(customer: string): number | undefined {
    return this.#bits.get(customer);
  }

  set(customer: string, bits: number): void {
    const known = this.#bits.get(customer);
    if (known !== undefined) this.#sizes.set(known, (this.#sizes.get(known) ?? 0) - 1);
    this.#sizes.set(bits, (this.#sizes.get(bits) ?? 0) + 1);
    this.#bits.set(customer, bits);
  }

  /** How many are in all of these, and maybe in more. */
  count(wanted: number): number {
    let people = 0;
    for (const [bits, size] of this.#sizes) if ((bits & wanted) === wanted) people += size;
    return people;
  }

  /** Who is in all of these, and maybe in more. */
  inAll(wanted: number): string[] {
    return this.#who((bits) => (bits & wanted) === wanted);
  }

  /** Who is in these and in no other; null: who is in none of the groups that are shown. */
  inExactly(wanted: number | null): string[] {
    const group = this.#groups().find(({ bits }) => bits === wanted);
    const all = new Set(group?.all);
    return this.#who((bits) => all.has(bits));
  }

  /** Each person in one: the largest first, then the rest, then who is in no segment. */
  intersections(): Intersection[] {
    return this.#groups().map(({ shown }) => shown);
  }

  #who(isWanted: (bits: number) => boolean): string[] {
    return [...this.#bits].flatMap(([id, bits]) => (isWanted(bits) ? [id] : [])).sort();
  }

  #groups(): Group[] {
    const some = [...this.#sizes].filter(([bits, people]) => bits !== 0 && people > 0);
    some.sort(([a, x], [b, y]) => y - x || a - b);
    const rest = some.splice(this.#limit);
    const groups = some.map(([bits, people]) => this.#group(people, [bits], bits));
    if (rest.length > 0) {
      const people = rest.reduce((sum, [, size]) => sum + size, 0);
      const all = rest.map(([bits]) => bits);
      groups.push(this.#group(people, all, null));
    }
    const none = this.#sizes.get(0) ?? 0;
    if (none > 0) groups.push(this.#group(none, [0], 0));
    return groups;
  }

  #group(people: number, all: readonly number[], bits: number | null): Group {
    const places = this.#names.flatMap((_, i) => (bits !== null && isIn(bits, i + 1) ? [i] : []));
    const key = places.map((i) => this.#names[i]).join(' + ') || (bits === null ? OTHER : NONE);
    const segments = bits === null ? null : places.map((i) => i + 1);
    return { bits, all, shown: { key, segments, people, share: rateOf(people, this.size) } };
  }
}

/** Bits of segments by number, from 1. */
export function bitsFor(numbers: readonly number[]): number {
  return numbers.reduce((bits, nth) => bits | (1 << (nth - 1)), 0);
}

export function isIn(bits: number, nth: number): boolean {
  return (bits & (1 << (nth - 1))) !== 0;
}
