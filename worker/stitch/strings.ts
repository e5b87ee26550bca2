import { SYMBOL_LENGTH, suitsSymbol, type SymbolId, type SymbolText } from './symbols.ts';

const SYMBOL = '#';
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

/** The texts of a session by position. */
export function readStrings(column: string, textOf: SymbolText): string[] {
  const texts: string[] = [];
  for (let at = 0; at < column.length;) {
    if (column.charAt(at) === SYMBOL) {
      texts.push(textOf(column.slice(at + 1, at + 1 + SYMBOL_LENGTH)) ?? '');
      at += 1 + SYMBOL_LENGTH;
    } else {
      const end = column.indexOf(END, at);
      texts.push(unescapeText(column.slice(at + 1, end)));
      at = end + 1;
    }
  }
  return texts;
}
