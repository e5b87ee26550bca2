import ledgerAddExpired from '../sql/ledger.add-expired.sql';
import quarantineExpire from '../sql/quarantine.expire.sql';

/** How long quarantine is kept, milliseconds: 30 days (issue 4). */
export const QUARANTINE_KEPT = 2_592_000_000;

/**
 * Drops what has been in quarantine for 30 days and enters it into the ledger, in one transaction, so
 * that the books stay balanced however often and at whatever moment it runs. Returns how many.
 */
export async function expireQuarantine(db: D1Database, at: number): Promise<number> {
  const before = at - QUARANTINE_KEPT;
  const [, deleted] = await db.batch([
    db.prepare(ledgerAddExpired).bind(before),
    db.prepare(quarantineExpire).bind(before),
  ]);
  return deleted?.meta.changes ?? 0;
}
