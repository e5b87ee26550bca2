import { createParquet } from '../../lake/parquet-file.ts';
import { parquetColumns, type Columns } from '../../reports/export-columns.ts';
import type { ExportRow, ExportRows } from '../../reports/index.ts';
import type { Bytes } from './text.ts';

/** Rows of a row group, which is what is in memory at once. */
const GROUP = 5_000;

/** A Parquet file, row group by row group. */
export async function* parquetOf(rows: ExportRows, columns: Columns): Bytes {
  const file = await createParquet(parquetColumns([], columns));
  for await (const group of groupsOf(rows)) yield file.write(parquetColumns(group, columns));
  yield file.finish();
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
