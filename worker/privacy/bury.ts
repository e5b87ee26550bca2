import erasuresCount from '../sql/erasures.count.sql';
import erasuresInsert from '../sql/erasures.insert.sql';
import erasuresRead from '../sql/erasures.read.sql';
import tombstonesUpsert from '../sql/tombstones.upsert.sql';
import { chunksOf } from '../stitch/plan.ts';
import { hashOfId, keyOfId, readTombstones, type Named } from '../stitch/tombstones.ts';
import type { Span } from './subject.ts';
import { placesOf, type Work } from './work.ts';

/** Bytes of the salt that a site's ids are hashed with. */
const SALT = 16;

/** An id that is erased. */
export interface Burial extends Named {
  spans: readonly Span[];
  /** By its sender's own clock, see stitch/tombstones.ts. */
  clocks: readonly Span[];
}

/** The site's salt; made where nothing was ever erased. */
export async function saltOf({ databases: { db }, site }: Work): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT)).toHex();
  await db.prepare(erasuresInsert).bind(site.number, salt).run();
  const row = await db.prepare(erasuresRead).bind(site.number).first<{ salt: string }>();
  if (row === null) throw new Error('The site is being removed');
  return row.salt;
}

/**
 * From here on nothing of these ids and times is stored again, whoever sends it. Home is told first, then
 * every other database, so that no writer knows of it without its tombstones (stitch/erasures.ts).
 */
export async function bury(work: Work, burials: readonly Burial[], reason: string): Promise<void> {
  const { databases, site } = work;
  const home = databases.db;
  const salt = await saltOf(work);
  const tombstones = await tombstoneStatements(work, { burials, salt, reason });
  await home.batch([...tombstones, home.prepare(erasuresCount).bind(site.number)]);
  for (const { db, isHome } of placesOf(work)) {
    if (isHome) continue;
    await db.batch([
      db.prepare(erasuresInsert).bind(site.number, salt),
      db.prepare(erasuresCount).bind(site.number),
    ]);
  }
}

/** Likewise, but whoever knows of the erasure need not look again yet: `bury` is to follow. */
export async function buryQuietly(
  work: Work,
  burials: readonly Burial[],
  reason: string,
): Promise<void> {
  if (burials.length === 0) return;
  const salt = await saltOf(work);
  await work.databases.db.batch(await tombstoneStatements(work, { burials, salt, reason }));
}

async function tombstoneStatements(
  { databases: { db }, site, now }: Work,
  { burials, salt, reason }: { burials: readonly Burial[]; salt: string; reason: string },
): Promise<D1PreparedStatement[]> {
  const rows = await rowsOf(db, site.number, { burials, salt });
  return chunksOf(rows).map((chunk) =>
    db.prepare(tombstonesUpsert).bind(site.number, chunk, now, reason),
  );
}

/** With the times that were erased of them before. */
async function rowsOf(
  home: D1Database,
  site: number,
  { burials, salt }: { burials: readonly Burial[]; salt: string },
): Promise<unknown[]> {
  const each = [...Map.groupBy(burials, keyOfId).values()].map(unite);
  const hashed = await Promise.all(
    each.map(async (one) => ({ ...one, hash: await hashOfId(salt, one) })),
  );
  const keys = hashed.map(({ kind, hash }) => JSON.stringify([kind, hash]));
  const before = await readTombstones(home, site, keys);
  return hashed.map(({ kind, hash, spans, clocks }, i) => {
    const known = before.get(keys[i] ?? '') ?? { spans: [], clocks: [] };
    const all = [
      [...known.spans, ...spans],
      [...known.clocks, ...clocks],
    ].map((one) => JSON.stringify(joined(one)));
    return [kind, hash, ...all];
  });
}

/** What is said of one id. */
function unite(all: readonly Burial[]): Burial {
  return all.reduce((one, other) => ({
    ...one,
    spans: [...one.spans, ...other.spans],
    clocks: [...one.clocks, ...other.clocks],
  }));
}

/** Spans in order, those that meet as one. */
function joined(spans: readonly Span[]): Span[] {
  const all: [number, number][] = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}
