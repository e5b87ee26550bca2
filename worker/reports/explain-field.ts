import { broughtBy, sharedOut, type Brought, type Sides } from './explain-parts.ts';
import { Sum, type FacetValues, type SumTable, type Units } from './explain-units.ts';
import { OTHER } from './facets.ts';

/** One value of a field, or several together. */
export interface Value extends Sides, Brought {
  key: string;
  numbers: readonly number[];
  /** What it brought beyond an even change is more than chance. */
  stands: boolean;
}

/** Who is told apart: customers or sessions of both ranges, counted by who converted, or by what they spent. */
export interface FieldSides {
  now: Units;
  before: Units;
  isCounted: boolean;
}

interface Ranked {
  number: number;
  /** Is more than chance: it is shown however little it contributed. */
  stands: boolean;
  /** What it contributed, either way. */
  contributed: number;
}

/** All values of a field on both sides. What is not asked for is no object: there may be a million. */
export class Field {
  readonly #values: FacetValues;
  readonly #dimension: number;
  readonly #now: SumTable;
  readonly #before: SumTable;

  constructor(values: FacetValues, dimension: number, { now, before, isCounted }: FieldSides) {
    this.#values = values;
    this.#dimension = dimension;
    this.#now = now.sums(dimension, isCounted);
    this.#before = before.sums(dimension, isCounted);
  }

  /** Different values that somebody had. */
  get size(): number {
    let size = 0;
    for (const _ of this.#all()) size++;
    return size;
  }

  where(isWanted: (sides: Sides) => boolean): Value[] {
    const found: Value[] = [];
    for (const { number, sides } of this.#all()) {
      if (isWanted(sides)) found.push(valueOf(this.#keyOf(number), [number], sides));
    }
    return found;
  }

  /**
   * Those that stand and then those that contributed most, either way, in this order, and all others
   * as one; `known` are some that were made and judged already.
   */
  top(limit: number, known: readonly Value[]): Value[] {
    const made = new Map(known.map((value) => [value.numbers[0], value]));
    const first = this.#first(limit, made);
    const shown = first.map(
      ({ number }) =>
        made.get(number) ?? valueOf(this.#keyOf(number), [number], this.#sidesOf(number)),
    );
    return [...shown, ...this.#rest(new Set(first.map(({ number }) => number)))];
  }

  /** What is named as the place of a change is among them. */
  #first(limit: number, judged: ReadonlyMap<number | undefined, Value>): Ranked[] {
    const first: Ranked[] = [];
    for (const { number, sides } of this.#all()) {
      const { mix, rate } = sharedOut(sides);
      const stands = judged.get(number)?.stands ?? false;
      const one = { number, stands, contributed: Math.abs(mix + rate) };
      const last = first[limit - 1];
      if (last !== undefined && this.#prefer(last, one) < 0) continue;
      const place = first.findIndex((other) => this.#prefer(one, other) < 0);
      first.splice(place < 0 ? first.length : place, 0, one);
      if (first.length > limit) first.pop();
    }
    return first.sort((a, b) => this.#compare(a, b));
  }

  #prefer(a: Ranked, b: Ranked): number {
    return Number(b.stands) - Number(a.stands) || this.#compare(a, b);
  }

  #compare(a: Ranked, b: Ranked): number {
    return (
      b.contributed - a.contributed || (this.#keyOf(a.number) < this.#keyOf(b.number) ? -1 : 1)
    );
  }

  #rest(shown: ReadonlySet<number>): Value[] {
    const [now, before] = [new Sum(), new Sum()];
    const numbers: number[] = [];
    for (const { number, sides } of this.#all()) {
      if (shown.has(number)) continue;
      numbers.push(number);
      now.merge(sides.now.part);
      before.merge(sides.before.part);
    }
    if (numbers.length === 0) return [];
    const sides = { now: this.#of(this.#now, now), before: this.#of(this.#before, before) };
    return [valueOf(OTHER, numbers, sides)];
  }

  *#all(): Generator<{ number: number; sides: Sides }> {
    const values = this.#values.size(this.#dimension);
    for (let number = 0; number < values; number++) {
      const sides = this.#sidesOf(number);
      if (sides.now.part.of + sides.before.part.of > 0) yield { number, sides };
    }
  }

  #sidesOf(number: number): Sides {
    return {
      now: this.#of(this.#now, this.#now.at(number)),
      before: this.#of(this.#before, this.#before.at(number)),
    };
  }

  #of({ whole }: SumTable, part: Sum): Sides['now'] {
    return { part, whole };
  }

  #keyOf(number: number): string {
    const text = this.#values.text(this.#dimension, number);
    return text === OTHER ? `"${text}"` : text;
  }
}

function valueOf(key: string, numbers: readonly number[], sides: Sides): Value {
  return { key, numbers, ...sides, ...broughtBy(sides), stands: false };
}
