import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import type { Packed } from '../stitch/pack.ts';
import { createParquet, type ColumnType, type ColumnValue } from './parquet-file.ts';

/** A session as the lake holds it: its row, self-contained, as no symbol stands in its texts. */
export interface LakeRow extends Packed {
  visitor: string;
  start: number;
  end: number;
  flags: number;
  channel: number;
  device: number;
  country: string;
  events: number;
  views: number;
}

/** What lists and lookups need. */
export type Span = Pick<LakeRow, 'visitor' | 'start' | 'end' | 'flags'>;

/** What reports need that ask for names and times of events alone. */
export type Outline = Omit<LakeRow, 'pages' | 'ids' | 'props' | 'facts' | 'strings'>;

/** How much of each session is read. */
export type Depth = 'span' | 'names' | 'whole';

/** A session as far as it was read. */
export type SessionsOf<D extends Depth> = { span: Span; names: Outline; whole: LakeRow }[D];

/** Columns in this order, so that each depth is one range of bytes in a row group. */
const COLUMNS: readonly (keyof LakeRow)[] = [
  'visitor', 'start', 'end', 'flags',
  'channel', 'device', 'country', 'events', 'views', 'names', 'times',
  'pages', 'ids', 'props', 'facts', 'strings',
]; // prettier-ignore
const DEPTHS: Record<Depth, number> = { span: 4, names: 11, whole: 16 };

const TYPES: Record<keyof LakeRow, Omit<ColumnType, 'name'>> = {
  visitor: { type: 'STRING', nullable: false },
  start: { type: 'TIMESTAMP', nullable: false },
  end: { type: 'TIMESTAMP', nullable: false },
  flags: { type: 'INT32', nullable: false },
  channel: { type: 'INT32', nullable: false },
  device: { type: 'INT32', nullable: false },
  country: { type: 'STRING', nullable: false },
  events: { type: 'INT32', nullable: false },
  views: { type: 'INT32', nullable: false },
  names: { type: 'STRING', nullable: false, unlike: true },
  times: { type: 'STRING', nullable: false, unlike: true },
  pages: { type: 'STRING', nullable: false, unlike: true },
  ids: { type: 'STRING', nullable: false, unlike: true },
  props: { type: 'STRING', nullable: false, unlike: true },
  facts: { type: 'STRING', nullable: false, unlike: true },
  strings: { type: 'STRING', nullable: false, unlike: true },
};

/** Columns whose names other engines reserve are called otherwise in the file. */
const FILE_NAMES: Partial<Record<keyof LakeRow, string>> = { start: 'started_at', end: 'ended_at' };

/** Sessions of a row group: what a lookup of one of them reads. */
const GROUP = 500;

/** `sessions.parquet`: the rows in order of start. */
export async function writeSessions(rows: readonly LakeRow[]): Promise<Uint8Array[]> {
  const types = COLUMNS.map((column) => ({ name: fileName(column), ...TYPES[column] }));
  const file = await createParquet(types);
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += GROUP) {
    const group = rows.slice(from, from + GROUP);
    const columns = COLUMNS.map((column) => ({
      name: fileName(column),
      ...TYPES[column],
      data: group.map((row): ColumnValue => valueOf(row, column)),
    }));
    pieces.push(file.write(columns));
  }
  pieces.push(file.finish());
  return pieces;
}

function fileName(column: keyof LakeRow): string {
  return FILE_NAMES[column] ?? column;
}

function valueOf(row: LakeRow, column: keyof LakeRow): ColumnValue {
  const value = row[column];
  return column === 'start' || column === 'end' ? new Date(value) : value;
}

/** A `sessions.parquet` whose footer was read. */
export interface SessionsFile {
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  groups: RowGroup[];
}

interface RowGroup {
  /** Positions of its rows. */
  from: number;
  to: number;
  /** When its first and its last session began. */
  first: number;
  last: number;
}

/** Bytes at a file's end that are read at once. Footers are a few KB; a longer one costs a second read. */
export const FOOTER = 32_768;

const parsers = { timestampFromMilliseconds: Number };

export async function openSessions(buffer: AsyncBuffer): Promise<SessionsFile> {
  const { parquetMetadataAsync } = await import('hyparquet/src/metadata.js');
  const options = { parsers, initialFetchSize: FOOTER, geoparquet: false };
  const metadata = await parquetMetadataAsync(buffer, options);
  let rows = 0;
  const groups = metadata.row_groups.map(({ num_rows, columns }): RowGroup => {
    const from = rows;
    rows += Number(num_rows);
    const started = columns[COLUMNS.indexOf('start')]?.meta_data?.statistics;
    const [first, last] = [Number(started?.min_value), Number(started?.max_value)];
    return { from, to: rows, first, last };
  });
  return { buffer, metadata, groups };
}

interface Wanted<D extends Depth> {
  /** Milliseconds: sessions that began in [from, to). */
  from: number;
  to: number;
  depth: D;
  /** Of those, row groups with none of these are passed over; they may hold others. */
  starts?: readonly number[];
}

/** Sessions by row group, in order of start; row groups that hold none of them are not read. */
export async function* readSessions<D extends Depth>(
  { buffer, metadata, groups }: SessionsFile,
  { from, to, depth, starts }: Wanted<D>,
): AsyncGenerator<SessionsOf<D>[]> {
  const { parquetRead } = await import('hyparquet/src/read.js');
  const columns = COLUMNS.slice(0, DEPTHS[depth]).map(fileName);
  for (const group of groups) {
    if (group.last < from || group.first >= to) continue;
    if (starts && !starts.some((start) => start >= group.first && start <= group.last)) continue;
    let rows: SessionsOf<D>[] = [];
    await parquetRead({
      file: buffer,
      metadata,
      columns,
      parsers,
      geoparquet: false,
      rowStart: group.from,
      rowEnd: group.to,
      rowFormat: 'object',
      // Written by `writeSessions` alone.
      onComplete: (read) => (rows = (read as Stored[]).map(namedAgain) as unknown as typeof rows),
    });
    // Columns of every depth.
    yield rows.filter((row: Span) => row.start >= from && row.start < to);
  }
}

interface Stored {
  started_at: number;
  ended_at: number;
}

function namedAgain({ started_at, ended_at, ...row }: Stored): object {
  return { ...row, start: started_at, end: ended_at };
}
