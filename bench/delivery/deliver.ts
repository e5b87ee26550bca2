import type { Engine } from '../../test/support/node/engines/engine.ts';
import type { Client } from './client.ts';
import type { Visit } from './plan.ts';
import { type Delivered, tallyOf } from './tally.ts';
import { type Patience, Visitor } from './visitor.ts';

/** Visits of one profile; then comes somebody new. */
const perProfile = 20;

export interface Terms {
  patience: Patience;
  /** Told after each visit; false ends it there. */
  goOn?: (done: number) => boolean;
}

/** Lets all visits happen in one engine, and counts what became of what they made. */
export const deliver = async (
  engine: Engine,
  client: Client,
  visits: readonly Visit[],
  { patience, goOn = () => true }: Terms,
): Promise<Delivered> => {
  const visitor = new Visitor(engine, client, patience);
  await visitor.start();
  try {
    for (const [index, visit] of visits.entries()) {
      if (index % perProfile === 0) await visitor.begin();
      await visitor.visit(visit);
      const isLast = index + 1 === visits.length || !goOn(index + 1);
      if ((index + 1) % perProfile === 0 || isLast) await visitor.end();
      if (isLast) break;
    }
    return tallyOf(visitor, client, await client.account(visitor.network.delivered));
  } finally {
    await visitor.stop();
  }
};
