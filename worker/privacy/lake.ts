import lakeGoneCountVisitors from '../sql/lake_gone.count-visitors.sql';
import lakeGoneEraseMoved from '../sql/lake_gone.erase-moved.sql';
import lakeUnusedCountDays from '../sql/lake_unused.count-days.sql';
import lakeUnusedHurry from '../sql/lake_unused.hurry.sql';
import type { Person } from './person.ts';
import { placesOf, type Work } from './work.ts';

/** A file that nobody may read any more is deleted after so long, milliseconds: readers are done by then. */
const GRACE = 3_600_000;

/**
 * Files never change: those that held the person's sessions are written anew without them by the hourly
 * job, and the old ones deleted an hour later. Tells what is left of that, hurrying it on: copies in files,
 * and files of the days in question that wait to be deleted.
 */
export async function leftInLake(
  work: Work,
  person: Person,
  days: readonly string[],
): Promise<number> {
  const { site, now } = work;
  if (work.databases.lake === undefined) return 0;
  const lines = JSON.stringify(person.lines);
  const wanted = JSON.stringify(days);
  let left = 0;
  for (const { db } of placesOf(work)) {
    const run = (statement: FixedSql, ...values: (string | number)[]): D1PreparedStatement =>
      db.prepare(statement).bind(site.number, ...values);
    const [, , gone, files] = await db.batch([
      run(lakeGoneEraseMoved, lines),
      run(lakeUnusedHurry, wanted, now + GRACE),
      run(lakeGoneCountVisitors, lines),
      run(lakeUnusedCountDays, wanted),
    ]);
    // The columns of the statements.
    const [copies] = (gone?.results ?? []) as { sessions: number }[];
    const [unused] = (files?.results ?? []) as { files: number }[];
    left += (copies?.sessions ?? 0) + (unused?.files ?? 0);
  }
  return left;
}
