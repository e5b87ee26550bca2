import archivedDeleteVisitors from '../sql/archived.delete-visitors.sql';
import heldGuard from '../sql/held.guard.sql';
import lakeGoneInsertMoved from '../sql/lake_gone.insert-moved.sql';
import lakesChange from '../sql/lakes.change.sql';
import sessionsDeleteCopied from '../sql/sessions.delete-copied.sql';
import { bucketOf } from '../stitch/bucket.ts';
import { commit } from '../stitch/commit.ts';
import { has, readHeld, type Held } from '../stitch/held.ts';
import { chunksOf } from '../stitch/plan.ts';
import { changeSpread, placeOf, readSpread, type Leftover, type Spread } from '../stitch/spread.ts';
import { copyVisitors, type Copied } from './copy.ts';
import { databaseOf, isHome, type SiteShards } from './site-shards.ts';
import { nextArchivedVisitors, nextVisitors } from './visitors.ts';

/**
 * Milliseconds that rows stay where they were after their bucket has moved: reports that began before,
 * and isolates that have not heard of it, read them there.
 */
export const KEPT = 3_600_000;

/**
 * Deletes the next rows that have moved away; false: there are none old enough, or not now. What stands
 * there is merged into where it belongs once more, in case a Worker of an earlier deployment, which
 * knew nothing of moves, has written there. Then what the lake of that database has of them is left out
 * of its files, to which nothing was added meanwhile (jobs/archive/).
 */
export async function stepOfCleaning(shards: SiteShards, now: number): Promise<boolean> {
  const { home, site } = shards;
  const spread = await readSpread(home, site);
  const leftover = spread?.leftovers.find(({ since }) => since + KEPT <= now);
  if (spread === undefined || leftover === undefined) return false;
  const { database, buckets, after } = leftover;
  const held = await heldOf(shards, database);
  // A move into this database is for its own time: it changes the version, and so fails the deletion.
  if (held.taking !== '' || buckets.some((bucket) => has(held.buckets, bucket))) return false;
  if (leftover.isInLake) {
    const { visitors, last } = await nextArchivedVisitors(shards, { database, buckets, after });
    await removeArchived(shards, { database, held, visitors });
    const leftovers = spread.leftovers.flatMap((one) =>
      one !== leftover ? [one] : last === undefined ? [] : [{ ...one, after: last }],
    );
    await changeSpread(home, site, { ...spread, leftovers });
    return true;
  }
  const { visitors, last } = await nextVisitors(shards, { database, buckets, after });
  const byPlace = Map.groupBy(visitors, (visitor) => placeOf(spread, visitor));
  for (const [to, own] of byPlace) {
    const copied = await settleIn(shards, { from: database, to, visitors: own });
    if (copied === undefined) return false;
    await remove(shards, { database, held, copied });
  }
  const found = leftover.found + visitors.length;
  await changeSpread(home, site, {
    ...spread,
    leftovers: leftoversAfter(spread, leftover, { found, last }),
  });
  return true;
}

/** Rows are done when all were looked at and nothing found; else the beginning is looked at again. */
function leftoversAfter(
  { leftovers }: Spread,
  leftover: Leftover,
  { found, last }: { found: number; last: string | undefined },
): Leftover[] {
  return leftovers.flatMap((one) => {
    if (one !== leftover) return [one];
    if (last !== undefined) return [{ ...one, after: last, found }];
    return [{ ...one, after: '', found: 0, ...(found === 0 && { isInLake: true }) }];
  });
}

/** Merges the visitors' rows into where they belong; undefined: their buckets are moving from there. */
async function settleIn(
  shards: SiteShards,
  { from, to, visitors }: { from: string; to: string; visitors: readonly string[] },
): Promise<Copied[] | undefined> {
  const { site } = shards;
  const held = await heldOf(shards, to);
  if (!visitors.every((visitor) => has(held.buckets, bucketOf(visitor)))) return undefined;
  // What is copied from there must be there: see `noting` in stitch/held.ts.
  if (visitors.some((visitor) => has(held.noting, bucketOf(visitor)))) return undefined;
  const guard = databaseOf(shards, to).prepare(heldGuard).bind(site, held.version);
  return copyVisitors(shards, { from, to, visitors, guard, symbols: held.symbols });
}

async function remove(
  shards: SiteShards,
  { database, held, copied }: { database: string; held: Held; copied: readonly Copied[] },
): Promise<void> {
  const db = databaseOf(shards, database);
  const guard = db.prepare(heldGuard).bind(shards.site, held.version);
  for (const chunk of chunksOf(copied.map(({ id, version }) => [id, version]))) {
    const statements = [guard, db.prepare(sessionsDeleteCopied).bind(chunk)];
    const count = (): void => undefined;
    await commit(db, shards.site, { statements, fresh: new Map(), count });
  }
}

/** The files go on holding them until they are written anew: from now on they do not count there. */
async function removeArchived(
  shards: SiteShards,
  { database, held, visitors }: { database: string; held: Held; visitors: readonly string[] },
): Promise<void> {
  if (visitors.length === 0) return;
  const { site } = shards;
  const db = databaseOf(shards, database);
  const asked = JSON.stringify(visitors);
  const statements = [
    db.prepare(heldGuard).bind(site, held.version),
    db.prepare(lakeGoneInsertMoved).bind(site, asked),
    db.prepare(archivedDeleteVisitors).bind(site, asked),
    db.prepare(lakesChange).bind(site),
  ];
  await commit(db, site, { statements, fresh: new Map(), count: () => undefined });
}

function heldOf(shards: SiteShards, name: string): Promise<Held> {
  return readHeld(databaseOf(shards, name), shards.site, isHome(name));
}
