import { isObject } from '../../../schema/index.ts';
import { isPersonal } from '../../reports/index.ts';
import { allows, type Grant } from '../auth.ts';
import { Problem } from '../problem.ts';

/** The personal trait that a query, a filter or the query behind a cell asks for; undefined: none. */
export function personalIn(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const field = isObject(part) ? part['field'] : undefined;
  if (typeof field === 'string' && isPersonal(field.replace(/^trait\./, ''))) return field;
  for (const member of Object.values(part)) {
    const found = personalIn(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Who may not see personal traits may not find them out by asking either, not even what others saved. */
export function refusePersonal(grant: Grant, part: unknown): void {
  if (allows(grant, 'read:customers')) return;
  const trait = personalIn(part);
  if (trait === undefined) return;
  throw new Problem('forbidden', `"${trait}" takes a key that may read customers.`);
}

/** What was saved as this key may see it: a query over a personal trait is not shown. */
export function withoutPersonalQuery<Shown extends object>(grant: Grant, shown: Shown): Shown {
  if (allows(grant, 'read:customers')) return shown;
  const members = Object.entries(shown).map(([name, member]: [string, unknown]) => [
    name,
    personalIn(member) === undefined ? member : null,
  ]);
  return Object.fromEntries(members) as Shown;
}
