import { makeApp } from './api/app.ts';
import { ingest } from './api/ingest.ts';
import { table } from './api/table.ts';
import type { Env } from './env.ts';
import { deliver } from './jobs/deliver.ts';
import { runJobs } from './jobs/scheduled.ts';

const app = makeApp({ operations: table, ingest });

export interface Worker {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => Response | Promise<Response>;
  queue: (batch: MessageBatch, env: Env, ctx: ExecutionContext) => Promise<void>;
  scheduled: (event: unknown, env: Env) => Promise<void>;
}

const worker: Worker = {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: deliver,
  scheduled: (_, env) => runJobs(env),
};

export default worker;
