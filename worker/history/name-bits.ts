import { DigitReader } from '../stitch/digits.ts';
import { COMMON, nameNeedles, readNames } from '../stitch/names.ts';
import { SYMBOL_LENGTH, type SymbolText } from '../stitch/symbols.ts';

/** Called with each wanted event: when it was, its bits, its position in the session. */
export type Visit = (at: number, bits: number, index: number) => void;

/** Marks in the `names` column, see names.ts: the first character of a needle of several. */
const SYMBOL = '~'.charCodeAt(0);
const INLINE = '}'.charCodeAt(0);

/**
 * Names somebody looks for, each with its bits. Packed sessions are searched as they are stored: most
 * names are one character there, and none is ever turned into a text.
 */
export class NameBits {
  readonly #byName: Map<string, number>;
  readonly #byCode = new Int32Array(128);
  readonly #byNeedle = new Map<string, string>();
  readonly #others: ((name: string) => number) | undefined;

  /** Of any name that is not among them `others` tells the bits, once. */
  constructor(names: ReadonlyMap<string, number>, others?: (name: string) => number) {
    this.#byName = new Map(names);
    this.#others = others;
    if (others) for (const name of COMMON) this.of(name);
    for (const [name, bits] of this.#byName) {
      for (const needle of nameNeedles(name)) {
        if (needle.length === 1) this.#byCode[needle.charCodeAt(0)] = bits;
        else this.#byNeedle.set(needle, name);
      }
    }
  }

  /** Bits of a name, 0 of one that nobody looks for. */
  of(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined || this.#others === undefined) return known ?? 0;
    const bits = this.#others(name);
    this.#byName.set(name, bits);
    return bits;
  }

  /** Visits the wanted events of a packed session, in order. Times are read as far as these go. */
  scan({ names, times, start }: PackedNames, textOf: SymbolText, visit: Visit): void {
    let reader: TimeReader | undefined;
    for (let position = 0, index = 0; position < names.length; index++) {
      const code = names.charCodeAt(position);
      let bits: number;
      if (code !== SYMBOL && code !== INLINE) {
        bits = this.#byCode[code] ?? 0;
        position++;
      } else {
        const end = endOfName(names, position, code);
        bits = this.#ofNeedle(names.slice(position, end), textOf);
        position = end;
      }
      if (bits === 0) continue;
      if (times !== undefined) reader ??= new TimeReader(times, start);
      visit(reader?.at(index) ?? start, bits, index);
    }
  }

  /** Two texts may have one symbol: the text decides. */
  #ofNeedle(needle: string, textOf: SymbolText): number {
    const name = this.#byNeedle.get(needle);
    const isSymbol = needle.charCodeAt(0) === SYMBOL;
    if (name !== undefined && !(isSymbol && textOf(needle.slice(1)) !== name)) return this.of(name);
    return this.#others === undefined ? 0 : this.of(readNames(needle, textOf)[0] ?? '');
  }
}

/** Times of a packed session, asked for in order. */
class TimeReader {
  readonly #reader: DigitReader;
  #at: number;
  #index = 0;

  constructor(times: string, start: number) {
    this.#reader = new DigitReader(times);
    this.#at = start;
  }

  at(index: number): number {
    for (; this.#index < index; this.#index++) this.#at += this.#reader.number();
    return this.#at;
  }
}

/** What is searched of a session's row. */
export interface PackedNames {
  names: string;
  /** Absent where nobody asks when events were: all are at the start then. */
  times: string | undefined;
  start: number;
}

function endOfName(names: string, position: number, code: number): number {
  if (code === SYMBOL) return position + 1 + SYMBOL_LENGTH;
  const reader = new DigitReader(names);
  reader.position = position + 1;
  const length = reader.number();
  return reader.position + length;
}
