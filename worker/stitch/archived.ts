import archivedDelete from '../sql/archived.delete.sql';
import archivedGuard from '../sql/archived.guard.sql';
import archivedNeighbours from '../sql/archived.neighbours.sql';
import archivedReadVisitors from '../sql/archived.read-visitors.sql';
import lakeGoneInsert from '../sql/lake_gone.insert.sql';
import lakesChange from '../sql/lakes.change.sql';
import { Lake } from '../lake/lake.ts';
import type { Place } from '../lake/part.ts';
import type { LakeRow } from '../lake/sessions-file.ts';
import { SESSION_GAP } from './merge.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';
import type { SessionRow } from './session-row.ts';

/** A session that stands in the lake: no row of the database, but as one. */
export interface Archived extends SessionRow {
  id: typeof NO_ROW;
  events: number;
}

const NO_ROW = 'lake';

export function isArchived(row: SessionRow): row is Archived {
  return row.id === NO_ROW;
}

/** Nothing in the lake refers to a symbol. */
export const noSymbol = (): undefined => undefined;

interface Neighbours {
  site: number;
  /** JSON, as the statement wants it. */
  chunk: string;
  /** The same question to the sessions of the database. */
  here: D1PreparedStatement;
  lake: R2Bucket;
  count: CountCost;
}

/** Sessions that events can touch, in the database and in the lake, at one moment. */
export async function readArchived(
  db: D1Database,
  { site, chunk, here, lake, count }: Neighbours,
): Promise<SessionRow[]> {
  const there = db.prepare(archivedNeighbours).bind(site, chunk, SESSION_GAP);
  const [rows, places] = await db.batch([here, there]);
  if (rows === undefined || places === undefined) return [];
  count(rows.meta);
  count(places.meta);
  // The columns of the two statements.
  const inLake = await new Lake(lake).sessionsAt(places.results as Place[]);
  return [...(rows.results as SessionRow[]), ...inLake.map(toArchived)];
}

/** A session of the lake as one that is merged. */
export function toArchived(row: LakeRow): Archived {
  return { ...row, id: NO_ROW, version: 0 };
}

/**
 * Has sessions stand in the database from now on; what is written of them is another statement's. It
 * fails where one of them stands in the lake no more: somebody else was quicker, or erased it.
 */
export function takeBack(
  db: D1Database,
  site: number,
  { rows, plan }: { rows: readonly Archived[]; plan: Plan },
): void {
  if (rows.length === 0) return;
  for (const chunk of chunksOf(
    rows.map(({ visitor, start, events }) => [visitor, start, events]),
  )) {
    plan.guards.push(db.prepare(archivedGuard).bind(site, chunk));
    plan.writes.push(
      db.prepare(archivedDelete).bind(site, chunk),
      db.prepare(lakeGoneInsert).bind(site, chunk, 0),
    );
  }
  plan.writes.push(db.prepare(lakesChange).bind(site));
}

/** All that the lake has of some visitors. */
export async function archivedOf(
  db: D1Database,
  { site, visitors, lake }: { site: number; visitors: Iterable<string>; lake: R2Bucket },
): Promise<LakeRow[]> {
  const asked = JSON.stringify([...visitors]);
  const { results } = await db.prepare(archivedReadVisitors).bind(site, asked).all<Place>();
  return new Lake(lake).sessionsAt(results);
}
