import { DigitReader } from './digits.ts';
import { codeAt, SYMBOL_LENGTH, suitsSymbol, type SymbolId, type SymbolText } from './symbols.ts';

const SYMBOL = '#';
const SYMBOL_CODE = SYMBOL.charCodeAt(0);
const INLINE = '=';
const END = '\x7f';

/** Control characters have no place in a packed column: NUL ends a text in SQLite, DEL ends one here. */
export function escapeText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f~\x7f]/g, (character) =>
    character === '~'
      ? '~~'
      : character === END
        ? '~?'
        : `~${String.fromCharCode(character.charCodeAt(0) + 64)}`,
  );
}

/** The text `escapeText` was given. */
export function unescapeText(text: string): string {
  if (!text.includes('~')) return text;
  return text.replace(/~([\s\S])/g, (_, mark: string) =>
    mark === '~' ? '~' : mark === '?' ? END : String.fromCharCode(mark.charCodeAt(0) - 64),
  );
}

/** The texts of one session, each once, in the order of first use. Others refer to it by position. */
export class StringWriter {
  #positions = new Map<string, number>();
  #column = '';
  readonly #idOf: SymbolId;

  constructor(idOf: SymbolId) {
    this.#idOf = idOf;
  }

  /** Position of the text. `shared` texts recur across sessions and become symbols of the site. */
  position(text: string, shared: boolean): number {
    const known = this.#positions.get(text);
    if (known !== undefined) return known;
    const id = shared && suitsSymbol(text) ? this.#idOf(text) : undefined;
    this.#column += id === undefined ? INLINE + escapeText(text) + END : SYMBOL + id;
    this.#positions.set(text, this.#positions.size);
    return this.#positions.size - 1;
  }

  /** True where the text is, or becomes, a symbol of the site. */
  isShared(text: string): boolean {
    return this.#positions.has(text) || (suitsSymbol(text) && this.#idOf(text) !== undefined);
  }

  get column(): string {
    return this.#column;
  }
}

/** The texts of a session by position: all of them, or each made when it is asked for. */
export type Texts = Pick<readonly string[], 'at'>;

/** Texts of a session by position, each made when it is asked for; quickest in order of position. */
export class StringReader {
  readonly #column: string;
  /** The text that was come to, and where it begins. */
  #position = 0;
  #at = 0;

  constructor(column: string) {
    this.#column = column;
  }

  /** '' beyond the last. */
  text(position: number, textOf: SymbolText): string {
    const at = this.#placeOf(position);
    if (at >= this.#column.length) return '';
    return stringAt(this.#column, { at, end: endOfString(this.#column, at), textOf });
  }

  /** The code of the symbol it is; undefined where it is none. */
  code(position: number): number | undefined {
    const at = this.#placeOf(position);
    return this.#column.charCodeAt(at) === SYMBOL_CODE ? codeAt(this.#column, at + 1) : undefined;
  }

  #placeOf(position: number): number {
    if (position < this.#position) [this.#position, this.#at] = [0, 0];
    for (; this.#position < position && this.#at < this.#column.length; this.#position++) {
      this.#at = endOfString(this.#column, this.#at);
    }
    return this.#at;
  }
}

/** The same where it is known what symbols stand for. */
export function textsOf(column: string, textOf: SymbolText): Texts {
  /** Where the texts begin, as far as somebody asked. */
  const places = [0];
  return {
    at: (position) => {
      while (places.length <= position + 1) {
        const last = places.at(-1) ?? 0;
        if (last >= column.length) return undefined;
        places.push(endOfString(column, last));
      }
      const [at = 0, end = 0] = [places[position], places[position + 1]];
      return stringAt(column, { at, end, textOf });
    },
  };
}

/**
 * Where the symbols of a column stand: called with the position of each id. Of a column that was cut off the
 * last text may be a piece, which is none.
 */
export function eachSymbol(column: string, see: (column: string, at: number) => void): void {
  for (let at = 0; at + SYMBOL_LENGTH < column.length;) {
    const end = endOfString(column, at);
    if (end === 0) return;
    if (column.charCodeAt(at) === SYMBOL_CODE) see(column, at + 1);
    at = end;
  }
}

/** The same of those alone that are the page of an event (pack.ts). */
export function eachPageSymbol(
  { pages, strings }: { pages: string; strings: string },
  see: (column: string, at: number) => void,
): void {
  const places = new DigitReader(pages);
  let [place, at, told] = [1, 0, 0];
  while (!places.done) {
    const from = places.position;
    const wanted = places.number();
    // Neighbours share a page; most places have one digit.
    if (places.position === from + 1) {
      while (pages.charCodeAt(places.position) === pages.charCodeAt(from)) places.position++;
    }
    if (wanted === told || wanted === 0) continue;
    told = wanted;
    if (wanted < place) [place, at] = [1, 0];
    for (; place < wanted; place++) at = endOfString(strings, at);
    if (strings.charCodeAt(at) === SYMBOL_CODE) see(strings, at + 1);
  }
}

/** Characters of `strings` up to the end of the last page of an event. */
export function endOfPages({ pages, strings }: { pages: string; strings: string }): number {
  const places = new DigitReader(pages);
  let last = 0;
  while (!places.done) last = Math.max(last, places.number());
  let end = 0;
  for (; last > 0; last--) end = endOfString(strings, end);
  return end;
}

/** 0 where it has no end. */
function endOfString(column: string, at: number): number {
  if (column.charCodeAt(at) === SYMBOL_CODE) return at + 1 + SYMBOL_LENGTH;
  return column.indexOf(END, at) + 1;
}

function stringAt(
  column: string,
  { at, end, textOf }: { at: number; end: number; textOf: SymbolText },
): string {
  if (column.charCodeAt(at) === SYMBOL_CODE) return textOf(column.slice(at + 1, end)) ?? '';
  return unescapeText(column.slice(at + 1, end - 1));
}

/** The texts of a session by position. */
export function readStrings(column: string, textOf: SymbolText): string[] {
  const texts: string[] = [];
  for (let at = 0; at < column.length;) {
    const end = endOfString(column, at);
    texts.push(stringAt(column, { at, end, textOf }));
    at = end;
  }
  return texts;
}
