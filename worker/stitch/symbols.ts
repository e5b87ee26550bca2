import { digitIndex, writeFixed } from './digits.ts';
import { hash53 } from './hash.ts';

/**
 * Characters of a symbol's id: 92^4 = 7.2 x 10^7 of them. Among a site's 65,536 some 30 meet, and are
 * stored inline; each further character would cost every symbol in every session a byte.
 */
export const SYMBOL_LENGTH = 4;

/** Symbols a site may have; texts beyond it are stored where they are used. */
export const SYMBOL_CAP = 65_536;

/**
 * How many symbols these new ones count for, about. One in 23 is counted, for 23: each count of its own
 * would cost a site's row on top of each symbol's. Which ones follows from the ids, not from their order.
 */
export function countOf(ids: Iterable<string>): number {
  let count = 0;
  for (const id of ids) if (digitIndex(id.charAt(0)) < 92 / 23) count += 23;
  return count;
}

/** Text of a symbol. */
export type SymbolText = (id: string) => string | undefined;

/** Id of a text if it is, or may become, a symbol of the site; undefined: store it inline. */
export type SymbolId = (text: string) => string | undefined;

/**
 * The id of a text follows from the text: no sequence to fight over, the same row whatever the order
 * of arrival. Two texts with one id: the first keeps it, the second is stored inline.
 */
export function symbolId(text: string): string {
  return writeFixed(hash53(text) % 92 ** SYMBOL_LENGTH, SYMBOL_LENGTH);
}

/** The id that stands at a place of a column, as a number. */
export function codeAt(column: string, at: number): number {
  let code = 0;
  for (let i = at; i < at + SYMBOL_LENGTH; i++) code = code * 128 + column.charCodeAt(i);
  return code;
}

/** Shorter texts cost no more inline; longer ones are seldom seen twice. */
export function suitsSymbol(text: string): boolean {
  return text.length > SYMBOL_LENGTH && text.length <= 512;
}
