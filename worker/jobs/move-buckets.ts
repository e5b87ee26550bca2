import { channelCode } from '../collect/settle.ts';
import { carryOn, cleanUp } from '../shards/carry-on.ts';
import { siteShards } from '../shards/site-shards.ts';
import spreadsList from '../sql/spreads.list.sql';
import type { Databases } from '../stitch/databases.ts';

/** How long it works on one site, and how many it looks at, each hour. */
const WORKED = 30_000;
const SITES = 20;

/** Ends moves that somebody began and did not end; deletes what has moved away. */
export async function moveBuckets(databases: Databases, now: number): Promise<void> {
  if (databases.more === undefined) return;
  const statement = databases.db.prepare(spreadsList).bind(0, SITES);
  const { results } = await statement.all<{ site: number }>();
  for (const { site } of results) {
    const shards = siteShards(databases, site, channelCode);
    if (shards === undefined) continue;
    const until = Date.now() + WORKED;
    const working = { now, isOver: () => Date.now() > until };
    await carryOn(shards, working);
    await cleanUp(shards, working);
  }
}
