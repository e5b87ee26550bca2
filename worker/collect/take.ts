import type { Env } from '../env.ts';
import type { Intake, Stored } from '../stitch/intake.ts';
import type { Tally } from './ledger.ts';
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
  try {
    return { queued: false, stored: await settle({ db: env.DB, ctx, intake, tally }) };
  } catch (error) {
    if (env.SPILL === undefined || mustTell) throw error;
    console.error(JSON.stringify({ where: 'spill', message: String(error).slice(0, 200) }));
    await spill(env.SPILL, { v: 1, intake, tally });
    return { queued: true };
  }
}

/** One after the other: what was sent before one failed is sent again by the client, and stored once. */
async function spill(queue: Queue<ArrayBuffer>, letter: Letter): Promise<void> {
  for (const message of await messagesOf(letter)) {
    await queue.send(message, { contentType: 'bytes' });
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
