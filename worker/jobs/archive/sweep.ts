import lakeUnusedDelete from '../../sql/lake_unused.delete.sql';
import lakeUnusedRead from '../../sql/lake_unused.read.sql';
import { FILES } from '../../lake/part.ts';

/** Prefixes a run deletes: two statements' worth of them in R2 alone. */
const A_RUN = 100;

/** Deletes from the bucket what nobody refers to any more, and has not for long enough. */
export async function sweep(db: D1Database, bucket: R2Bucket, now: number): Promise<void> {
  const { results } = await db
    .prepare(lakeUnusedRead)
    .bind(now, A_RUN)
    .all<{ site: number; prefix: string }>();
  if (results.length === 0) return;
  const keys = results.flatMap(({ prefix }) =>
    Object.values(FILES).map((file) => `${prefix}/${file}`),
  );
  await bucket.delete(keys);
  await db.batch(
    results.map(({ site, prefix }) => db.prepare(lakeUnusedDelete).bind(site, prefix)),
  );
}
