import type { SymbolText } from '../stitch/symbols.ts';

/** Pages as numbers, each worked out once: most are symbols where they are stored, and stay so. */
export class PageNumbers {
  readonly #numberOf: (page: string) => number;
  readonly #byText = new Map<string, number>();
  /** By the code of their symbol; one may stand for two texts in two databases. */
  readonly #sources = new Map<SymbolText, Map<number, number>>();
  #textOf: SymbolText | undefined;
  #byCode = new Map<number, number>();

  /** `numberOf` is asked once for each page. */
  constructor(numberOf: (page: string) => number) {
    this.#numberOf = numberOf;
  }

  of(page: string): number {
    let number = this.#byText.get(page);
    if (number === undefined) this.#byText.set(page, (number = this.#numberOf(page)));
    return number;
  }

  /** The number of a symbol whose text was told; undefined where it was not. */
  ofSymbol(code: number, textOf: SymbolText): number | undefined {
    if (textOf !== this.#textOf) this.#turnTo(textOf);
    return this.#byCode.get(code);
  }

  /** The number of a symbol, by its text. */
  tell(code: number, page: string): number {
    const number = this.of(page);
    this.#byCode.set(code, number);
    return number;
  }

  #turnTo(textOf: SymbolText): void {
    this.#textOf = textOf;
    this.#byCode = this.#sources.get(textOf) ?? new Map<number, number>();
    this.#sources.set(textOf, this.#byCode);
  }
}
