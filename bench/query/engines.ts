import { DatabaseSync } from 'node:sqlite';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Prepared } from './database.ts';

/** A row of an answer; numbers and texts. */
export type Row = (string | number | null)[];

/** Somebody to ask by SQL. */
export interface Engine {
  ask: (sql: string) => Promise<Row[]>;
  close: () => void;
}

/** DuckDB over the same events in Parquet, on as many cores as the machine has. */
export async function duckOver({ parquet, identities }: Prepared): Promise<Engine> {
  const connection: DuckDBConnection = await (await DuckDBInstance.create()).connect();
  await connection.run(`create view events as select 1 as site, * from '${parquet}'`);
  await connection.run(`create view identities as select * from '${identities}'`);
  return {
    ask: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowsJS().map((row) => row.map(plain));
    },
    close: () => connection.closeSync(),
  };
}

/** SQLite over one row an event, in this process: no HTTP, no JSON. */
export function sqliteOver({ flat }: Prepared): Engine {
  const database = new DatabaseSync(flat, { readOnly: true });
  // What D1 has by itself is little more than SQLite's own 2 MB.
  database.exec('pragma cache_size = -65536; pragma mmap_size = 4000000000; pragma temp_store = 2');
  return {
    ask: (sql) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      // With `setReturnArrays` rows are arrays, which the types do not know.
      const rows = statement.all() as unknown as unknown[][];
      return Promise.resolve(rows.map((row) => row.map(plain)));
    },
    close: () => database.close(),
  };
}

function plain(value: unknown): string | number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
