import { isObject } from '../../../schema/index.ts';
import { CONTEXTS, SOURCES } from './values-seen.ts';

/** Something that a query names and that the site may never have had. */
export interface AskedName {
  /** `event`, `page`, `account`, a fact of a session, `prop.NAME`, `item.NAME`; `prop`, `item`: a name of such. */
  field: string;
  value: string;
}

/** Names looked at of one query. */
const MOST = 40;

/** Fields whose values are pages. */
const PAGES = new Set(['page', 'landing_page', 'exit_page']);

/** Other fields whose values a site has or has not. */
const NAMED = new Set<string>(['page', 'event', 'account', 'country', ...CONTEXTS, ...SOURCES]);

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
  const [, own, name = ''] = /^(prop|item)\.(.+)$/s.exec(kind) ?? [];
  if (own === undefined && !NAMED.has(kind)) return;
  const values = op === 'eq' ? [value] : op === 'in' && Array.isArray(value) ? value : [];
  const texts = values.filter((one) => typeof one === 'string' && one !== '');
  for (const one of texts) add({ field: kind, value: one });
  // Of what is compared in another way no value is named, but still the property.
  if (own !== undefined && texts.length === 0) add({ field: own, value: name });
}
