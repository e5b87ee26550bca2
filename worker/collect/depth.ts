/** Levels of a body that are read at all. An event that uses up its own stands at some ten. */
export const DEEPEST = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Level of the array that events stand in, in what the tag and Segment's clients send. */
const EVENTS = 2;

/** Keys between one event's end and the next that are read at all; far over what an event may have. */
export const MOST_KEYS = 10_000;

/**
 * Why JSON is not worth to be taken in: told from the text, before anything recurses or builds an
 * object of 10^5 members. What is closed at `level` or above ends the count of keys.
 */
export function tooMuchIn(
  json: string,
  level: number = EVENTS,
): 'too_deep' | 'too_many_keys' | undefined {
  let [depth, keys] = [0, 0];
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === COLON) {
      if (++keys > MOST_KEYS) return 'too_many_keys';
      // [ and { have the same bits but for 0x20, as do ] and }.
    } else if ((code | 0x20) === 0x7b) {
      if (++depth > DEEPEST) return 'too_deep';
    } else if ((code | 0x20) === 0x7d && --depth <= level) keys = 0;
  }
  return undefined;
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
