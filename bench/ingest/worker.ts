import app from '../../worker/index.ts';

/** The Worker, and beside it the least that could be called storing: one insert of the same bytes. */
export default {
  async fetch(request: Request, env: Cloudflare.Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/insert') return app.fetch(request, env, ctx);
    const body = await request.text();
    await env.DB.prepare('insert into bench_batches (site, at, body) values (?1, ?2, ?3)')
      .bind(1, Date.now(), body)
      .run();
    return new Response(null, { status: 204 });
  },
};
