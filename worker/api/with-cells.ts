/** Rows, each with the key to its people. */
export async function withCells<Row, Pick>(
  rows: readonly Row[],
  pickOf: (row: Row) => Pick,
  cellOf: (pick: Pick) => Promise<string | null>,
): Promise<(Row & { cell: string | null })[]> {
  return Promise.all(rows.map(async (row) => ({ ...row, cell: await cellOf(pickOf(row)) })));
}
