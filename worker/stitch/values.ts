import type { Json, Properties } from '../../schema/index.ts';
import { DigitReader, writeNumber } from './digits.ts';
import type { StringWriter } from './strings.ts';

/** Properties whose texts recur across sessions: they become symbols. Others are stored where used. */
const SHARED_KEY =
  /^(title|tag|role|selector|type|category|currency|coupon|method|list|.*_(name|category\d?|brand|variant|type|list|slot)|item_id|source|medium|campaign|term|content|referrer|click|host|language|browser|os|device|country|region|screen|library|bot|by)$/;

/** A property's value: one character tells its kind, texts stand in the session's strings. */
export function writeValue(value: Json, key: string, strings: StringWriter): string {
  if (value === null) return 'n';
  if (value === true) return 't';
  if (value === false) return 'f';
  if (typeof value === 'number') return writeNumeric(value);
  if (typeof value === 'string') {
    return `s${writeNumber(strings.position(value, SHARED_KEY.test(key)))}`;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => writeValue(item, key, strings)).join('');
    return `a${writeNumber(value.length)}${items}`;
  }
  return `o${writeObject(value, strings)}`;
}

function writeNumeric(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    return (value < 0 ? 'j' : 'i') + writeNumber(Math.abs(value));
  }
  // Prices: two digits after the point.
  const hundredths = Math.round(value * 100);
  if (hundredths > 0 && hundredths / 100 === value && hundredths < 2 ** 40) {
    return `c${writeNumber(hundredths)}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return `d${writeNumber(text.length)}${text}`;
}

/**
 * Keys are sorted and stored as one text: events of one kind share it across the site.
 * `offset` is added to its position, so that a caller can keep a number for *no object*.
 */
export function writeObject(object: Properties, strings: StringWriter, offset = 0): string {
  const keys = Object.keys(object).sort();
  const position = strings.position(JSON.stringify(keys), true);
  const values = keys.map((key) => writeValue(object[key] ?? null, key, strings)).join('');
  return writeNumber(position + offset) + values;
}

/** The value `writeValue` wrote at the reader's position. */
export function readValue(reader: DigitReader, strings: readonly string[]): Json {
  const kind = reader.take(1);
  switch (kind) {
    case 'n':
      return null;
    case 't':
      return true;
    case 'f':
      return false;
    case 'i':
      return reader.number();
    case 'j':
      return -reader.number();
    case 'c':
      return reader.number() / 100;
    case 'd':
      return Number(reader.take(reader.number()));
    case 's':
      return strings[reader.number()] ?? '';
    case 'a':
      return Array.from({ length: reader.number() }, () => readValue(reader, strings));
    case 'o':
      return readObject(reader, strings);
    default:
      throw new RangeError('Packed column is damaged');
  }
}

/** The object `writeObject` wrote. Made without a prototype's setters: `__proto__` is a key like others. */
export function readObject(
  reader: DigitReader,
  strings: readonly string[],
  position: number = reader.number(),
): Properties {
  const keys = JSON.parse(strings[position] ?? '[]') as string[];
  return Object.fromEntries(keys.map((key): [string, Json] => [key, readValue(reader, strings)]));
}
