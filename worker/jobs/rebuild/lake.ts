import archivedReadSome from '../../sql/archived.read-some.sql';
import archivedUpsert from '../../sql/archived.upsert.sql';
import lakeGoneRead from '../../sql/lake_gone.read.sql';
import lakePartsReadNext from '../../sql/lake_parts.read-next.sql';
import lakesChange from '../../sql/lakes.change.sql';
import lakesGuard from '../../sql/lakes.guard.sql';
import lakesRead from '../../sql/lakes.read.sql';
import { Lake } from '../../lake/lake.ts';
import { keyOf, type Gone, type StoredPart } from '../../lake/part.ts';
import type { LakeRow } from '../../lake/sessions-file.ts';
import { noSymbol } from '../../stitch/archived.ts';
import type { Line } from '../../stitch/event.ts';
import { unpackEvents } from '../../stitch/pack.ts';
import { chunksOf } from '../../stitch/plan.ts';
import { rebuildOrdersOf } from './orders.ts';
import type { Rebuilding, Step } from './step.ts';

/** First second that none comes after. */
const END = 2 ** 32;

type Index = Pick<LakeRow, 'visitor' | 'start' | 'end' | 'flags' | 'events'>;

/** The index of archived sessions, from their files, a file a step; and the orders they tell of. */
export async function rebuildLake(rebuilding: Rebuilding, after: string): Promise<Step[]> {
  const { db, lake, site } = rebuilding;
  const from = Number(after || '0');
  const none: Step = { table: 'archived', rows: 0, changed: [] };
  if (lake === undefined) return [none];
  const [known, parts, gone] = await db.batch([
    db.prepare(lakesRead).bind(site.number),
    db.prepare(lakePartsReadNext).bind(site.number, from, 2),
    db.prepare(lakeGoneRead).bind(site.number, from, END),
  ]);
  // The columns of the statements above.
  const [part, next] = (parts?.results ?? []) as StoredPart[];
  if (part === undefined) return [none];
  const { changes } = (known?.results[0] ?? { changes: 0 }) as { changes: number };
  const isGone = new Set(((gone?.results ?? []) as Gone[]).map(keyOf));
  const rows = await liveRows(new Lake(lake), part, isGone);
  const wrong = await missing(rebuilding, rows);
  if (rebuilding.write && wrong.length > 0) {
    const fixed = wrong.map((row) => [row.visitor, row.start, row.end, row.flags, row.events]);
    await db.batch([
      // Nothing may have moved since it was looked at.
      db.prepare(lakesGuard).bind(site.number, changes),
      ...chunksOf(fixed).map((chunk) => db.prepare(archivedUpsert).bind(site.number, chunk)),
      db.prepare(lakesChange).bind(site.number),
    ]);
  }
  const lines = rows.map((row): Line => ({
    visitor: row.visitor,
    events: unpackEvents(row, noSymbol),
  }));
  const step: Step = {
    table: 'archived',
    rows: rows.length,
    changed: wrong.map(({ visitor, start }) => `${visitor} ${new Date(start).toISOString()}`),
  };
  if (next !== undefined) step.after = String(next.from);
  return [step, await rebuildOrdersOf(rebuilding, lines)];
}

async function liveRows(
  lake: Lake,
  part: StoredPart,
  gone: ReadonlySet<string>,
): Promise<LakeRow[]> {
  const live: LakeRow[] = [];
  for await (const rows of lake.sessions(part, { from: 0, to: Infinity, depth: 'whole' })) {
    for (const row of rows) if (!gone.has(keyOf(row))) live.push(row);
  }
  return live;
}

/** Sessions of a file that the index does not have, or has otherwise. */
async function missing({ db, site }: Rebuilding, rows: readonly LakeRow[]): Promise<LakeRow[]> {
  const found = new Map<string, Index>();
  for (const chunk of chunksOf(rows.map(({ visitor, start }) => [visitor, start]))) {
    const read = db.prepare(archivedReadSome).bind(site.number, chunk);
    for (const row of (await read.all<Index>()).results) found.set(keyOf(row), row);
  }
  return rows.filter((row) => {
    const known = found.get(keyOf(row));
    return (
      known === undefined ||
      known.end !== row.end ||
      known.flags !== row.flags ||
      known.events !== row.events
    );
  });
}
