interface Column {
  name: string;
  type: string;
  /** What it holds where nothing is said. */
  preset: string | null;
}

/** A table's columns as the database has them. */
export async function columnsOf(db: D1Database, table: string): Promise<Column[]> {
  const statement = db
    .prepare('select name, type, dflt_value as preset from pragma_table_info(?1)')
    .bind(table);
  return (await statement.all<Column>()).results;
}

/** Puts the nth row of a site into a table, whatever that holds: texts are `TEXT n`. */
export async function putAnyRow(
  db: D1Database,
  table: string,
  { site, n = 1, text = 'x' }: { site: number; n?: number; text?: string },
): Promise<void> {
  const columns = (await columnsOf(db, table)).filter(({ preset }) => preset === null);
  const values = columns.map(({ name, type }) => {
    if (name === 'site') return '?1';
    // Clustered by site.
    if (table === 'sessions' && name === 'id') return '(?1 << 50) + cast(?2 as integer)';
    return type === 'TEXT' ? "?3 || ' ' || cast(?2 as integer)" : '?2';
  });
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  // Names out of the database's own schema: SQL takes no parameter for them.
  const sql = ['insert into', table, '(', names, ') values (', values.join(', '), ')'].join(' ');
  await db
    .prepare(sql)
    .bind(...[site, n, text].slice(0, sql.includes('?3') ? 3 : sql.includes('?2') ? 2 : 1))
    .run();
}

/** How many rows a table has of a site. */
export async function rowsOf(db: D1Database, table: string, site: number): Promise<number> {
  const sql = ['select count(*) as n from', table, 'where site = ?1'].join(' ');
  return (await db.prepare(sql).bind(site).first<{ n: number }>())?.n ?? 0;
}
