import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { channelCode } from '../../worker/collect/settle.ts';
import type { ReadSite } from '../../worker/history/index.ts';
import { carryOn, spreadOver } from '../../worker/shards/carry-on.ts';
import type { SiteShards } from '../../worker/shards/site-shards.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import type { Stored } from '../../worker/stitch/intake.ts';
import { store } from '../../worker/stitch/store.ts';
import type { Told } from '../reports/store.ts';

/** Names as a deployment binds them. */
export const FOUR = ['DB', 'DB_1', 'DB_2', 'DB_3'] as const;

/** Four databases with all tables. */
export async function fourDatabases(): Promise<Databases & { more: Map<string, D1Database> }> {
  const more = new Map([
    ['DB', env.DB],
    ['DB_1', env.SHARD_1],
    ['DB_2', env.SHARD_2],
    ['DB_3', env.SHARD_3],
  ]);
  for (const db of more.values()) await applyD1Migrations(db, env.TEST_MIGRATIONS);
  return { db: env.DB, more };
}

export function shardsOf(
  { db, more = new Map(), lake }: Databases,
  { number }: ReadSite,
): SiteShards {
  return { databases: more, home: db, site: number, channelCode, lake };
}

const never = (): boolean => false;

/** Spreads a site in as few moves as that takes. */
export async function spread(
  shards: SiteShards,
  over: readonly string[],
  now: number,
): Promise<void> {
  await spreadOver(shards, over, { now, isOver: never, together: 256 });
}

/** Ends what is under way. */
export async function finish(shards: SiteShards, now: number): Promise<void> {
  await carryOn(shards, { now, isOver: never });
}

/** Stores through the real writer. */
export function tellTo(
  databases: Databases,
  site: ReadSite,
  { lines, edges = [], traits = [] }: Told,
): Promise<Stored> {
  const intake = {
    site: { number: site.number, currency: site.currency, symbols: 0, ...(site.spread && { spread: true }) },
    lines: structuredClone(lines), edges, traits, quarantined: [], receivedAt: 0,
  }; // prettier-ignore
  return store(databases, intake, channelCode);
}

/** How many of a site's sessions each database has. */
export async function sessionsIn(
  { more = new Map<string, D1Database>() }: Databases,
  { number }: ReadSite,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, db] of more) {
    const statement = db.prepare('select count(*) as n from sessions where site = ?1').bind(number);
    counts[name] = (await statement.first<{ n: number }>())?.n ?? 0;
  }
  return counts;
}
