import { runErasures } from '../privacy/run.ts';
import { siteToErase } from '../privacy/site.ts';
import privacyForget from '../sql/privacy.forget.sql';
import privacySites from '../sql/privacy.sites.sql';
import type { Databases } from '../stitch/databases.ts';

/** How long it works on one site, and how many it looks at, each hour. */
const WORKED = 30_000;
const SITES = 20;

/** How long what somebody asked to see can be fetched, milliseconds: 30 days. */
export const SHOWN = 2_592_000_000;

/** Goes on with erasures that are under way: what the lake has of somebody takes hours. */
export async function erasePeople(databases: Databases, now: number): Promise<void> {
  const { db } = databases;
  await db
    .prepare(privacyForget)
    .bind(now - SHOWN)
    .run();
  const { results } = await db.prepare(privacySites).bind(now, SITES).all<{ site: number }>();
  for (const { site: number } of results) {
    const site = await siteToErase(databases, number);
    if (site === undefined) continue;
    const until = Date.now() + WORKED;
    try {
      await runErasures({ databases, site, now }, () => Date.now() > until);
    } catch (error) {
      // It keeps no other site back.
      console.error(JSON.stringify({ where: 'erase', message: String(error).slice(0, 200) }));
    }
  }
}
