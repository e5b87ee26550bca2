import archivedDeleteVisitors from '../sql/archived.delete-visitors.sql';
import lakeGoneEraseMoved from '../sql/lake_gone.erase-moved.sql';
import lakeGoneInsertErased from '../sql/lake_gone.insert-erased.sql';
import lakesChange from '../sql/lakes.change.sql';

/**
 * Statements that take all sessions of some visitors out of the lake: no report shows them any more once
 * they ran, the next run of the archive writes their files anew without them, and an hour later the old
 * files are deleted (jobs/archive/move.ts). What the database itself holds is another statement's. Of a
 * site that is spread they are for each of its databases.
 */
export function eraseFromLake(
  db: D1Database,
  site: number,
  visitors: readonly string[],
): D1PreparedStatement[] {
  const asked = JSON.stringify(visitors);
  return [
    db.prepare(lakeGoneInsertErased).bind(site, asked),
    db.prepare(lakeGoneEraseMoved).bind(site, asked),
    db.prepare(archivedDeleteVisitors).bind(site, asked),
    db.prepare(lakesChange).bind(site),
  ];
}
