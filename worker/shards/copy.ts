import heldAddSymbols from '../sql/held.add-symbols.sql';
import sessionsOfVisitors from '../sql/sessions.of-visitors.sql';
import { commit } from '../stitch/commit.ts';
import type { Session } from '../stitch/merge.ts';
import { persist } from '../stitch/persist.ts';
import { planSpans } from '../stitch/session-plan.ts';
import { sessionOf, type SessionRow } from '../stitch/session-row.ts';
import { symbolsOf } from '../stitch/symbol-cache.ts';
import { databaseOf, isHome, type SiteShards } from './site-shards.ts';

/** Visitors whose sessions are copied in one transaction: some tens of milliseconds of it. */
const VISITORS_TOGETHER = 200;

export interface Copy {
  from: string;
  to: string;
  visitors: readonly string[];
  /** Fails where the copies are not wanted any more. */
  guard: D1PreparedStatement;
  /** Symbols the site has where they go, about. */
  symbols: number;
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
  const { site, channelCode, lake } = shards;
  const to = databaseOf(shards, copy.to);
  const rows = await rowsOf(shards, copy);
  if (rows.length === 0) return [];
  const { textOf } = symbolsOf(databaseOf(shards, copy.from), site);
  const visitors = new Map<string, Session[]>();
  for (const row of rows) {
    const sessions = visitors.get(row.visitor) ?? [];
    visitors.set(row.visitor, sessions);
    sessions.push(sessionOf(row, textOf));
  }
  const count = (): void => undefined;
  await persist(async (attempt) => {
    const incoming = { site: { number: site, symbols: copy.symbols }, visitors };
    const addSymbols = isHome(copy.to) ? {} : { addSymbols: heldAddSymbols };
    const plan = await planSpans(to, incoming, {
      channelCode,
      lake,
      attempt,
      count,
      ...addSymbols,
    });
    const statements = [copy.guard, ...plan.guards, ...plan.writes];
    await commit(to, site, { statements, fresh: plan.fresh, count });
  });
  return rows.map(({ id, version }) => ({ id, version }));
}

async function rowsOf(shards: SiteShards, { from, visitors }: Copy): Promise<SessionRow[]> {
  const db = databaseOf(shards, from);
  const statement = db.prepare(sessionsOfVisitors).bind(shards.site, JSON.stringify(visitors));
  const { results } = await statement.all<SessionRow>();
  const symbols = symbolsOf(db, shards.site);
  await symbols.load(db, symbols.unknownIn(results));
  return results;
}
