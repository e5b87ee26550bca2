import type { Json } from '../../../schema/index.ts';
import { numberOf, numberPattern, type Decimal } from './number.ts';

/** How the parts of a list are told apart, and how each reads: `{id}x{quantity:number}`. */
interface Form {
  by: string;
  each: string;
  decimal: Decimal | undefined;
}

/**
 * A text as a list of objects. What does not read as it should stays as the text it is, so that it is
 * judged with its event; empty parts are none.
 */
export function partsOf(
  list: string,
  { by, each, decimal }: Form,
): { parts: Json[]; isRead: boolean } {
  const reader = readerOf(each, decimal);
  let isRead = true;
  const parts = list.split(by).flatMap((one): Json[] => {
    const text = one.trim();
    if (text === '') return [];
    const match = reader.exact.exec(text);
    isRead &&= match !== null;
    const found = match ?? reader.loose.exec(text);
    return [found === null ? text : objectOf(found, reader, decimal)];
  });
  return { parts, isRead };
}

function objectOf(match: RegExpExecArray, { keys }: Reader, decimal: Decimal | undefined): Json {
  const members = keys.map(({ key, isNumber }, i): [string, Json] => {
    const text = match[i + 1] ?? '';
    return [key, isNumber ? (numberOf(text, decimal) ?? text) : text];
  });
  return Object.fromEntries(members);
}

interface Reader {
  /** Numbers are numbers. */
  exact: RegExp;
  /** Where one is none: anything stands there. */
  loose: RegExp;
  keys: { key: string; isNumber: boolean }[];
}

const readers = new Map<string, Reader>();

function readerOf(each: string, decimal: Decimal | undefined): Reader {
  const name = `${decimal ?? ''}${each}`;
  const known = readers.get(name);
  if (known !== undefined) return known;
  const keys = [...each.matchAll(/\{(\w+)(:number)?\}/g)].map(([, key = '', kind]) => ({
    key,
    isNumber: kind !== undefined,
  }));
  const between = each
    .split(/\{\w+(?::number)?\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const patternBy = (number: string): RegExp => {
    const places = keys.map(({ isNumber }, i) => `(${isNumber ? number : '.+'})${between[i + 1]}`);
    return new RegExp(`^${between[0]}${places.join('')}$`);
  };
  const reader = { exact: patternBy(numberPattern(decimal)), loose: patternBy('.*'), keys };
  readers.set(name, reader);
  return reader;
}
