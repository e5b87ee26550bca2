import type { WireBatch } from '../../../schema/index.ts';

// What most recorders do, done well: integers where they serve, one insert a batch, the events
// clustered by site, time and id, and one more index for one visitor's history.

const TABLES = [
  `create table if not exists event_rows (
    site integer not null, at integer not null, id text not null, visitor text not null,
    name text not null, page text, title text, properties text, context integer not null,
    primary key (site, at, id)
  ) strict, without rowid`,
  'create index if not exists event_rows_by_visitor on event_rows (site, visitor, at)',
  `create table if not exists event_contexts (
    context integer primary key, body text not null unique
  ) strict`,
];

let made: Promise<unknown> | undefined;

export async function storeEventPerRow(db: D1Database, batch: WireBatch): Promise<void> {
  made ??= db.batch(TABLES.map((sql) => db.prepare(sql)));
  await made;
  const rows = batch.events.map(({ seq, at, name, page, properties }) => [
    Math.round(at),
    `${batch.page_load}.${seq}`,
    name,
    typeof page === 'object' ? page.url : (page ?? null),
    typeof page === 'object' ? (page.title ?? null) : null,
    properties === undefined ? null : JSON.stringify(properties),
  ]);
  const context = JSON.stringify(batch.context ?? {});
  await db.batch([
    db
      .prepare('insert into event_contexts (body) values (?1) on conflict do nothing')
      .bind(context),
    db
      .prepare(
        `insert into event_rows (site, visitor, at, id, name, page, title, properties, context)
        select 1, ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3,
          row.value ->> 4, row.value ->> 5, (select context from event_contexts where body = ?3)
        from json_each(?2) as row
        where true
        on conflict do nothing`,
      )
      .bind(batch.visitor, JSON.stringify(rows), context),
  ]);
}
