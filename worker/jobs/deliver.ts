import { now } from '../clock.ts';
import { bury, buryUnread } from '../collect/dead-letters.ts';
import { lettersOf, readMessage, type Letter } from '../collect/letter.ts';
import { settle } from '../collect/settle.ts';
import type { Env } from '../env.ts';
import { databasesOf } from '../stitch/databases.ts';
import { isLostRace, isPassing } from '../stitch/d1-error.ts';

type Ctx = Pick<ExecutionContext, 'waitUntil'>;

/** Deliveries of a message that fail for reasons of its own; then it is divided, and its rest buried. */
export const ATTEMPTS = 5;

/** While D1 is in trouble a message waits; the queue gives up at 100 (`max_retries`, wrangler.toml). */
const ATTEMPTS_IN_TROUBLE = 95;

/** Seconds between deliveries at most: with 95 of them, a day of D1 being away. */
const LONGEST_DELAY = 900;

/**
 * Stores what D1 did not take at first. Messages come at least once and in any order, which storing
 * does not mind. Each is acknowledged by itself: what one of them does keeps no other back.
 */
export async function deliver(batch: MessageBatch, env: Env, ctx: Ctx): Promise<void> {
  let failures = 0;
  for (const message of batch.messages) {
    // D1 is away: asking it for each message would take longer than the queue waits.
    if (failures === 2) {
      message.retry({ delaySeconds: delayAfter(message.attempts) });
      continue;
    }
    try {
      await deliverOne(message, env, ctx);
      message.ack();
      failures = 0;
    } catch (error) {
      if (isPassing(error)) failures++;
      console.error(JSON.stringify({ where: 'deliver', message: String(error).slice(0, 200) }));
      message.retry({ delaySeconds: delayAfter(message.attempts) });
    }
  }
}

/** Resolves when the message is in the tables, or among the dead letters. */
async function deliverOne(message: Message, env: Env, ctx: Ctx): Promise<void> {
  const letter = await readMessage(message.body);
  if (letter === undefined) return buryUnread(env.DB, message.body, now(env));
  try {
    const { intake, tally } = letter;
    const again = letter.again === true || message.attempts > 1;
    await settle({ ...databasesOf(env), ctx, intake, tally, again });
  } catch (error) {
    if (message.attempts < (isTrouble(error) ? ATTEMPTS_IN_TROUBLE : ATTEMPTS)) throw error;
    await divide({ letter, error, env, ctx });
  }
}

/** Trouble of the database, not of the message. */
function isTrouble(error: unknown): boolean {
  return isPassing(error) || isLostRace(error) || /maximum DB size/i.test(String(error));
}

interface Divide {
  letter: Letter;
  error: unknown;
  env: Env;
  ctx: Ctx;
}

/** Stores all of a letter that can be stored, by halves; buries what is left. */
async function divide({ letter, error, env, ctx }: Divide): Promise<void> {
  const halves = lettersOf(letter);
  if (halves === undefined) return bury(env.DB, letter, { error, at: now(env) });
  for (const half of halves) {
    try {
      await settle({
        ...databasesOf(env),
        ctx,
        intake: half.intake,
        tally: half.tally,
        again: true,
      });
    } catch (cause) {
      await divide({ letter: half, error: cause, env, ctx });
    }
  }
}

/** 2, 4, 8 ... seconds. */
function delayAfter(attempts: number): number {
  return Math.min(LONGEST_DELAY, 2 ** Math.min(attempts, 10));
}
