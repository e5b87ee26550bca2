/** Rows that D1 would bill. */
export interface Counts {
  read: number;
  written: number;
}

/** A D1 that adds up what its statements cost, whichever way they are run. */
export function countedD1(db: D1Database, counts: Counts): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const count = <R extends { meta: D1Meta }>(result: R): R => {
    counts.read += result.meta.rows_read;
    counts.written += result.meta.rows_written;
    return result;
  };
  const statement = (original: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => statement(original.bind(...values)),
      all: async () => count(await original.all()),
      run: async () => count(await original.run()),
      first: async (column?: string) => {
        const [row] = count(await original.all()).results;
        return (column === undefined ? row : row?.[column]) ?? null;
      },
    };
    originals.set(wrapped, original);
    // `raw` is left out: nothing here uses it.
    return wrapped as unknown as D1PreparedStatement;
  };
  const wrapped = {
    prepare: (sql: string) => statement(db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await db.batch(statements.map((one) => originals.get(one) ?? one));
      return results.map(count);
    },
    withSession: () => wrapped,
  };
  return wrapped as unknown as D1Database;
}
