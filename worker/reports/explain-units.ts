import { IntList } from '../history/int-list.ts';
import { NOT_SET, type Session } from '../history/item.ts';
import { facetOf } from './facets.ts';
import type { Facet } from './query.ts';

/** Values of several fields as numbers, from 0, the same on both sides. */
export class FacetValues {
  readonly by: readonly Facet[];
  readonly #numbers: Map<string, number>[];
  readonly #texts: string[][];

  constructor(by: readonly Facet[]) {
    this.by = by;
    this.#numbers = by.map(() => new Map());
    this.#texts = by.map(() => []);
  }

  of(dimension: number, text: string): number {
    const numbers = this.#numbers[dimension];
    const known = numbers?.get(text);
    if (known !== undefined) return known;
    const number = (this.#texts[dimension]?.push(text) ?? 1) - 1;
    numbers?.set(text, number);
    return number;
  }

  text(dimension: number, number: number): string {
    return this.#texts[dimension]?.[number] ?? NOT_SET;
  }

  /** Values are numbered below it; nobody may have one of them. */
  size(dimension: number): number {
    return this.#texts[dimension]?.length ?? 0;
  }
}

/** Some customers or sessions, added up: what they measure, and its squares. */
export class Sum {
  of = 0;
  n = 0;
  sum = 0;
  squares = 0;

  add(value: number, isConverted: boolean): void {
    this.of++;
    if (isConverted) this.n++;
    this.sum += value;
    this.squares += value * value;
  }

  merge({ of, n, sum, squares }: Readonly<Sum>): void {
    this.of += of;
    this.n += n;
    this.sum += sum;
    this.squares += squares;
  }

  /** Nothing of nobody. */
  get mean(): number {
    return this.of === 0 ? 0 : this.sum / this.of;
  }
}

/** Cells of a sum: of, n, sum, squares. */
const CELLS = 4;

/** Sums by value of a field. A site may have a page for each of its visitors: no object is kept of a value. */
export class SumTable {
  readonly whole: Sum = new Sum();
  readonly #cells: Float64Array;

  constructor(values: number) {
    this.#cells = new Float64Array(CELLS * values);
  }

  add(value: number, measured: number, isConverted: boolean): void {
    this.whole.add(measured, isConverted);
    const at = CELLS * value;
    this.#addTo(at, 1);
    this.#addTo(at + 1, Number(isConverted));
    this.#addTo(at + 2, measured);
    this.#addTo(at + 3, measured * measured);
  }

  at(value: number): Sum {
    const part = new Sum();
    const at = CELLS * value;
    part.of = this.#cells[at] ?? 0;
    part.n = this.#cells[at + 1] ?? 0;
    part.sum = this.#cells[at + 2] ?? 0;
    part.squares = this.#cells[at + 3] ?? 0;
    return part;
  }

  #addTo(cell: number, more: number): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + more;
  }
}

/** Customers or sessions of one side, by number, each with its values and what it came to. */
export class Units {
  readonly #values: FacetValues;
  /** Undefined: of a session that is nobody's. */
  readonly #customers: (string | undefined)[] = [];
  /** When what their values are of began. */
  readonly #starts: number[] = [];
  readonly #facets: IntList[];
  readonly #converted = new IntList();
  /** What they measure, where that is no count. */
  readonly #worth: number[] = [];

  constructor(values: FacetValues) {
    this.#values = values;
    this.#facets = values.by.map(() => new IntList());
  }

  get customers(): ReadonlySet<string> {
    return new Set(this.#customers.filter((customer) => customer !== undefined));
  }

  /** A new one of whom no session is known. */
  add(customer: string | undefined): number {
    const unit = this.#customers.push(customer) - 1;
    this.#starts.push(Infinity);
    this.#worth.push(0);
    for (const [i, facets] of this.#facets.entries()) facets.set(unit, this.#values.of(i, NOT_SET));
    return unit;
  }

  /** The session that its values are of, if no earlier one is. */
  tell(unit: number, session: Session): void {
    if (session.start >= (this.#starts[unit] ?? 0)) return;
    this.#starts[unit] = session.start;
    for (const [i, facets] of this.#facets.entries()) {
      const facet = this.#values.by[i];
      if (facet) facets.set(unit, this.#values.of(i, facetOf(session, facet)));
    }
  }

  convert(unit: number, worth: number): void {
    this.#converted.set(unit, 1);
    this.#worth[unit] = (this.#worth[unit] ?? 0) + worth;
  }

  /** All of them, and by value of a field. */
  sums(dimension: number, isCounted: boolean): SumTable {
    const sums = new SumTable(this.#values.size(dimension));
    for (let unit = 0; unit < this.#customers.length; unit++) {
      const isConverted = this.#converted.get(unit) === 1;
      const measured = isCounted ? Number(isConverted) : (this.#worth[unit] ?? 0);
      sums.add(this.#facets[dimension]?.get(unit) ?? 0, measured, isConverted);
    }
    return sums;
  }

  /** The customers of those that are asked for. */
  people(dimension: number, isAsked: (value: number, isConverted: boolean) => boolean): string[] {
    const people = this.#customers.filter((_, unit) =>
      isAsked(this.#facets[dimension]?.get(unit) ?? 0, this.#converted.get(unit) === 1),
    );
    return [...new Set(people.filter((customer) => customer !== undefined))].sort();
  }
}
