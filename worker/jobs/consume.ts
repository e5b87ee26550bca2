import type { Env } from '../env.ts';
import { runDue, wokenIn } from '../triggers/wake.ts';
import { deliver } from './deliver.ts';

/** Messages of either queue: batches that D1 did not take, and sites that have something to send. */
export async function consume(
  batch: MessageBatch,
  env: Env,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
): Promise<void> {
  const sites = batch.messages
    .map(({ body }) => wokenIn(body))
    .filter((site) => site !== undefined);
  if (sites.length < batch.messages.length) return deliver(batch, env, ctx);
  // What is to be sent stands in D1: a message that is lost, or comes twice, changes nothing.
  await runDue(env, [...new Set(sites)]);
}
