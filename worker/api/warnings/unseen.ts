import { toGa4 } from '../../../schema/index.ts';
import { Newest } from '../../history/newest.ts';
import { isPersonal } from '../../reports/index.ts';
import erasuresRead from '../../sql/erasures.read.sql';
import sessionsAnyNamed from '../../sql/sessions.any-named.sql';
import touchpointsNames from '../../sql/touchpoints.names.sql';
import type { Databases } from '../../stitch/databases.ts';
import { isCommon, nameNeedles } from '../../stitch/names.ts';
import { symbolsOf } from '../../stitch/symbol-cache.ts';
import { suitsSymbol, symbolId } from '../../stitch/symbols.ts';
import { nearest } from '../nearest.ts';
import type { AskedName } from './names-asked.ts';
import { accountsAndCountries, isApart } from './accounts-and-countries.ts';
import { valuesSeen } from './values-seen.ts';

/** The newest sessions and contacts that are looked through for names, where one is not known otherwise. */
const [SESSIONS, CONTACTS] = [300, 1_000];

/** Events that are searched for by name alone, and the newest sessions that are: some ten milliseconds each. */
const [NAMES, NAMED] = [5, 20_000];

export interface Unseen extends AskedName {
  /** What was seen lately that is most like it. */
  nearest: string | undefined;
}

export interface UnseenNames {
  unseen: Unseen[];
  rowsRead: number;
}

/**
 * Those of some names that a site has not had. What a report has just read is known in this isolate, by
 * its symbols: nothing is asked for that. Else a symbol is a row; and only of a name that is none either,
 * which is a slip of the pen as a rule, the newest sessions are looked through, also for what was meant.
 */
export async function unseenOf(
  databases: Databases,
  site: number,
  asked: readonly AskedName[],
): Promise<UnseenNames> {
  const unknown = asked.filter(({ field, value }) => field !== 'event' || !isCommon(value));
  const apart = await accountsAndCountries(databases.db, site, unknown);
  const named = unknown.filter(({ field }) => !isApart(field));
  const others = await unseenNames(databases, site, named);
  return {
    unseen: [...others.unseen, ...apart.unseen],
    rowsRead: others.rowsRead + apart.rowsRead,
  };
}

async function unseenNames(
  databases: Databases,
  site: number,
  asked: readonly AskedName[],
): Promise<UnseenNames> {
  const { rest, looked } = await withoutSymbols(databases, site, asked);
  if (rest.length === 0) return { unseen: [], rowsRead: looked };
  const newest = new Newest(databases, site);
  const [sessions, contacts] = await Promise.all([
    newest.read({ since: 0, count: SESSIONS }),
    databases.db.prepare(touchpointsNames).bind(site, CONTACTS).all<{ name: string }>(),
  ]);
  const events = sessions.flatMap((session) => session.events);
  const seen = (field: string): ReadonlySet<string> => {
    if (field !== 'event') return valuesSeen(field, sessions);
    return new Set([...events, ...contacts.results].map(({ name }) => name));
  };
  const unseen = rest.flatMap(({ field, value }): Unseen[] => {
    const names = seen(field);
    if (names.has(value)) return [];
    return [{ field, value, nearest: nearestOf(field, value, names) }];
  });
  const named = await namedIn(databases, site, unseen);
  const rowsRead = looked + newest.rowsRead + contacts.meta.rows_read + named.rowsRead;
  return {
    unseen: unseen.filter(({ field, value }) => field !== 'event' || !named.names.has(value)),
    rowsRead,
  };
}

/** Short names are no symbols, and an erasure takes symbols away: what is not new may still be there. */
async function namedIn(
  { db, more }: Databases,
  site: number,
  unseen: readonly AskedName[],
): Promise<{ names: ReadonlySet<string>; rowsRead: number }> {
  const events = unseen.filter(({ field }) => field === 'event').slice(0, NAMES);
  const names = new Set<string>();
  let rowsRead = 0;
  if (events.length === 0) return { names, rowsRead };
  for (const one of more?.values() ?? [db]) {
    const erased = await one.prepare(erasuresRead).bind(site).first();
    const searched = events.filter(({ value }) => erased !== null || !suitsSymbol(value));
    if (searched.length === 0) continue;
    const needles = new Map(
      searched.flatMap(({ value }) => nameNeedles(value).map((needle) => [needle, value] as const)),
    );
    const { results, meta } = await one
      .prepare(sessionsAnyNamed)
      .bind(site, JSON.stringify([...needles.keys()]), NAMED)
      .all<{ needle: string }>();
    rowsRead += meta.rows_read;
    for (const { needle } of results) names.add(needles.get(needle) ?? '');
  }
  return { names, rowsRead };
}

/** What all sessions share are symbols: whatever is one has been there. Also how many rows were looked for. */
async function withoutSymbols(
  { db, more }: Databases,
  site: number,
  asked: readonly AskedName[],
): Promise<{ rest: AskedName[]; looked: number }> {
  let [rest, looked] = [[...asked], 0];
  for (const one of more?.values() ?? [db]) {
    const symbols = symbolsOf(one, site);
    const isKnown = ({ value }: AskedName): boolean => symbols.textOf(symbolId(value)) === value;
    rest = rest.filter((name) => !isKnown(name));
    if (rest.length === 0) break;
    looked += rest.length;
    await symbols.load(
      one,
      rest.map(({ value }) => symbolId(value)),
    );
    rest = rest.filter((name) => !isKnown(name));
  }
  return { rest, looked };
}

function nearestOf(field: string, value: string, names: ReadonlySet<string>): string | undefined {
  // Who reads no persons is not told of one by asking for somebody like it.
  if (isPersonal(field.replace(/^\w+\./, ''))) return undefined;
  if (field === 'event') {
    const { name } = toGa4(value, {});
    if (name !== value) return name;
  }
  return nearest(value, [...names]);
}
