import { isObject } from '../../../schema/index.ts';

/** Something that a query names and that the site may never have had. */
export interface AskedName {
  /** `event`, `page`, `prop.NAME` or `item.NAME`. */
  field: string;
  value: string;
}

/** Names looked at of one query. */
const MOST = 40;

/** Fields whose values are pages. */
const PAGES = new Set(['page', 'landing_page', 'exit_page']);

/** Every event, page and value of a property that a query asks for by its whole name. */
export function namesAsked(query: unknown): AskedName[] {
  const found = new Map<string, AskedName>();
  collect(query, (asked) => found.set(`${asked.field} ${asked.value}`, asked));
  return [...found.values()].slice(0, MOST);
}

function collect(part: unknown, add: (asked: AskedName) => unknown): void {
  if (Array.isArray(part)) {
    for (const one of part) collect(one, add);
    return;
  }
  if (!isObject(part)) return;
  const { event, page, field, op, value } = part;
  if (typeof event === 'string') add({ field: 'event', value: event });
  // Of paths: a page may be a pattern, which names none.
  if (typeof page === 'string' && !page.includes('*')) add({ field: 'page', value: page });
  if (typeof field === 'string') addValues({ field, op, value }, add);
  for (const member of Object.values(part)) collect(member, add);
}

function addValues(
  { field, op, value }: { field: string; op: unknown; value: unknown },
  add: (asked: AskedName) => unknown,
): void {
  const kind = PAGES.has(field) ? 'page' : field;
  if (kind !== 'page' && kind !== 'event' && !/^(prop|item)\./.test(kind)) return;
  const values = op === 'eq' ? [value] : op === 'in' && Array.isArray(value) ? value : [];
  for (const one of values)
    if (typeof one === 'string' && one !== '') add({ field: kind, value: one });
}
