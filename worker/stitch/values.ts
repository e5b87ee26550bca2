import type { Json, Properties } from '../../schema/index.ts';
import { writeNumber, type DigitReader } from './digits.ts';
import type { StringWriter, Texts } from './strings.ts';

/** Properties whose texts recur across sessions: they become symbols. Others are stored where used. */
const SHARED_KEY =
  /^(title|text|href|tag|role|selector|type|category|currency|coupon|method|list|.*_(name|category\d?|brand|variant|type|list|slot)|item_id|source|medium|campaign|term|content|referrer|click|host|language|browser|os|device|country|region|screen|library|bot|by)$/;

/** Texts within one shape, together: it must fit into a symbol. */
const SHAPE_TEXTS = 400;

/**
 * What a value is, in one character: null, true, false, a whole number, its negative, a price of two
 * digits, any other number, a text, a list, an object.
 */
type Kind = 'n' | 't' | 'f' | 'i' | 'j' | 'c' | 'd' | 's' | 'a' | 'o';

/**
 * One member of an object's shape: its kind and its key, the value follows where the shape is used; or
 * its key and a text that stands in the shape itself.
 */
type Member = string | [key: string, text: string];

/** What writing needs to know of a key. */
interface Key {
  isShared: boolean;
  /** The key behind its length, so that several in a row are told apart whatever is in them. */
  tag: string;
}

/** Keys and shapes of a site recur; those of a flood do not. */
const KEYS = 2_048;
const keys = new Map<string, Key>();

