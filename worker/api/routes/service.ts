import * as v from 'valibot';
import type { Env } from '../../env.ts';
import deadLettersCount from '../../sql/dead_letters.count.sql';
import { operation, type Operation, type Reply } from '../operation.ts';
import { limiterFailures } from '../rate-limit.ts';
import { count } from '../shapes.ts';

const health = v.strictObject({
  status: v.picklist(['ok', 'down']),
  database: v.picklist(['ok', 'down']),
  dead_letters: v.exactOptional(
    v.pipe(count, v.description('Batches that wait for a person; 1000 stands for more.')),
  ),
  limiter_failures: v.pipe(
    count,
    v.description(
      'How often the rate limiter of the platform did not answer this isolate, which let the request pass.',
    ),
  ),
});

/** Milliseconds after which a database that is silent is taken to be down. */
const PATIENCE = 5_000;

export const service: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/health',
    operationId: 'getHealth',
    tag: 'Service',
    summary: 'Tell whether events can be stored',
    needs: 'nothing',
    answers: {
      200: { description: 'The database answers', schema: health },
      503: { description: 'The database does not answer', schema: health },
    },
    example: {
      response: { status: 'ok', database: 'ok', dead_letters: 0, limiter_failures: 0 },
    },
    handle: ({ env }) => checkHealth(env),
  }),
];

async function checkHealth(env: Env): Promise<Reply> {
  const limiter_failures = limiterFailures();
  try {
    const asked = env.DB.prepare(deadLettersCount).first<{ count: number }>();
    const row = await Promise.race([asked, scheduler.wait(PATIENCE).then(tooLate)]);
    const dead_letters = row?.count ?? 0;
    return { body: { status: 'ok', database: 'ok', dead_letters, limiter_failures } };
  } catch {
    const headers = { 'retry-after': '5' };
    const body = { status: 'down', database: 'down', limiter_failures };
    return { status: 503, headers, body };
  }
}

function tooLate(): never {
  throw new Error('The database is silent');
}
