/** A column of a Parquet file, without what it holds. */
export interface ColumnType {
  name: string;
  type: 'STRING' | 'INT32' | 'BOOLEAN' | 'TIMESTAMP';
  /** Only columns that say so hold no nulls. */
  nullable?: false;
  /** Text of which hardly two are alike: no dictionary is tried, no statistics are kept. */
  unlike?: true;
}

export type ColumnValue = string | number | boolean | Date | null;

export interface Column extends ColumnType {
  data: ColumnValue[];
}

/** A Parquet file that is written row group by row group; each call hands over what became of it. */
export interface ParquetFile {
  /** One row group. */
  write: (columns: readonly Column[]) => Uint8Array;
  finish: () => Uint8Array;
}

export async function createParquet(columns: readonly ColumnType[]): Promise<ParquetFile> {
  // The parts by name: the package's own entry is another one under Node, which opens files.
  const [{ ByteWriter }, { ParquetWriter }, { schemaFromColumnData }] = await Promise.all([
    import('hyparquet-writer/src/bytewriter.js'),
    import('hyparquet-writer/src/parquet-writer.js'),
    import('hyparquet-writer/src/schema.js'),
  ]);
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columns.map((column) => sourceOf(column)) });
  const file = new ParquetWriter({ writer, schema, createdBy: 'sojourn' });
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  return {
    write: (group) => {
      const rows = group[0]?.data.length ?? 0;
      // Without a flush of its own the writer is done when it returns.
      if (rows > 0) void file.write({ columnData: group.map(sourceOf), rowGroupSize: rows });
      return taken();
    },
    finish: () => {
      void file.finish();
      return taken();
    },
  };
}

function sourceOf({ name, type, nullable, unlike, data }: ColumnType & Partial<Column>): {
  name: string;
  type: ColumnType['type'];
  data: ColumnValue[];
} {
  return {
    name,
    type,
    data: data ?? [],
    ...(nullable === false && { nullable }),
    ...(unlike && { encoding: 'PLAIN' as const, statistics: false }),
  };
}
