import lakeGoneDays from '../../sql/lake_gone.days.sql';
import lakeGoneRead from '../../sql/lake_gone.read.sql';
import lakePartsRead from '../../sql/lake_parts.read.sql';
import sessionsReadDays from '../../sql/sessions.read-days.sql';
import lakesInsert from '../../sql/lakes.insert.sql';
import sitesReadDue from '../../sql/sites.read-due.sql';
import sitesReadSpread from '../../sql/sites.read-spread.sql';
import { GONE, type StoredPart } from '../../lake/part.ts';
import { isLostRace } from '../../stitch/d1-error.ts';
import { HOME } from '../../stitch/databases.ts';
import { readHeld } from '../../stitch/held.ts';
import { readSpread } from '../../stitch/spread.ts';
import { writeManifest } from './manifest.ts';
import { moveSpan } from './move.ts';
import type { Moving, Seconds } from './span.ts';
import { sweep } from './sweep.ts';

const DAY_SECONDS = 86_400;

/** Days that stay in D1 where a site does not say. */
export const HOT_DAYS = 90;

/** Files a run writes of a database, and sites it looks at: seconds of work, a fraction of what D1 allows at once. */
const FILES_A_RUN = 20;
const SITES_A_RUN = 100;
/** Days of a site that a run looks at. */
const DAYS_A_RUN = 60;

/** What came late waits so long for its file to be written anew, with all that came by then. */
const SETTLED = 86_400_000;

export interface ArchiveOptions {
  db: D1Database;
  /** All databases by name, where there are several. */
  more?: ReadonlyMap<string, D1Database> | undefined;
  bucket: R2Bucket;
  now: number;
  makeId: () => string;
  files?: number;
}

interface DueSite {
  number: number;
  id: string;
  beforeDay: number;
  isSpread: boolean;
}

/**
 * Moves closed days to the lake, oldest first, as many as a run may; writes anew the files of days to
 * which something came late; deletes what nobody refers to any more. It may be killed anywhere, run
 * again, and run twice at once. Returns how many files it wrote.
 */
export async function archive(options: ArchiveOptions): Promise<number> {
  const { db, more, bucket, now, files = FILES_A_RUN } = options;
  const databases = more ?? new Map([[HOME, db]]);
  const due = await dueSites(options);
  let written = 0;
  for (const [name, one] of databases) {
    const sites = due.filter(({ isSpread }) => isSpread || name === HOME);
    written += await archiveFrom(options, { name, db: one, sites, files });
  }
  for (const site of due) {
    const own = site.isSpread ? [...databases.values()] : [db];
    await writeManifest({ home: db, databases: own, bucket, site, now });
  }
  for (const one of databases.values()) await sweep(one, bucket, now);
  return written;
}

/** A site whose databases are not all bound is left as it is. */
async function dueSites({ db, more, now }: ArchiveOptions): Promise<DueSite[]> {
  const [own, spread] = await db.batch([
    db.prepare(sitesReadDue).bind(now, HOT_DAYS, SITES_A_RUN),
    db.prepare(sitesReadSpread).bind(now, HOT_DAYS, SITES_A_RUN),
  ]);
  // The columns of the statements.
  const rowsOf = (result: D1Result | undefined): Omit<DueSite, 'isSpread'>[] =>
    (result?.results ?? []) as Omit<DueSite, 'isSpread'>[];
  return [
    ...rowsOf(own).map((site) => ({ ...site, isSpread: false })),
    ...(more === undefined ? [] : rowsOf(spread).map((site) => ({ ...site, isSpread: true }))),
  ];
}

interface From {
  name: string;
  db: D1Database;
  sites: readonly DueSite[];
  files: number;
}

/** Moves what one database holds of some sites; tells how many files that made. */
async function archiveFrom(
  options: ArchiveOptions,
  { name, db, sites, files }: From,
): Promise<number> {
  const { db: home, bucket, now, makeId } = options;
  let left = files;
  for (const { number, id, beforeDay, isSpread } of sites) {
    if (left <= 0) break;
    const { version: held } = await readHeld(db, number, name === HOME);
    // Read after `held`, so that a move which this does not know of fails what follows.
    if (isSpread && (await isLeaving(home, number, name))) continue;
    const moving: Moving = { db, held, bucket, site: { number, id }, now, makeId };
    if (isSpread) await home.prepare(lakesInsert).bind(number).run();
    left -= await moveSite(moving, beforeDay, left);
  }
  return files - left;
}

/** Whether buckets are on their way out of a database, or rows of theirs are still there. */
async function isLeaving(home: D1Database, site: number, name: string): Promise<boolean> {
  const spread = await readSpread(home, site);
  return (
    spread?.move?.from === name ||
    (spread?.leftovers.some(({ database }) => database === name) ?? false)
  );
}

async function moveSite(moving: Moving, beforeDay: number, most: number): Promise<number> {
  const { db, site } = moving;
  const [here, gone] = await db.batch([
    db.prepare(sessionsReadDays).bind(site.number, beforeDay),
    db.prepare(lakeGoneDays).bind(site.number),
  ]);
  const rows = [...(here?.results ?? []), ...(gone?.results ?? [])] as { day: number }[];
  const days = [...new Set(rows.map(({ day }) => day))].sort((a, b) => a - b);
  let files = 0;
  // Oldest first; where there are more than a run looks at, each hour goes on with the next of them.
  const first = (Math.floor(moving.now / 3_600_000) * DAYS_A_RUN) % Math.max(days.length, 1);
  const turned = days.length > DAYS_A_RUN ? [...days.slice(first), ...days.slice(0, first)] : days;
  for (const day of turned.slice(0, DAYS_A_RUN)) {
    files += await moveDay(moving, { day, before: beforeDay * DAY_SECONDS * 1_000 }, most - files);
    if (files >= most) break;
  }
  return files;
}

async function moveDay(
  moving: Moving,
  { day, before }: { day: number; before: number },
  most: number,
): Promise<number> {
  const end = (day + 1) * DAY_SECONDS;
  let files = 0;
  for (let from = day * DAY_SECONDS; from < end && files < most;) {
    const span = await spanAt(moving, { from, to: end });
    const moved = span.isDue ? await tryToMove(moving, { ...span, before }) : undefined;
    from = moved?.to ?? span.to;
    if (moved !== undefined) files++;
  }
  return files;
}

/** The part at a second, or what lies before the next one, and whether it may be written now. */
async function spanAt(
  { db, site, now }: Moving,
  { from, to }: Seconds,
): Promise<Seconds & { isDue: boolean }> {
  const [found, gone] = await db.batch([
    db.prepare(lakePartsRead).bind(site.number, from, to),
    db.prepare(lakeGoneRead).bind(site.number, from, to),
  ]);
  const [part] = (found?.results ?? []) as StoredPart[];
  if (part === undefined) return { from, to, isDue: true };
  if (part.from > from) return { from, to: part.from, isDue: true };
  const isUrgent = ((gone?.results ?? []) as { start: number; erased: number }[]).some(
    (session) => session.erased !== GONE.late && session.start < part.to * 1_000,
  );
  return { from, to: part.to, isDue: isUrgent || now - part.publishedAt >= SETTLED };
}

/** Somebody else was quicker: the next run looks again. */
async function tryToMove(
  moving: Moving,
  span: Seconds & { before: number },
): Promise<{ to: number; sessions: number } | undefined> {
  try {
    return await moveSpan(moving, span);
  } catch (error) {
    if (isLostRace(error)) return undefined;
    throw error;
  }
}
