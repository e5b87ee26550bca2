import { isPassing } from './d1-error.ts';
import type { Databases } from './databases.ts';
import { guardErasures, knownErasures, learnErasures } from './erasures.ts';
import type { Intake, Stored } from './intake.ts';
import { planOrders } from './order-plan.ts';
import { mostStored, rowsChanged, type Outcome } from './outcome.ts';
import { persist } from './persist.ts';
import type { CountCost } from './plan.ts';
import type { ChannelCode } from './session-row.ts';
import { planSessions } from './session-plan.ts';
import { edgeStatements, firingStatements, quarantineStatements } from './side-rows.ts';
import { notBound } from './spread.ts';
import { storeSpread } from './spread-store.ts';
import { symbolsOf } from './symbol-cache.ts';
import { planTouchpoints } from './touchpoint-plan.ts';
import { planTraits } from './traits-plan.ts';
import { withoutErased } from './without-erased.ts';

/**
 * Reads what the intake touches, merges it in memory and writes it in one transaction that fails if
 * what was read has changed since; then all of it is done again. Resolves when D1 has committed.
 *
 * All of it is idempotent, so a commit whose answer got lost is harmless: the next attempt finds
 * everything there and writes nothing. What it found of our own it does not call duplicates.
 */
export async function store(
  { db, more, lake }: Databases,
  intake: Intake,
  channelCode: ChannelCode,
): Promise<Stored> {
  if (more !== undefined) return storeSpread({ home: db, more, lake, channelCode }, intake);
  if (intake.site.spread) throw notBound('of its own');
  const cost = { rowsRead: 0, rowsWritten: 0 };
  const unheard: Outcome[] = [];
  return persist((attempt) =>
    tryToStore(db, intake, { channelCode, lake, attempt, cost, unheard }),
  );
}

interface Attempt {
  channelCode: ChannelCode;
  lake: R2Bucket | undefined;
  attempt: number;
  cost: { rowsRead: number; rowsWritten: number };
  /** What earlier attempts came to, of which nobody knows whether they were committed. */
  unheard: Outcome[];
}

async function tryToStore(
  db: D1Database,
  given: Intake,
  { channelCode, lake, attempt, cost, unheard }: Attempt,
): Promise<Stored> {
  const count: CountCost = (meta) => {
    cost.rowsRead += meta.rows_read;
    cost.rowsWritten += meta.rows_written;
  };
  const { number } = given.site;
  const erasures = await (attempt > 0 ? learnErasures(db, number) : knownErasures(db, number));
  const { intake, erased } = await withoutErased(db, given, erasures);
  const [sessions, orders, users, touchpoints] = await Promise.all([
    planSessions(db, intake, { channelCode, lake, attempt, count }),
    planOrders(db, intake, count),
    planTraits(db, intake, count),
    planTouchpoints(db, intake, count),
  ]);
  const plans = [sessions, orders, users, touchpoints];
  const kept = [...intake.quarantined, ...sessions.conflicts, ...touchpoints.conflicts];
  const quarantining = quarantineStatements(db, intake, kept);
  const statements = [
    ...plans.flatMap((plan) => plan.guards),
    ...plans.flatMap((plan) => plan.writes),
    ...edgeStatements(db, intake.site.number, intake.edges),
    ...firingStatements(db, intake),
    ...quarantining,
  ];
  const outcome: Outcome = {
    stored: sessions.stored + touchpoints.stored,
    duplicates: sessions.duplicates + touchpoints.duplicates,
    overflowed: sessions.overflowed,
    quarantined: kept.length,
    erased,
  };
  const symbols = symbolsOf(db, intake.site.number);
  if (statements.length > 0) {
    try {
      const results = await db.batch([guardErasures(db, number, erasures), ...statements]);
      for (const { meta } of results) count(meta);
      outcome.quarantined = rowsChanged(results.slice(results.length - quarantining.length));
    } catch (error) {
      if (isPassing(error)) unheard.push(outcome);
      // Perhaps another text has one of these ids: the next attempt knows.
      await symbols.load(db, [...sessions.fresh.keys()]);
      throw error;
    }
    symbols.remember(sessions.fresh);
  }
  return { ...mostStored([outcome, ...unheard]), ...cost };
}
