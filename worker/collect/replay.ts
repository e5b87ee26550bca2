import type { BatchEnvelope, Json } from '../../schema/index.ts';
import quarantineById from '../sql/quarantine.by-id.sql';
import quarantineDelete from '../sql/quarantine.delete.sql';
import quarantineList from '../sql/quarantine.list.sql';
import type { Databases } from '../stitch/databases.ts';
import type { Intake } from '../stitch/intake.ts';
import { intakeOf } from './batch.ts';
import { emptyIntake, type CollectedSite } from './collector.ts';
import type { Envelope } from './envelope.ts';
import { intakeOfImport } from './import.ts';
import { intakeOfSegment } from './segment-batch.ts';
import { settle } from './settle.ts';
import { judgeSignatures } from './signature.ts';

/** A row of quarantine. */
export interface QuarantineRow {
  id: string;
  reason: string;
  detail: string;
  source: 'page' | 'server' | 'import';
  visitor: string;
  /** JSON. */
  body: string;
  /** JSON of an Envelope; '' where the body is all there is. */
  envelope: string;
  received_at: number;
}

/** Events of one request to replay. */
export const REPLAY_MOST = 500;

export interface Replay {
  /** Events that are stored now and were not before. */
  stored: number;
  /** Events that turned out to be there already. */
  duplicates: number;
  /** Events that still break a rule, and stay. */
  refused: { id: string; reason: string; detail: string }[];
  /** The last event looked at where more of the reason wait for another request. */
  next: Place | undefined;
}

/** Where a list goes on: time of receipt and id. */
export interface Place {
  at: number;
  id: string;
}

/** Newest first, after the place given. */
export async function listQuarantine(
  db: D1Database,
  {
    site,
    after,
    reason,
    limit,
  }: {
    site: number;
    after?: Place | undefined;
    reason?: string | undefined;
    limit: number;
  },
): Promise<QuarantineRow[]> {
  const { at, id } = after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
  const statement = db.prepare(quarantineList).bind(site, at, id, reason ?? null, limit);
  return (await statement.all<QuarantineRow>()).results;
}

export type Wanted = { ids: readonly string[] } | { reason: string; after?: Place | undefined };

/**
 * Judges quarantined events anew, as if they came now and by today's rules, and stores those that are
 * good. Their times are held against the time they came, not against today: a clock that was wrong
 * stays wrong. Idempotent: an event leaves quarantine after it is stored, and is stored once.
 */
export async function replayQuarantine(
  databases: Databases,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
  { site, wanted, at }: { site: CollectedSite; wanted: Wanted; at: number },
): Promise<Replay> {
  const { db } = databases;
  const { rows, next } = await rowsOf(db, site.number, wanted);
  const intake = emptyIntake(site, at);
  const replay: Replay = { stored: 0, duplicates: 0, refused: [], next };
  const good: string[] = [];
  for (const row of rows) {
    const judged = judge(row, site);
    const [fault] = judged.quarantined;
    if (fault === undefined) {
      good.push(row.id);
      intake.lines.push(...judged.lines);
      intake.edges.push(...judged.edges);
      intake.traits.push(...judged.traits);
    } else replay.refused.push({ id: row.id, reason: fault.reason, detail: fault.detail });
  }
  if (good.length === 0) return replay;
  await judgeSignatures(intake, site.identitySecret);
  const tally = { identity: good.length - countEvents(intake) };
  const stored = await settle({ ...databases, ctx, intake, tally });
  await db.prepare(quarantineDelete).bind(site.number, JSON.stringify(good)).run();
  return { ...replay, stored: stored.stored, duplicates: stored.duplicates };
}

function countEvents({ lines }: Intake): number {
  return lines.reduce((sum, { events }) => sum + events.length, 0);
}

async function rowsOf(
  db: D1Database,
  site: number,
  wanted: Wanted,
): Promise<{ rows: QuarantineRow[]; next: Place | undefined }> {
  if ('ids' in wanted) {
    const statement = db.prepare(quarantineById).bind(site, JSON.stringify(wanted.ids));
    return { rows: (await statement.all<QuarantineRow>()).results, next: undefined };
  }
  const { reason, after } = wanted;
  const rows = await listQuarantine(db, { site, reason, after, limit: REPLAY_MOST });
  const last = rows.length < REPLAY_MOST ? undefined : rows.at(-1);
  return { rows, next: last && { at: last.received_at, id: last.id } };
}

/** What the event would be today; its fault, if it still has one, is the intake's only member. */
function judge(row: QuarantineRow, site: CollectedSite): Intake {
  // Our own JSON.
  const body = JSON.parse(row.body) as Json;
  if (row.reason === 'conflicting_copy') return refused(row, site, 'another copy is stored');
  if (row.source === 'import') {
    const line = typeof body === 'string' ? body : JSON.stringify(body);
    return intakeOfImport([line], site, row.received_at).intake;
  }
  if (row.envelope === '') return refused(row, site, 'it was kept without its envelope');
  const envelope = JSON.parse(row.envelope) as Envelope;
  const sender = { ...envelope.sender, receivedAt: row.received_at };
  if (envelope.via === 'segment') {
    const { context, sent_at: sentAt, verified } = envelope;
    return intakeOfSegment([body], site, sender, { envelope: { context, sentAt }, verified });
  }
  const { page_load, sent_at, context } = envelope;
  const { visitor } = row;
  const batch: BatchEnvelope = {
    v: 1, site: '', batch: '', sent_at, visitor, page_load, context, events: [body],
  }; // prettier-ignore
  return intakeOf(batch, site, sender);
}

function refused(row: QuarantineRow, site: CollectedSite, detail: string): Intake {
  const { reason, source, visitor } = row;
  const quarantined = [{ reason, detail, source, visitor, body: null }];
  return { ...emptyIntake(site, row.received_at), quarantined };
}