function keyOf(text: string): Key {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = { isShared: SHARED_KEY.test(text), tag: tagged(text) };
  if (keys.size >= KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** Lengths are below 2^16: an event has fewer bytes (`LIMITS.eventBytes`). */
function tagged(text: string): string {
  return String.fromCharCode(text.length) + text;
}

function kindOf(value: Json): Kind {
  if (value === null) return 'n';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number') return kindOfNumber(value);
  if (typeof value === 'string') return 's';
  return Array.isArray(value) ? 'a' : 'o';
}

function kindOfNumber(value: number): Kind {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value < 0 ? 'j' : 'i';
  const hundredths = Math.round(value * 100);
  return hundredths > 0 && hundredths / 100 === value && hundredths < 2 ** 40 ? 'c' : 'd';
}

/** A value by its kind. Texts stand in the session's strings. */
function writeAs(kind: Kind, value: Json, key: string, strings: StringWriter): string {
  if (typeof value === 'number') {
    if (kind === 'c') return writeNumber(Math.round(value * 100));
    if (kind !== 'd') return writeNumber(Math.abs(value));
    const text = Object.is(value, -0) ? '-0' : String(value);
    return writeNumber(text.length) + text;
  }
  if (typeof value === 'string') return writeNumber(strings.position(value, keyOf(key).isShared));
  if (value === null || typeof value === 'boolean') return '';
  if (!Array.isArray(value)) return writeObject(value, strings);
  let text = writeNumber(value.length);
  for (const item of value) {
    const itsKind = kindOf(item);
    text += itsKind + writeAs(itsKind, item, key, strings);
  }
  return text;
}

/**
 * An object is its shape and what differs between objects of that shape. The shape is a symbol of the
 * site: the clicks on one link, or the views of one product, share it with all that they have in common.
 * `offset` is added to its position, so that a caller can keep a number for *no object*.
 */
export function writeObject(object: Properties, strings: StringWriter, offset = 0): string {
  const names = sortedKeys(object);
  let form = formOf(object, names, SHAPE_TEXTS);
  let shape = shapeOf(object, names, form);
  // Where the site has no room for more symbols, texts that others share are better apart.
  if (!strings.isShared(shape)) {
    form = formOf(object, names, 0);
    shape = shapeOf(object, names, form);
  }
  let values = '';
  for (let i = 0; i < names.length; i++) {
    const [name = '', kind = IN_SHAPE] = [names[i], form.kinds[i]];
    if (kind !== IN_SHAPE) values += writeAs(kind, object[name] ?? null, name, strings);
  }
  return writeNumber(strings.position(shape, true) + offset) + values;
}

/** Most senders write them in one order always, but not in this one. */
function sortedKeys(object: Properties): string[] {
  const names = Object.keys(object);
  for (let i = 1; i < names.length; i++) {
    if ((names[i - 1] ?? '') > (names[i] ?? '')) return names.sort();
  }
  return names;
}

/** Kind of a member whose text stands in the shape. */
const IN_SHAPE = ' ';

interface Form {
  /** What the shape is known by: equal where the shape is, and made without escaping anything. */
  id: string;
  /** Of each member. */
  kinds: (Kind | typeof IN_SHAPE)[];
}

function formOf(object: Properties, names: readonly string[], room: number): Form {
  const kinds: Form['kinds'] = [];
  let id = '';
  let left = room;
  for (const name of names) {
    const value = object[name] ?? null;
    const { isShared, tag } = keyOf(name);
    if (isShared && typeof value === 'string' && value.length <= left) {
      left -= value.length;
      id += IN_SHAPE + tag + tagged(value);
      kinds.push(IN_SHAPE);
    } else {
      const kind = kindOf(value);
      id += kind + tag;
      kinds.push(kind);
    }
  }
  return { id, kinds };
}

const SHAPES_WRITTEN = 8_192;
const writtenShapes = new Map<string, string>();

/** The JSON of an object's members. */
function shapeOf(object: Properties, names: readonly string[], { id, kinds }: Form): string {
  const known = writtenShapes.get(id);
  if (known !== undefined) return known;
  const members = names.map((name, i): Member => {
    const kind = kinds[i] ?? IN_SHAPE;
    const value = object[name];
    return kind === IN_SHAPE && typeof value === 'string' ? [name, value] : kind + name;
  });
  const shape = JSON.stringify(members);
  if (writtenShapes.size >= SHAPES_WRITTEN) writtenShapes.clear();
  writtenShapes.set(id, shape);
  return shape;
}

/** What `writeItem` wrote at the reader's position. */
function readItem(reader: DigitReader, strings: Texts): Json {
  return readAs(reader.take(1), reader, strings);
}

function readAs(kind: string, reader: DigitReader, strings: Texts): Json {
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
      return strings.at(reader.number()) ?? '';
    case 'a':
      return Array.from({ length: reader.number() }, () => readItem(reader, strings));
    case 'o':
      return readObject(reader, strings);
    default:
      throw new RangeError('Packed column is damaged');
  }
}

/** A member of a shape as it is read: its value follows by its kind, or stands here already. */
interface ReadMember {
  key: string;
  /** '' where the text stands in the shape. */
  kind: string;
  text: string;
}

/** A site's sessions have few shapes in common, which are not parsed anew for each event. */
const SHAPES = 2_048;
const shapes = new Map<string, readonly ReadMember[]>();

function shapeFrom(text: string): readonly ReadMember[] {
  const known = shapes.get(text);
  if (known !== undefined) return known;
  // Written by `writeObject` alone, so its form is known.
  const members = (JSON.parse(text) as Member[]).map((member): ReadMember => {
    if (typeof member !== 'string') return { key: member[0], kind: '', text: member[1] };
    return { key: member.slice(1), kind: member.charAt(0), text: '' };
  });
  if (shapes.size >= SHAPES) shapes.clear();
  shapes.set(text, members);
  return members;
}

/** The object `writeObject` wrote. `__proto__` is a key like others: its setter is not asked. */
export function readObject(
  reader: DigitReader,
  strings: Texts,
  position: number = reader.number(),
): Properties {
  const object: Properties = {};
  for (const { key, kind, text } of shapeFrom(strings.at(position) ?? '[]')) {
    const value = kind === '' ? text : readAs(kind, reader, strings);
    if (key === '__proto__') define(object, key, value);
    else object[key] = value;
  }
  return object;
}

function define(object: Properties, key: string, value: Json): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Passes over what `readObject` would make. */
export function skipObject(
  reader: DigitReader,
  strings: Texts,
  position: number = reader.number(),
): void {
  for (const { kind } of shapeFrom(strings.at(position) ?? '[]')) {
    if (kind !== '') skipAs(kind, reader, strings);
  }
}

function skipAs(kind: string, reader: DigitReader, strings: Texts): void {
  switch (kind) {
    case 'n':
    case 't':
    case 'f':
      return;
    case 'd':
      reader.take(reader.number());
      return;
    case 'a':
      for (let left = reader.number(); left > 0; left--) skipAs(reader.take(1), reader, strings);
      return;
    case 'o':
      skipObject(reader, strings);
      return;
    default:
      reader.number();
  }
}
