import { isCookieless, mayBeCookieless } from '../stitch/cookieless-id.ts';
import { bareId, VISITOR } from './edges.ts';
import type { Reader } from './reader.ts';

/** Those that are a network's for a day: by their form, and where that leaves a doubt by what is stored. */
export async function cookielessAmong(
  reader: Reader,
  visitors: ReadonlySet<string>,
): Promise<Set<string>> {
  const doubtful = [...visitors].filter(mayBeCookieless);
  const found = doubtful.length === 0 ? [] : await reader.sessions.cookielessAmong(doubtful);
  return new Set([...found, ...[...visitors].filter(isCookieless)]);
}

/** Who was said to belong to an account, but for visits without consent: they are nobody's. */
export async function withoutCookieless<Row extends { a: string }>(
  reader: Reader,
  groups: readonly Row[],
): Promise<Row[]> {
  const visitors = groups.flatMap(({ a }) => (a.startsWith(VISITOR) ? [bareId(a)] : []));
  const nobodys = await cookielessAmong(reader, new Set(visitors));
  return groups.filter(({ a }) => !a.startsWith(VISITOR) || !nobodys.has(bareId(a)));
}
