import deadLettersDelete from '../sql/dead_letters.delete.sql';
import deadLettersInsert from '../sql/dead_letters.insert.sql';
import deadLettersRead from '../sql/dead_letters.read.sql';
import type { Databases } from '../stitch/databases.ts';
import { hashedId } from '../stitch/event-id.ts';
import { countEvents, letterIn, type Letter } from './letter.ts';
import { settle } from './settle.ts';

/** Keeps what cannot be stored until somebody looks at it. Idempotent. */
export async function bury(
  db: D1Database,
  letter: Letter,
  { error, at }: { error: unknown; at: number },
): Promise<void> {
  const body = JSON.stringify(letter);
  await db
    .prepare(deadLettersInsert)
    .bind(
      letter.intake.site.number, hashedId(body), reasonOf(error), countEvents(letter), body, at,
    )
    .run(); // prettier-ignore
}

/** Keeps a message that is none of ours; it belongs to no site, and /health alone tells of it. */
export async function buryUnread(db: D1Database, body: unknown, at: number): Promise<void> {
  const text = JSON.stringify(body instanceof ArrayBuffer ? new Uint8Array(body).toBase64() : body);
  const kept = (text ?? '').slice(0, 200_000);
  await db.prepare(deadLettersInsert).bind(0, hashedId(kept), 'unreadable', 0, kept, at).run();
}

function reasonOf(error: unknown): string {
  return String(error).slice(0, 200);
}

/** Letters of one request to replay. */
const MOST = 20;

export interface Replayed {
  /** Letters that are stored now, and gone from here. */
  replayed: number;
  /** Events of theirs that were not there before. */
  stored: number;
  /** Letters that still cannot be stored. */
  failed: { id: string; reason: string }[];
  /** True where more wait for another request. */
  more: boolean;
}

/** Stores dead letters, all or those asked for. Each by itself: one that fails keeps no other back. */
export async function replayLetters(
  databases: Databases,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
  { site, ids }: { site: number; ids?: readonly string[] | undefined },
): Promise<Replayed> {
  const { db } = databases;
  const asked = ids === undefined ? null : JSON.stringify(ids);
  const read = db.prepare(deadLettersRead).bind(site, asked, MOST + 1);
  const { results } = await read.all<{ id: string; body: string }>();
  const replayed: Replayed = { replayed: 0, stored: 0, failed: [], more: results.length > MOST };
  for (const { id, body } of results.slice(0, MOST)) {
    try {
      const letter = letterIn(body);
      if (letter === undefined) throw new TypeError('The letter cannot be read');
      const { intake, tally } = letter;
      const { stored } = await settle({ ...databases, ctx, intake, tally, again: true });
      await db
        .prepare(deadLettersDelete)
        .bind(site, JSON.stringify([id]))
        .run();
      replayed.replayed++;
      replayed.stored += stored;
    } catch (error) {
      replayed.failed.push({ id, reason: reasonOf(error) });
    }
  }
  return replayed;
}
