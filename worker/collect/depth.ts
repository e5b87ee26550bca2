/** Levels of a body that are read at all. An event that uses up its own stands at some ten. */
export const DEEPEST = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether JSON is nested too deeply to be taken in: told from the text, before anything recurses. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    // [ and { have the same bits but for 0x20, as do ] and }.
    else if ((code | 0x20) === 0x7b) {
      if (++depth > DEEPEST) return true;
    } else if ((code | 0x20) === 0x7d) depth--;
  }
  return false;
}

/** Position of the quote that ends a string; the text's end where none does. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
