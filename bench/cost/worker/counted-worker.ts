import app from '../../../worker/index.ts';
import type { Env } from '../../../worker/env.ts';
import { countedD1, type Counts } from './counted-d1.ts';
import { storeEventPerRow } from './event-per-row.ts';

// The real Worker on a D1 that keeps count, and beside it the layout it is compared with.

const counts: Counts = { read: 0, written: 0 };
let counted: D1Database | undefined;

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    // One object for the isolate's life: the Worker remembers symbols by it.
    counted ??= countedD1(env.DB, counts);
    switch (new URL(request.url).pathname) {
      case '/counters':
        return Response.json({ ...counts, size: await sizeOf(env.DB) });
      case '/detail':
        return Response.json(await detailOf(env.DB));
      case '/event-per-row':
        await storeEventPerRow(counted, await request.json());
        return new Response(null, { status: 204 });
      default:
        return app.fetch(request, { ...env, DB: counted }, ctx);
    }
  },
};

async function sizeOf(db: D1Database): Promise<number> {
  const { meta } = await db.prepare('select 1').all();
  return meta.size_after;
}

/** Where the bytes of sessions are, column by column. */
async function detailOf(db: D1Database): Promise<unknown> {
  const { results } = await db
    .prepare(
      `select count(*) as sessions, sum(events) as events, sum(length(visitor)) as visitor,
        sum(length(names)) as names, sum(length(times)) as times, sum(length(pages)) as pages,
        sum(length(ids)) as ids, sum(length(props)) as props, sum(length(facts)) as facts,
        sum(length(strings)) as strings from sessions`,
    )
    .all();
  const others = await db
    .prepare(
      `select (select count(*) from symbols) as symbols, (select sum(length(text)) from symbols) as symbol_text,
        (select count(*) from orders) as orders, (select sum(length(copies)) from orders) as copies,
        (select count(*) from edges) as edges, (select count(*) from users) as users,
        (select count(*) from quarantine) as quarantine`,
    )
    .all();
  const sample = await db.prepare('select * from sessions limit 1 offset 40').all();
  return [results, others.results, sample.results];
}
