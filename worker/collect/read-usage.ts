import lakePartsSizeDays from '../sql/lake_parts.size-days.sql';
import ledgerReadDays from '../sql/ledger.read-days.sql';
import sessionsSizeDays from '../sql/sessions.size-days.sql';
import { usdOf, USD } from '../prices.ts';
import type { Databases } from '../stitch/databases.ts';
import { COST } from './cost.ts';
import { readLedger } from './read-ledger.ts';

/** Bytes of a session beside what is packed in it: its row and its index, as `bench -- cost` counts them. */
const ROW_BYTES = 90;

/** What a day, or several, cost. */
export interface Usage {
  /** Stored, under the day their session began. */
  events: number;
  /** Under the day they came, as the rest. */
  requests: number;
  rows_written: number;
  rows_read: number;
  /** Of sessions that began that day, where they stand now. */
  bytes: number;
  lake_bytes: number;
  /** All that, and the first month of keeping it. */
  usd: number;
}

export interface DayUsage extends Usage {
  /** Day since 1970 UTC. */
  day: number;
}

interface Sized {
  day: number;
  sessions: number;
  bytes: number;
}

/** What a site used on days [from, to) since 1970 UTC, a line each. */
export async function readUsage(
  databases: Databases,
  { site, from, to }: { site: number; from: number; to: number },
): Promise<DayUsage[]> {
  const { db, more } = databases;
  // First, as it writes what waits to be told.
  const ledger = await readLedger(databases, { site, from, to });
  const days = ledger.map(({ day, stored }): DayUsage => ({ day, ...NOTHING, events: stored }));
  const costs = await db.prepare(ledgerReadDays).bind(site, from, to).all<{
    day: number;
    outcome: string;
    count: number;
  }>();
  for (const { day, outcome, count } of costs.results) {
    const usage = days[day - from];
    if (usage === undefined) continue;
    if (outcome === COST.requests) usage.requests += count;
    else if (outcome === COST.rowsWritten) usage.rows_written += count;
    else if (outcome === COST.rowsRead) usage.rows_read += count;
  }
  const seconds = [from * 86_400, to * 86_400];
  for (const one of more?.values() ?? [db]) {
    const [here, inLake] = await one.batch<Sized>([
      one.prepare(sessionsSizeDays).bind(site, ...seconds),
      one.prepare(lakePartsSizeDays).bind(site, ...seconds),
    ]);
    for (const { day, sessions, bytes } of here?.results ?? []) {
      const usage = days[day - from];
      if (usage) usage.bytes += bytes + sessions * ROW_BYTES;
    }
    for (const { day, bytes } of inLake?.results ?? []) {
      const usage = days[day - from];
      if (usage) usage.lake_bytes += bytes;
    }
  }
  for (const usage of days) usage.usd = usdOfUsage(usage);
  return days;
}

const NOTHING: Usage = {
  events: 0, requests: 0, rows_written: 0, rows_read: 0, bytes: 0, lake_bytes: 0, usd: 0,
}; // prettier-ignore

function usdOfUsage(usage: Usage): number {
  const { requests, rows_written: rowsWritten, rows_read: rowsRead } = usage;
  const kept = usage.bytes * USD.byteMonth + usage.lake_bytes * USD.lakeByteMonth;
  return Number((usdOf({ requests, rowsWritten, rowsRead }) + kept).toPrecision(6));
}

/** All days as one. */
export function totalOf(days: readonly Usage[]): Usage {
  const total = { ...NOTHING };
  for (const day of days) {
    for (const name of [
      'events',
      'requests',
      'rows_written',
      'rows_read',
      'bytes',
      'lake_bytes',
    ] as const)
      total[name] += day[name];
  }
  return { ...total, usd: usdOfUsage(total) };
}
