import { createParquet } from '../../lake/parquet-file.ts';
import { writeSessions, type LakeRow } from '../../lake/sessions-file.ts';
import { sessionId } from '../../history/index.ts';
import { StoredSession } from '../../history/stored-session.ts';
import { EVENT_COLUMNS, parquetColumns, type Columns } from '../../reports/export-columns.ts';
import { eventRow } from '../../reports/export-rows.ts';
import { packEvents, unpackEvents } from '../../stitch/pack.ts';
import { SESSION } from '../../stitch/session-row.ts';
import { symbolsOf } from '../../stitch/symbol-cache.ts';
import type { ClosedRow } from './span.ts';

/** Sessions whose events make a row group: ten thousand events or so. */
const GROUP = 500;

/** Nothing in the lake refers to a symbol: a file can be read without the database. */
const noSymbol = (): undefined => undefined;

/** As the export has them; but whose a visitor is, is not known for good when a day is closed. */
const { customer_id: _, ...LAKE_COLUMNS } = EVENT_COLUMNS;

/** Columns of `events.parquet`. */
export const LAKE_EVENT_COLUMNS: Columns = LAKE_COLUMNS;

/** Rows of D1 as the lake holds them. */
export async function lakeRowsOf(
  db: D1Database,
  site: number,
  rows: readonly ClosedRow[],
): Promise<LakeRow[]> {
  const symbols = symbolsOf(db, site);
  await symbols.load(db, symbols.unknownIn(rows));
  return rows.map(({ version: _version, ...row }) => ({
    ...row,
    flags: row.flags & ~SESSION.pagesFirst,
    ...packEvents(unpackEvents(row, symbols.textOf), noSymbol),
  }));
}

/** `sessions.parquet` and `events.parquet` of sessions in order. */
export async function filesOf(
  rows: readonly LakeRow[],
): Promise<{ sessions: Uint8Array; events: Uint8Array }> {
  return { sessions: joined(await writeSessions(rows)), events: joined(await writeEvents(rows)) };
}

async function writeEvents(rows: readonly LakeRow[]): Promise<Uint8Array[]> {
  const file = await createParquet(parquetColumns([], LAKE_EVENT_COLUMNS));
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += GROUP) {
    const events = rows.slice(from, from + GROUP).flatMap((row) => {
      const item = new StoredSession({ ...row, id: '' }, noSymbol);
      const session = sessionId(row.visitor, row.start);
      return item.events().map((event) => eventRow(event, { item, session, masked: false }));
    });
    pieces.push(file.write(parquetColumns(events, LAKE_EVENT_COLUMNS)));
  }
  pieces.push(file.finish());
  return pieces;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
