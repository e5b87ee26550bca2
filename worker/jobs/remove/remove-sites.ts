import removalsForget from '../../sql/removals.forget.sql';
import removalsUnderWay from '../../sql/removals.under-way.sql';
import { HOME, type Databases } from '../../stitch/databases.ts';
import { removeSite } from './remove-site.ts';

/** How long it works on one site, and how many it looks at, each hour. */
const WORKED = 30_000;
const SITES = 5;

/**
 * How long the number of a removed site stays taken, milliseconds: longer than a queue keeps a letter
 * (14 days at most, developers.cloudflare.com/queues/platform/limits).
 */
const TAKEN = 30 * 86_400_000;

/** Goes on with removals that somebody began and did not end. One that fails keeps no other back. */
export async function removeSites(databases: Databases, now: number): Promise<void> {
  const statement = databases.db.prepare(removalsUnderWay).bind(SITES);
  const { results } = await statement.all<{ number: number; id: string; archived: number }>();
  for (const { archived, ...site } of results) {
    const until = Date.now() + WORKED;
    const removing = { databases, now, isOver: () => Date.now() > until };
    try {
      await removeSite({ ...removing, site: { ...site, archived: archived === 1 } });
    } catch (error) {
      console.error(JSON.stringify({ where: 'remove', message: String(error).slice(0, 200) }));
    }
  }
  const all = databases.more ?? new Map([[HOME, databases.db]]);
  for (const db of all.values()) {
    await db
      .prepare(removalsForget)
      .bind(now - TAKEN)
      .run();
  }
}
