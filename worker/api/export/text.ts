import type { Json } from '../../../schema/index.ts';
import type { ExportRow, ExportRows } from '../../reports/index.ts';
import { toCsvLine } from '../csv.ts';
import { toInstant } from '../shapes.ts';
import type { ColumnKind, Columns } from '../../reports/export-columns.ts';

/** Bytes of a file, piece by piece. */
export type Bytes = AsyncGenerator<Uint8Array>;

/** Characters that go out at once: small pieces cost more than they save. */
const PIECE = 65_536;

/** One JSON object a line. */
export function ndjsonOf(rows: ExportRows, columns: Columns): Bytes {
  const kinds = Object.entries(columns);
  return textOf(
    rows,
    (row) =>
      `${JSON.stringify(Object.fromEntries(kinds.map(([name, kind]) => [name, shown(row[name], kind)])))}\n`,
  );
}

/** RFC 4180, the names of the columns first. */
export function csvOf(rows: ExportRows, columns: Columns): Bytes {
  const kinds = Object.entries(columns);
  const head = toCsvLine(Object.keys(columns));
  return textOf(
    rows,
    (row) => toCsvLine(kinds.map(([name, kind]) => shown(row[name], kind))),
    head,
  );
}

async function* textOf(rows: ExportRows, toLine: (row: ExportRow) => string, head = ''): Bytes {
  const encoder = new TextEncoder();
  let text = head;
  for await (const some of rows) {
    for (const row of some) text += toLine(row);
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
}

function shown(value: Json | undefined, kind: ColumnKind): Json {
  return kind === 'instant' && typeof value === 'number' ? toInstant(value) : (value ?? null);
}
