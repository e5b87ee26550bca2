import { isLostRace } from '../stitch/d1-error.ts';
import { readSpread, type Spread } from '../stitch/spread.ts';
import { stepOfCleaning } from './clean.ts';
import { beginMove, makeSpread, stepOfMove } from './move.ts';
import { nextMove } from './shares.ts';
import type { SiteShards } from './site-shards.ts';

export interface Working {
  /** The clock. */
  now: number;
  /** True: no further step now. */
  isOver: () => boolean;
  /** Buckets of one move at most. */
  together?: number;
}

/** Goes on with a move that is under way, whoever began it. */
export async function carryOn(shards: SiteShards, { now, isOver }: Working): Promise<void> {
  while (!isOver() && (await stepped(() => stepOfMove(shards, now))));
}

/** Deletes what has moved away long ago. */
export async function cleanUp(shards: SiteShards, { now, isOver }: Working): Promise<void> {
  while (!isOver() && (await stepped(() => stepOfCleaning(shards, now))));
}

/** Spreads a site evenly over some databases, as far as the time goes; call it again until it is done. */
export async function spreadOver(
  shards: SiteShards,
  over: readonly string[],
  working: Working,
): Promise<{ spread: Spread | undefined; isDone: boolean }> {
  const { home, site } = shards;
  await makeSpread(shards);
  for (;;) {
    await carryOn(shards, working);
    const spread = await readSpread(home, site);
    const next = spread && nextMove(spread.places, over, working.together);
    if (spread === undefined || next === undefined) return { spread, isDone: true };
    if (working.isOver()) return { spread, isDone: false };
    const id = crypto.randomUUID();
    if (!(await beginMove(shards, spread, { id, ...next }))) await cleanUp(shards, working);
    const after = await readSpread(home, site);
    if (after?.move === undefined && after?.version === spread.version)
      return { spread: after, isDone: false };
  }
}

/** Where somebody else has changed what a step was based on, the next one looks again. */
async function stepped(step: () => Promise<boolean>): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    if (isLostRace(error)) return true;
    throw error;
  }
}
