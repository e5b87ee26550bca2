import type { Env } from '../env.ts';
import { databasesOf } from '../stitch/databases.ts';
import type { Intake, Stored } from '../stitch/intake.ts';
import { toldIn } from './bringer.ts';
import { costOf } from './cost.ts';
import { lateIn } from './late.ts';
import { note, type Tally } from './ledger.ts';
import { messagesOf, type Letter } from './letter.ts';
import { lostOutcome } from './lost.ts';
import { settle } from './settle.ts';

/** What a request brought beside its intake. */
export interface Brought {
  /** Events or messages it had, whatever became of them. */
  events: number;
  /** What the client had to give up, by reason. */
  lost?: Record<string, number> | undefined;
  /** True where the sender must hear what was stored, and can send it again. */
  mustTell?: boolean;
}

/** What became of an intake: it is in the database, or safe in the queue. */
export type Took = { queued: false; stored: Stored } | { queued: true };

/**
 * Makes an intake durable: in D1, else in the queue where there is one. Throws where neither would
 * have it: then the sender has to keep it.
 */
export async function take(
  env: Pick<Env, 'DB' | 'SPILL'>,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
  { intake, events, lost = {}, mustTell = false }: Brought & { intake: Intake },
): Promise<Took> {
  const tally = tallyOf(intake, events, lost);
  // Before it is stored: storing may put known times in place of late ones.
  const beside = { ...lateIn(intake), ...toldIn(intake, events) };
  const settling = settle({ ...databasesOf(env), ctx, intake, tally, mustTell });
  try {
    const stored = await (mustTell ? settling : soon(settling));
    const told = { ...costOf(stored), ...beside };
    note(env.DB, ctx, { site: intake.site.number, at: intake.receivedAt, tally: told });
    return { queued: false, stored };
  } catch (error) {
    if (env.SPILL === undefined || mustTell) throw error;
    console.error(JSON.stringify({ where: 'spill', message: String(error).slice(0, 200) }));
    // What is slow may yet be stored, and enter its own counts.
    const isLate = error instanceof Late;
    await spill(env.SPILL, { v: 1, intake, tally: isLate ? {} : tally, again: isLate });
    return { queued: true };
  }
}

/** D1 has not answered in time. It may still do as it was asked, which does no harm. */
class Late extends Error {}

/** Milliseconds that a sender is kept waiting for D1, which itself gives up after 30 s. */
const PATIENCE = 10_000;

async function soon<T>(settling: Promise<T>): Promise<T> {
  // Unheard, it must not count as a fault of its own.
  settling.catch(() => undefined);
  const late = new AbortController();
  const waiting = scheduler.wait(PATIENCE, { signal: late.signal }).then(
    () => Promise.reject(new Late('D1 has not answered')),
    // Taken back, as the answer is there.
    () => settling,
  );
  try {
    return await Promise.race([settling, waiting]);
  } finally {
    late.abort();
  }
}

/** One after the other: what was sent before one failed is sent again by the client, and stored once. */
async function spill(queue: Queue<Uint8Array>, letter: Letter): Promise<void> {
  for (const message of await messagesOf(letter)) {
    await queue.send(new Uint8Array(message), { contentType: 'bytes' });
  }
}

/** Messages that became no event, as they say something of a user alone, and what the client lost. */
function tallyOf(intake: Intake, events: number, lost: Record<string, number>): Tally {
  const taken = intake.lines.reduce((sum, line) => sum + line.events.length, 0);
  const tally: Tally = { identity: events - taken - intake.quarantined.length };
  for (const [reason, count] of Object.entries(lost)) {
    const outcome = lostOutcome(reason);
    tally[outcome] = (tally[outcome] ?? 0) + count;
  }
  return tally;
}
