import type * as v from 'valibot';
import type { Json } from '../../schema/index.ts';

/** What of valibot's schemas tells the columns of a table. */
interface Inspected {
  type: string;
  entries?: Record<string, Inspected>;
  wrapped?: Inspected;
  item?: Inspected;
}

/** The columns of a report's table: by what its rows may hold, not by what they happen to hold. */
export interface Columns {
  names: string[];
  /** Lists of parts that a row has: a line for each part. */
  lists: string[];
}

export interface Asked {
  /** The site's currency: amounts have a column of it, whatever was taken. */
  currency: string;
  /** Members that only some queries ask for, such as models, and whether this one does. */
  isAsked: (name: string) => boolean;
}

/** What a row is about comes first. */
const FIRST = ['day', 'at'];

/** The schema of a report's rows, or of the whole report where it has none; undefined: it is not known. */
export function rowSchema(
  schema: v.GenericSchema | undefined,
  table: string,
): Inspected | undefined {
  // A schema is looked at as the plain object it is.
  const data = (schema as Inspected | undefined)?.entries?.['data'];
  const member = data?.entries?.[table];
  return table === '' ? data : member && unwrapped(member).item;
}

export function columnsOf(row: Inspected | undefined, asked: Asked): Columns {
  const entries = Object.entries(row?.entries ?? {});
  const lists = entries.filter(([, one]) => partsOf(one) !== undefined).map(([name]) => name);
  const names = flat(row, '', asked);
  const [only, another] = lists;
  const parts = lists.flatMap((name) =>
    flat(partsOf(row?.entries?.[name]), another === undefined ? `${only}.` : 'part.', asked),
  );
  const own = names.filter((name) => FIRST.includes(name));
  const rest = names.filter((name) => !FIRST.includes(name));
  const list = another === undefined ? [] : ['list'];
  own.sort((a, b) => FIRST.indexOf(a) - FIRST.indexOf(b));
  return { names: [...new Set([...own, ...rest, ...list, ...parts])], lists };
}

/** Columns of the members of an object, those of its objects too. */
function flat(schema: Inspected | undefined, prefix: string, asked: Asked): string[] {
  return Object.entries(schema?.entries ?? {}).flatMap(([name, member]): string[] => {
    const column = prefix + name;
    const inner = unwrapped(member);
    if (isOptional(member) && !asked.isAsked(name)) return [];
    // Keys to people are for programs, and long.
    if (name === 'cell' || (name === 'cells' && inner.entries)) return [];
    if (name === 'ci95') return [`${column}.low`, `${column}.high`];
    if (inner.entries) return flat(inner, `${column}.`, asked);
    if (isMoneyList(inner)) return [`${column}.${asked.currency}`];
    return partsOf(inner) === undefined ? [column] : [];
  });
}

function unwrapped(schema: Inspected): Inspected {
  return schema.wrapped ? unwrapped(schema.wrapped) : schema;
}

function isOptional({ type }: Inspected): boolean {
  return type === 'exact_optional' || type === 'optional';
}

function isMoneyList({ item }: Inspected): boolean {
  const entries = item && unwrapped(item).entries;
  return entries?.['currency'] !== undefined && entries['amount'] !== undefined;
}

/** What the parts of a list of objects are. */
function partsOf(schema: Inspected | undefined): Inspected | undefined {
  const list = schema && unwrapped(schema);
  const part = list?.item && unwrapped(list.item);
  return list === undefined || part?.entries === undefined || isMoneyList(list) ? undefined : part;
}

/** Whether any row has a member, however deep. */
export function holds(value: Json | undefined, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.hasOwn(value, name)) return true;
  return Object.values(value).some((member) => holds(member, name));
}
