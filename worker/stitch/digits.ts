/**
 * Numbers as printable ASCII. D1 hands binary columns over as JSON arrays of numbers, text as it is, so
 * packed columns are text: 92 characters that JSON never escapes, six and a half bits each.
 */
const ALPHABET =
  "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
const HALF = 46;

const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUE[ALPHABET.charCodeAt(i)] = i;

/** Numbers of one and two digits: nearly all there are. */
const SHORT = HALF * HALF;
const short = Array.from({ length: SHORT }, (_, value) => spell(value));

/** A whole number from 0 to 2^53, base 46, most significant digit first; the last digit ends it. */
export function writeNumber(value: number): string {
  return short[value] ?? spell(value);
}

function spell(value: number): string {
  let text = ALPHABET.charAt(HALF + (value % HALF));
  for (let rest = Math.floor(value / HALF); rest > 0; rest = Math.floor(rest / HALF)) {
    text = ALPHABET.charAt(rest % HALF) + text;
  }
  return text;
}

/** Reads what `writeNumber` wrote, one after the other. */
export class DigitReader {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  number(): number {
    let value = 0;
    for (;;) {
      const digit = VALUE[this.text.charCodeAt(this.position++)] ?? -1;
      if (digit < 0) throw new RangeError('Packed column is damaged');
      if (digit >= HALF) return value * HALF + (digit - HALF);
      value = value * HALF + digit;
    }
  }

  take(length: number): string {
    const taken = this.text.slice(this.position, this.position + length);
    this.position += length;
    return taken;
  }
}

/** `length` characters of the alphabet from a whole number below 92^length. */
export function writeFixed(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 92)) {
    text += ALPHABET.charAt(rest % 92);
  }
  return text;
}

/** The alphabet's character at `index`, 0 to 91. */
export function digit(index: number): string {
  return ALPHABET.charAt(index);
}

/** Where `character` stands in the alphabet, -1 where it does not. */
export function digitIndex(character: string): number {
  return VALUE[character.charCodeAt(0)] ?? -1;
}
