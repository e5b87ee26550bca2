import lakePartsCountDays from '../sql/lake_parts.count-days.sql';
import ledgerReadDays from '../sql/ledger.read-days.sql';
import quarantineCountDays from '../sql/quarantine.count-days.sql';
import sessionsCountDays from '../sql/sessions.count-days.sql';
import touchpointsCountDays from '../sql/touchpoints.count-days.sql';
import type { Databases } from '../stitch/databases.ts';
import { readSpread } from '../stitch/spread.ts';
import { countSpread, type CountedDay } from './count-spread.ts';
import { flush, type Tally } from './ledger.ts';

const DAY = 86_400_000;

/** Copies that lost, kept to be looked at: they stand among the duplicates already. */
const COPY = 'conflicting_copy';

/** What became of events. Those stored stand under the day of their session, all others under that of receipt. */
export interface Entry {
  /** Counted from rows. */
  stored: number;
  /** Copies of events that were there already. */
  duplicates: number;
  /** Events that a full session could not keep. */
  overflow: number;
  /** Messages that became no event, as they say something of a user alone. */
  identity: number;
  /** The site's own people's, which are not stored. */
  staff: number;
  /** Erased with the person they were of, stored or sent again (worker/privacy/). */
  erased: number;
  /** By reason, counted from rows. */
  quarantined: Tally;
  /** Copies that said something else than the one that is kept. They are among the duplicates. */
  conflicting_copies: number;
  /** Refused as a whole, by reason. */
  rejected: Tally;
  /** What clients say they gave up, by reason. */
  lost: Tally;
  /** Was in quarantine for 30 days, by reason. */
  expired: Tally;
}

export interface DayEntry extends Entry {
  /** Day since 1970 UTC. */
  day: number;
}

/** The books of a site for days [from, to) since 1970 UTC, a line each. */
export async function readLedger(
  { db, more }: Databases,
  { site, from, to }: { site: number; from: number; to: number },
): Promise<DayEntry[]> {
  // What waits in this isolate is known, so it is told.
  await flush(db);
  const second = DAY / 1_000;
  // One transaction, so that what moves from quarantine to sessions is seen on one side.
  const [sessions, archived, touchpoints, quarantined, ledger] = await db.batch([
    db.prepare(sessionsCountDays).bind(site, from * second, to * second),
    db.prepare(lakePartsCountDays).bind(site, from * second, to * second),
    db.prepare(touchpointsCountDays).bind(site, from * DAY, to * DAY),
    db.prepare(quarantineCountDays).bind(site, from * DAY, to * DAY),
    db.prepare(ledgerReadDays).bind(site, from, to),
  ]);
  const days = Array.from({ length: to - from }, (_, i) => ({ day: from + i, ...emptyEntry() }));
  // The columns of the statements above.
  const rowsOf = <Row>(result: D1Result | undefined): Row[] => (result?.results ?? []) as Row[];
  const spread = more && (await readSpread(db, site));
  const stored = spread
    ? await countSpread({ more, site, spread, from: from * second, to: to * second })
    : [sessions, archived].flatMap(rowsOf<CountedDay>);
  for (const { day, count } of [...stored, ...rowsOf<CountedDay>(touchpoints)]) {
    const entry = days[day - from];
    if (entry) entry.stored += count;
  }
  for (const { day, reason, count } of rowsOf<CountedDay & { reason: string }>(quarantined)) {
    enter(days[day - from], `quarantined:${reason}`, count);
  }
  for (const { day, outcome, count } of rowsOf<CountedDay & { outcome: string }>(ledger)) {
    enter(days[day - from], outcome, count);
  }
  return days;
}

function emptyEntry(): Entry {
  return {
    stored: 0, duplicates: 0, overflow: 0, identity: 0, staff: 0, erased: 0, quarantined: {}, conflicting_copies: 0,
    rejected: {}, lost: {}, expired: {},
  }; // prettier-ignore
}

function enter(entry: Entry | undefined, outcome: string, count: number): void {
  if (entry === undefined) return;
  const [kind, reason = ''] = outcome.split(':', 2);
  if (reason === COPY) {
    if (kind === 'quarantined') entry.conflicting_copies += count;
  } else if (kind === 'duplicate') entry.duplicates += count;
  else if (isCount(kind)) entry[kind] += count;
  else if (isByReason(kind)) entry[kind][reason] = (entry[kind][reason] ?? 0) + count;
}

function isCount(kind: string | undefined): kind is 'overflow' | 'identity' | 'staff' | 'erased' {
  return kind === 'overflow' || kind === 'identity' || kind === 'staff' || kind === 'erased';
}

function isByReason(
  kind: string | undefined,
): kind is 'quarantined' | 'rejected' | 'lost' | 'expired' {
  return kind === 'quarantined' || kind === 'rejected' || kind === 'lost' || kind === 'expired';
}

/** All days as one. */
export function sumOf(days: readonly Entry[]): Entry {
  const sum = emptyEntry();
  for (const day of days) {
    for (const kind of [
      'stored',
      'duplicates',
      'overflow',
      'identity',
      'staff',
      'erased',
      'conflicting_copies',
    ] as const) {
      sum[kind] += day[kind];
    }
    for (const kind of ['quarantined', 'rejected', 'lost', 'expired'] as const) {
      for (const [reason, count] of Object.entries(day[kind])) {
        sum[kind][reason] = (sum[kind][reason] ?? 0) + count;
      }
    }
  }
  return sum;
}

/** Events an entry accounts for: as many as were sent. */
export function accountedIn(entry: Entry): number {
  const { stored, duplicates, overflow, identity, staff, erased } = entry;
  const { quarantined, rejected, lost, expired } = entry;
  const byReason = [quarantined, rejected, lost, expired].flatMap((tally) => Object.values(tally));
  return [stored, duplicates, overflow, identity, staff, erased, ...byReason].reduce(
    (sum, n) => sum + n,
    0,
  );
}
