import archivedInsert from '../../sql/archived.insert.sql';
import heldGuard from '../../sql/held.guard.sql';
import lakeGoneDelete from '../../sql/lake_gone.delete.sql';
import lakeGoneInsertChanged from '../../sql/lake_gone.insert-changed.sql';
import lakePartsDelete from '../../sql/lake_parts.delete.sql';
import lakePartsGuard from '../../sql/lake_parts.guard.sql';
import lakePartsInsert from '../../sql/lake_parts.insert.sql';
import lakeUnusedDelete from '../../sql/lake_unused.delete.sql';
import lakeUnusedGuard from '../../sql/lake_unused.guard.sql';
import lakeUnusedInsert from '../../sql/lake_unused.insert.sql';
import lakesChange from '../../sql/lakes.change.sql';
import sessionsDeleteArchived from '../../sql/sessions.delete-archived.sql';
import { Lake } from '../../lake/lake.ts';
import { FILES, GONE, type StoredPart } from '../../lake/part.ts';
import type { LakeRow } from '../../lake/sessions-file.ts';
import { chunksOf } from '../../stitch/plan.ts';
import { filesOf, lakeRowsOf } from './files.ts';
import { readOld, readSnapshot, type Moving, type Seconds, type Snapshot } from './span.ts';

const DAY = 86_400_000;

/** A file whose transaction did not come within this time belongs to a job that died. */
const UNFINISHED = DAY;

/** A generation that was followed by another: as long as D1 can be set back (Time Travel). */
const REPLACED = 30 * DAY;

/** A generation that held what is erased: until whoever reads it now is done. */
const ERASED = 3_600_000;

/**
 * Moves what a span holds in D1 to the lake, with what stands there already, as its next generation.
 * First the files, then one transaction: it names them and deletes from D1 what is in them. A session
 * that changed meanwhile stays in D1, and its copy in the file does not count. Killed anywhere, either
 * all of it happened or nothing but a file that is deleted in time. Returns where the span went on to;
 * undefined: there was nothing to do.
 */
export async function moveSpan(
  moving: Moving,
  span: Seconds & { before: number },
): Promise<{ to: number; sessions: number } | undefined> {
  const snapshot = await readSnapshot(moving, span);
  const { rows, gone, to, old } = snapshot;
  if (rows.length + gone.length === 0) return undefined;
  const { kept, rest } = await readOld(new Lake(moving.bucket), snapshot);
  const fresh = await lakeRowsOf(moving.db, moving.site.number, rows);
  const all = [...kept, ...fresh].sort(
    (a, b) => a.start - b.start || (a.visitor < b.visitor ? -1 : 1),
  );
  const part = all.length === 0 ? undefined : await writePart(moving, snapshot, all);
  const parts = part === undefined ? [] : [part];
  if (old !== undefined && rest.sessions > 0) parts.push({ ...old, from: to, ...rest });
  await moving.db.batch(statementsOf(moving, snapshot, parts));
  return { to, sessions: all.length };
}

/** The files of a part, noted before they are written: what is not used in the end is deleted. */
async function writePart(
  { db, bucket, site, now, makeId }: Moving,
  { from, to, old }: Snapshot,
  rows: readonly LakeRow[],
): Promise<StoredPart> {
  const generation = (old?.generation ?? 0) + 1;
  const day = new Date(from * 1_000).toISOString().slice(0, 10);
  const prefix = `site=${site.id}/day=${day}/${from}-${generation}-${makeId()}`;
  const files = await filesOf(rows);
  await db
    .prepare(lakeUnusedInsert)
    .bind(site.number, prefix, now + UNFINISHED)
    .run();
  await bucket.put(`${prefix}/${FILES.events}`, files.events);
  await bucket.put(`${prefix}/${FILES.sessions}`, files.sessions);
  const events = rows.reduce((sum, row) => sum + row.events, 0);
  const [sessions, bytes] = [rows.length, files.sessions.length];
  return { from, to, prefix, generation, bytes, sessions, events, publishedAt: now };
}

function statementsOf(
  { db, held, site, now }: Moving,
  { from, to, old, rows, gone }: Snapshot,
  parts: readonly StoredPart[],
): D1PreparedStatement[] {
  const run = (statement: FixedSql, ...values: (string | number)[]): D1PreparedStatement =>
    db.prepare(statement).bind(site.number, ...values);
  const until = Math.max(to, old?.to ?? to);
  const known = old === undefined ? '' : `${old.from}:${old.to}:${old.prefix}`;
  const moved = chunksOf(
    rows.map(({ visitor, start, version, events }) => [visitor, start, version, events]),
  );
  const left = chunksOf(gone.map(({ visitor, start }) => [visitor, start]));
  const used = new Set(parts.map(({ prefix }) => prefix));
  const statements = [run(heldGuard, held), run(lakePartsGuard, from, until, known)];
  for (const { prefix } of parts) {
    if (prefix === old?.prefix) continue;
    statements.push(run(lakeUnusedGuard, prefix), run(lakeUnusedDelete, prefix));
  }
  if (old !== undefined) {
    statements.push(run(lakePartsDelete, old.from));
    const kept = gone.some(({ erased }) => erased === GONE.erased) ? ERASED : REPLACED;
    if (!used.has(old.prefix)) statements.push(run(lakeUnusedInsert, old.prefix, now + kept));
  }
  const rowsOfParts = parts.map((part) => [
    part.from, part.to, part.prefix, part.generation, part.bytes, part.sessions, part.events,
    part.publishedAt,
  ]); // prettier-ignore
  return [
    ...statements,
    run(lakePartsInsert, JSON.stringify(rowsOfParts)),
    ...left.map((chunk) => run(lakeGoneDelete, chunk)),
    ...moved.flatMap((chunk) => [
      run(lakeGoneInsertChanged, chunk),
      run(archivedInsert, chunk),
      run(sessionsDeleteArchived, chunk),
    ]),
    run(lakesChange),
  ];
}
