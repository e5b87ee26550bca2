import { chunksOf } from '../../worker/stitch/plan.ts';
import app from '../../worker/index.ts';

/** The Worker, and beside it the least that could be called storing: one insert of the same bytes. */
export default {
  async fetch(request: Request, env: Cloudflare.Env, ctx: ExecutionContext): Promise<Response> {
    switch (new URL(request.url).pathname) {
      case '/insert':
        await insert(env.DB, await request.text());
        return new Response(null, { status: 204 });
      case '/bulk/read':
        await readRows(env.DB);
        return new Response(null, { status: 204 });
      case '/bulk/write':
        await writeRows(env.DB);
        return new Response(null, { status: 204 });
      default:
        return app.fetch(request, env, ctx);
    }
  },
};

async function insert(db: D1Database, body: string): Promise<void> {
  await db
    .prepare('insert into bench_batches (site, at, body) values (?1, ?2, ?3)')
    .bind(1, Date.now(), body)
    .run();
}

const COLUMNS =
  'visitor, start, end, version, events, views, flags, channel, device, country, names, times, pages, ids, props, facts, strings';

let rows: string[] = [];

/** The imported sessions as JSON, ready to be written again. */
async function readRows(db: D1Database): Promise<void> {
  const columns = COLUMNS.split(', ').map((name) => `s.${name}`);
  const sql = `select ${columns.join(', ')} from sessions as s join sites as t using (site) where t.id = 'imported'`;
  rows = chunksOf(await db.prepare(sql).raw());
  await db.batch([
    db.prepare(`create table bench_sessions (site integer, ${COLUMNS.replace('end', '"end"')})`),
    db.prepare('create unique index bench_sessions_by_visitor on bench_sessions (visitor, start)'),
  ]);
}

/** Packed rows into a table with one index, and nothing else: what no import can be cheaper than. */
async function writeRows(db: D1Database): Promise<void> {
  const values = COLUMNS.split(', ').map((_, i) => `row.value ->> ${i}`);
  const sql = `insert into bench_sessions select 1, ${values.join(', ')} from json_each(?1) as row`;
  for (const chunk of rows) await db.prepare(sql).bind(chunk).run();
}
