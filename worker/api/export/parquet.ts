import type { Json } from '../../../schema/index.ts';
import type { ExportRow, ExportRows } from '../../reports/index.ts';
import type { ColumnKind, Columns } from './columns.ts';
import type { Bytes } from './text.ts';

/** Rows of a row group, which is what is in memory at once. */
const GROUP = 5_000;

/** All may be null. A list is text of JSON, which every reader can take. */
const TYPES: Record<ColumnKind, 'STRING' | 'INT32' | 'BOOLEAN' | 'TIMESTAMP'> = {
  text: 'STRING',
  json: 'STRING',
  integer: 'INT32',
  flag: 'BOOLEAN',
  instant: 'TIMESTAMP',
};

type Value = string | number | boolean | Date | null;

interface Column {
  name: string;
  type: (typeof TYPES)[ColumnKind];
  data: Value[];
}

/** A Parquet file, row group by row group. */
export async function* parquetOf(rows: ExportRows, columns: Columns): Bytes {
  // The parts by name: the package's own entry is another one under Node, which opens files.
  const [{ ByteWriter }, { ParquetWriter }, { schemaFromColumnData }] = await Promise.all([
    import('hyparquet-writer/src/bytewriter.js'),
    import('hyparquet-writer/src/parquet-writer.js'),
    import('hyparquet-writer/src/schema.js'),
  ]);
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnsOf([], columns) });
  const file = new ParquetWriter({ writer, schema, createdBy: 'sojourn' });
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for await (const group of groupsOf(rows)) {
    await file.write({ columnData: columnsOf(group, columns), rowGroupSize: GROUP });
    yield taken();
  }
  await file.finish();
  yield taken();
}

async function* groupsOf(rows: ExportRows): AsyncGenerator<ExportRow[]> {
  let group: ExportRow[] = [];
  for await (const some of rows) {
    group.push(...some);
    while (group.length >= GROUP) {
      yield group.slice(0, GROUP);
      group = group.slice(GROUP);
    }
  }
  if (group.length > 0) yield group;
}

function columnsOf(rows: readonly ExportRow[], columns: Columns): Column[] {
  return Object.entries(columns).map(([name, kind]) => ({
    name,
    type: TYPES[kind],
    data: rows.map((row) => valueOf(row[name] ?? null, kind)),
  }));
}

function valueOf(value: Json, kind: ColumnKind): Value {
  if (value === null) return null;
  if (kind === 'instant') return new Date(Number(value));
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
