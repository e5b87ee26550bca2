import cacheForgetFlushes from '../sql/cache.forget-flushes.sql';

/** Far longer than an isolate lives on that waits to write its counts again, milliseconds. */
const FLUSH_KEPT = 86_400_000;

/** Drops the ids under which counts were written into the ledger, see collect/ledger.ts. */
export async function forgetFlushes(db: D1Database, at: number): Promise<void> {
  await db
    .prepare(cacheForgetFlushes)
    .bind(at - FLUSH_KEPT)
    .run();
}
