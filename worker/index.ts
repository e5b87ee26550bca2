import { makeApp } from './api/app.ts';
import { ingest } from './api/ingest.ts';
import { table } from './api/table.ts';
import type { Env } from './env.ts';
import { consume } from './jobs/consume.ts';
import { runScheduled } from './jobs/scheduled.ts';

const app = makeApp({ operations: table, ingest });

export interface Worker {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => Response | Promise<Response>;
  queue: (batch: MessageBatch, env: Env, ctx: ExecutionContext) => Promise<void>;
  scheduled: (event: unknown, env: Env) => Promise<void>;
}

const worker: Worker = {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: consume,
  scheduled: (event, env) => runScheduled(event, env),
};

export default worker;
