import heldAddSymbols from '../sql/held.add-symbols.sql';
import sessionsOfVisitors from '../sql/sessions.of-visitors.sql';
import type { LakeRow } from '../lake/sessions-file.ts';
import { noSymbol, toArchived } from '../stitch/archived.ts';
import { commit } from '../stitch/commit.ts';
import { guardErasures, learnErasures, type Erasures } from '../stitch/erasures.ts';
import type { Session } from '../stitch/merge.ts';
import { persist } from '../stitch/persist.ts';
import { planSpans } from '../stitch/session-plan.ts';
import { sessionOf, type SessionRow } from '../stitch/session-row.ts';
import { symbolsOf } from '../stitch/symbol-cache.ts';
import { databaseOf, isHome, type SiteShards } from './site-shards.ts';

/** Visitors whose sessions are copied in one transaction: some tens of milliseconds of it. */
const VISITORS_TOGETHER = 200;

/** Where copies go. */
interface Target {
  to: string;
  /** Fails where the copies are not wanted any more. */
  guard: D1PreparedStatement;
  /** Symbols the site has where they go, about. */
  symbols: number;
  /** As it was before what is copied was read: what somebody had erased since is not brought back. */
  erasures: Erasures;
}

export interface Copy extends Omit<Target, 'erasures'> {
  from: string;
  visitors: readonly string[];
}

/** A session as it was copied. */
export type Copied = Pick<SessionRow, 'id' | 'version'>;

/**
 * Brings the sessions of some visitors from one database into another. They are merged with what is
 * there, as everything that is stored: done twice, late or in part, the outcome is the same.
 */
export async function copyVisitors(shards: SiteShards, copy: Copy): Promise<Copied[]> {
  const copied: Copied[] = [];
  for (let i = 0; i < copy.visitors.length; i += VISITORS_TOGETHER) {
    const visitors = copy.visitors.slice(i, i + VISITORS_TOGETHER);
    copied.push(...(await copyTogether(shards, { ...copy, visitors })));
  }
  return copied;
}

async function copyTogether(shards: SiteShards, copy: Copy): Promise<Copied[]> {
  const erasures = await learnErasures(databaseOf(shards, copy.to), shards.site);
  const rows = await rowsOf(shards, copy);
  if (rows.length === 0) return [];
  const { textOf } = symbolsOf(databaseOf(shards, copy.from), shards.site);
  const visitors = Map.groupBy(rows, ({ visitor }) => visitor);
  await mergeInto(
    shards,
    { ...copy, erasures },
    { visitors, sessionOf: (row) => sessionOf(row, textOf) },
  );
  return rows.map(({ id, version }) => ({ id, version }));
}

/** Brings sessions that stand in the lake of one database into another, likewise. */
export async function copyArchived(
  shards: SiteShards,
  target: Target,
  rows: readonly LakeRow[],
): Promise<void> {
  const all = [...Map.groupBy(rows, ({ visitor }) => visitor)];
  for (let i = 0; i < all.length; i += VISITORS_TOGETHER) {
    const visitors = new Map(all.slice(i, i + VISITORS_TOGETHER));
    const toSession = (row: LakeRow): Session => sessionOf(toArchived(row), noSymbol);
    await mergeInto(shards, target, { visitors, sessionOf: toSession });
  }
}

async function mergeInto<Row>(
  shards: SiteShards,
  { to: name, guard, symbols, erasures }: Target,
  rows: { visitors: ReadonlyMap<string, readonly Row[]>; sessionOf: (row: Row) => Session },
): Promise<void> {
  const { site, channelCode, lake } = shards;
  const to = databaseOf(shards, name);
  const visitors = new Map(
    [...rows.visitors].map(([visitor, own]) => [visitor, own.map(rows.sessionOf)]),
  );
  const count = (): void => undefined;
  await persist(async (attempt) => {
    const incoming = { site: { number: site, symbols }, visitors };
    const addSymbols = isHome(name) ? {} : { addSymbols: heldAddSymbols };
    const options = { channelCode, lake, attempt, count, ...addSymbols };
    const plan = await planSpans(to, incoming, options);
    const guards = [guard, guardErasures(to, site, erasures), ...plan.guards];
    const statements = [...guards, ...plan.writes];
    await commit(to, site, { statements, fresh: plan.fresh, count });
  });
}

async function rowsOf(shards: SiteShards, { from, visitors }: Copy): Promise<SessionRow[]> {
  const db = databaseOf(shards, from);
  const statement = db.prepare(sessionsOfVisitors).bind(shards.site, JSON.stringify(visitors));
  const { results } = await statement.all<SessionRow>();
  const symbols = symbolsOf(db, shards.site);
  await symbols.load(db, symbols.unknownIn(results));
  return results;
}
