import erasuresCount from '../sql/erasures.count.sql';
import erasuresInsert from '../sql/erasures.insert.sql';
import erasuresRead from '../sql/erasures.read.sql';
import tombstonesUpsert from '../sql/tombstones.upsert.sql';
import { chunksOf } from '../stitch/plan.ts';
import { hashOfId, readTombstones, type Named } from '../stitch/tombstones.ts';
import type { Span } from './subject.ts';
import { placesOf, type Work } from './work.ts';

/** Bytes of the salt that a site's ids are hashed with. */
const SALT = 16;

/** An id that is erased. */
export interface Burial extends Named {
  spans: readonly Span[];
  /** See stitch/tombstones.ts. */
  clock: number;
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
  const { databases, site, now } = work;
  const home = databases.db;
  const salt = await saltOf(work);
  const rows = await rowsOf(home, site.number, { burials, salt });
  await home.batch([
    ...chunksOf(rows).map((chunk) =>
      home.prepare(tombstonesUpsert).bind(site.number, chunk, now, reason),
    ),
    home.prepare(erasuresCount).bind(site.number),
  ]);
  for (const { db, isHome } of placesOf(work)) {
    if (isHome) continue;
    await db.batch([
      db.prepare(erasuresInsert).bind(site.number, salt),
      db.prepare(erasuresCount).bind(site.number),
    ]);
  }
}

/** With the times that were erased of them before. */
async function rowsOf(
  home: D1Database,
  site: number,
  { burials, salt }: { burials: readonly Burial[]; salt: string },
): Promise<unknown[]> {
  const hashed = await Promise.all(
    burials.map(async (one) => ({ ...one, hash: await hashOfId(salt, one) })),
  );
  const keys = hashed.map(({ kind, hash }) => JSON.stringify([kind, hash]));
  const before = await readTombstones(home, site, keys);
  return hashed.map(({ kind, hash, spans, clock }, i) => {
    const known = before.get(keys[i] ?? '')?.spans ?? [];
    return [kind, hash, JSON.stringify(joined([...known, ...spans])), clock];
  });
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
