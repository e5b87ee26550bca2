import type { Env } from '../../worker/env.ts';
import worker from '../../worker/index.ts';
import { faultyD1 } from './faulty-d1.ts';

// The real Worker, whose D1 can be taken away and given back: POST /__d1 with `up`, `down` or `slow`.

let state = 'up';

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/__d1') {
      return worker.fetch(request, { ...env, DB: databaseOf(env) }, ctx);
    }
    state = await request.text();
    return new Response(null, { status: 204 });
  },
  queue: (batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> =>
    worker.queue(batch, { ...env, DB: databaseOf(env) }, ctx),
};

function databaseOf({ DB }: Env): D1Database {
  if (state === 'up') return DB;
  const fault = {
    call: 0,
    message: 'Network connection lost.',
    when: 'before',
    times: 1e9,
  } as const;
  return state === 'slow' ? slow(DB) : faultyD1(DB, fault).db;
}

/** Answers, but after everybody has lost patience. */
function slow(db: D1Database): D1Database {
  const batch = async (statements: D1PreparedStatement[]): Promise<D1Result[]> => {
    await scheduler.wait(31_000);
    return db.batch(statements);
  };
  const flaky = {
    prepare: (sql: string) => db.prepare(sql),
    batch,
    withSession: (): D1Database => flaky,
  } as unknown as D1Database;
  return flaky;
}
