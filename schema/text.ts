/**
 * Text that survives every store it passes: lone surrogates become U+FFFD, as UTF-8 has no place for
 * them. Everything else is kept, NUL and right-to-left marks included.
 */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
