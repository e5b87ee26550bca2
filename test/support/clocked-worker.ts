import type { Env } from '../../worker/env.ts';
import worker from '../../worker/index.ts';

// The real Worker, whose clock is turned by POST /__clock with milliseconds ahead of the machine's, and whose
// jobs of each minute are run by POST /__minute.

let ahead = 0;

const clocked = (env: Env): Env => ({ ...env, SOJOURN_CLOCK: `+${ahead}` });

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/__clock') {
      ahead = Number(await request.text());
      return new Response(null, { status: 204 });
    }
    if (pathname === '/__minute') {
      await worker.scheduled({ cron: '* * * * *' }, clocked(env));
      return new Response(null, { status: 204 });
    }
    return worker.fetch(request, clocked(env), ctx);
  },
  queue: (batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> =>
    worker.queue(batch, clocked(env), ctx),
};
