import worker from '../../../worker/index.ts';
import type { Env } from '../../../worker/env.ts';

/** V8's own, where it was started with `--expose-gc`. */
declare const gc: () => void;

// The real Worker, and beside it a request that collects the garbage of its isolate.

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/collect') return worker.fetch(request, env, ctx);
    // What typed arrays held is given back as the next one begins.
    gc();
    gc();
    return new Response();
  },
};
