import { parquetMetadataAsync } from 'hyparquet/src/metadata.js';
import { parquetRead } from 'hyparquet/src/read.js';

/** Every table of a database, as its own list says. */
export async function tablesOf(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare(
      `select name from sqlite_schema
       where type = 'table' and name not like 'sqlite%' and name not like '_cf%' and name <> 'd1_migrations'`,
    )
    .all<{ name: string }>();
  return results.map(({ name }) => name).sort();
}

/** Where any of some texts stands of a site, or of none: `table.column: text`, whatever its case. */
export async function foundIn(
  db: D1Database,
  site: number,
  texts: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(db)) {
    // Names of tables come from the database itself.
    const { results } = await db.prepare(`select * from "${table}"`).all();
    for (const row of results) {
      if (typeof row['site'] === 'number' && row['site'] !== site && row['site'] !== 0) continue;
      for (const [column, value] of Object.entries(row)) {
        for (const text of texts) {
          if (String(value).toLowerCase().includes(text.toLowerCase()))
            found.push(`${table}.${column}: ${text}`);
        }
      }
    }
  }
  return [...new Set(found)].sort();
}

/** Likewise in the files of a site in a bucket, with all that stands compressed in them. */
export async function foundInBucket(
  bucket: R2Bucket,
  site: string,
  texts: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const { objects } = await bucket.list({ prefix: `site=${site}/` });
  for (const { key } of objects) {
    const object = await bucket.get(key);
    if (object === null) continue;
    const text = await textOf(key, await object.arrayBuffer());
    for (const wanted of texts)
      if (text.toLowerCase().includes(wanted.toLowerCase())) found.push(`${key}: ${wanted}`);
  }
  return found;
}

/** All of a Parquet file, as JSON; any other as it is. */
async function textOf(key: string, bytes: ArrayBuffer): Promise<string> {
  if (!key.endsWith('.parquet')) return new TextDecoder().decode(bytes);
  const rows: unknown[] = [];
  const file = {
    byteLength: bytes.byteLength,
    slice: (from: number, to?: number) => bytes.slice(from, to),
  };
  const metadata = await parquetMetadataAsync(file);
  await parquetRead({
    file, metadata, rowFormat: 'object', onComplete: (read) => rows.push(...read),
  }); // prettier-ignore
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
