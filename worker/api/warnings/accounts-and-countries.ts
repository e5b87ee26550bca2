import edgesReadAccount from '../../sql/edges.read-account.sql';
import type { AskedName } from './names-asked.ts';
import type { Unseen, UnseenNames } from './unseen.ts';

/** Whether the newest sessions do not tell that a site has had it. */
export function isApart(field: string): boolean {
  return field === 'account' || field === 'country';
}

/** Accounts that nobody belongs to, and countries that are no codes. */
export async function accountsAndCountries(
  db: D1Database,
  site: number,
  asked: readonly AskedName[],
): Promise<UnseenNames> {
  const unseen: Unseen[] = [];
  let rowsRead = 0;
  for (const one of asked) {
    if (one.field === 'country' && !/^[A-Z]{2}$/.test(one.value)) {
      unseen.push({ ...one, nearest: countryCode(one.value) });
    }
    if (one.field !== 'account') continue;
    const { results, meta } = await db.prepare(edgesReadAccount).bind(site, one.value).all();
    rowsRead += meta.rows_read;
    // Who they are is not for everybody who may ask for figures: none is proposed.
    if (results.length === 0) unseen.push({ ...one, nearest: undefined });
  }
  return { unseen, rowsRead };
}

/** ISO 3166-1 alpha-2, of a code in small letters or of an English name. */
function countryCode(text: string): string | undefined {
  const wanted = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(wanted)) return wanted;
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const isIt = names.of(first + second)?.toUpperCase() === wanted;
      // Codes of former countries have the names of those that took their place.
      if (isIt) return new Intl.Locale(`und-${first}${second}`).region;
    }
  }
  return undefined;
}

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
