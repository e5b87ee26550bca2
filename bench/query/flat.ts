import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { rm } from 'node:fs/promises';
import {
  DuckDBDataChunk,
  DuckDBInstance,
  BIGINT,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
} from '@duckdb/node-api';
import type { Event } from '../../worker/stitch/event.ts';
import type { LoadedContact, LoadedSession } from './load.ts';

/** Rows a chunk of DuckDB takes. */
const CHUNK = 2_048;

const TYPES = [BIGINT, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR]; // prettier-ignore

/** Gone when the files are written. */
const MAKING = 'making.duckdb';

type Cell = string | bigint | null;

/**
 * The same events with one row each, as most recorders keep them: clustered by site, time and id, one
 * more index for one visitor's history and one for names, sessions told apart when they are written.
 */
const TABLES = `
  create table events (
    site integer not null, ts integer not null, id text not null, visitor text, user_id text,
    session text, name text not null, page text, properties text, channel text, country text,
    primary key (site, ts, id)
  ) strict, without rowid;
  create table identities (visitor text not null primary key, user_id text not null) strict, without rowid;
`;

const INDEXES = `
  create index events_by_visitor on events (site, visitor, ts);
  create index events_by_user on events (site, user_id, ts) where visitor is null;
  create index events_by_name on events (site, name, ts);
  analyze;
`;

export class FlatTables {
  readonly #folder: string;
  readonly #sqlite: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #identify: StatementSync;
  readonly #duck: DuckDBConnection;
  readonly #appender: DuckDBAppender;
  readonly #identities: [string, string][] = [];
  #rows: Cell[][] = [];

  static async create(folder: string): Promise<FlatTables> {
    const duck = await (await DuckDBInstance.create(join(folder, MAKING))).connect();
    await duck.run(
      `create table events (ts bigint, id varchar, visitor varchar, user_id varchar, session varchar,
        name varchar, page varchar, properties varchar, channel varchar, country varchar)`,
    );
    return new FlatTables(folder, duck, await duck.createAppender('events'));
  }

  private constructor(folder: string, duck: DuckDBConnection, appender: DuckDBAppender) {
    this.#folder = folder;
    this.#duck = duck;
    this.#appender = appender;
    this.#sqlite = new DatabaseSync(join(folder, 'flat.sqlite'));
    this.#sqlite.exec('pragma journal_mode = wal; pragma synchronous = off');
    this.#sqlite.exec(TABLES);
    this.#sqlite.exec('begin');
    this.#insert = this.#sqlite.prepare(
      'insert into events values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#identify = this.#sqlite.prepare('insert or ignore into identities values (?, ?)');
  }

  async add({ device, events }: LoadedSession): Promise<void> {
    const [first] = events;
    const session = `${device.visitor} ${first?.at ?? 0}`;
    const channel = first?.source?.medium ?? '(none)';
    for (const event of events) {
      if (event.user !== undefined) this.#identities.push([device.visitor, event.user]);
      this.#push([
        ...cellsOf(event, device.visitor, session),
        channel,
        device.context.country ?? null,
      ]);
    }
    await this.#flush(CHUNK);
  }

  async addContact({ user, id, at, name }: LoadedContact): Promise<void> {
    this.#push([BigInt(at), id, null, user, null, name, null, null, null, null]);
    await this.#flush(CHUNK);
  }

  async close(): Promise<void> {
    await this.#flush(1);
    for (const [visitor, user] of this.#identities) this.#identify.run(visitor, user);
    this.#sqlite.exec('commit');
    this.#sqlite.exec(INDEXES);
    this.#sqlite.exec('pragma wal_checkpoint(truncate)');
    this.#sqlite.close();
    this.#appender.closeSync();
    await this.#duck.run('create table identities (visitor varchar, user_id varchar)');
    const known = await this.#duck.createAppender('identities');
    for (const [visitor, user] of new Map(this.#identities)) {
      known.appendVarchar(visitor);
      known.appendVarchar(user);
      known.endRow();
    }
    known.closeSync();
    // Compressed and in order of time, as a lake keeps it.
    for (const table of ['events', 'identities'] as const) await this.#write(table);
    this.#duck.closeSync();
    await rm(join(this.#folder, MAKING));
  }

  async #write(table: 'events' | 'identities'): Promise<void> {
    const order = table === 'events' ? ' order by ts' : '';
    const file = join(this.#folder, `${table}.parquet`);
    await this.#duck.run(
      `copy (select * from ${table}${order}) to '${file}' (format parquet, compression zstd)`,
    );
  }

  #push(row: Cell[]): void {
    this.#rows.push(row);
    const [at, ...rest] = row;
    this.#insert.run(Number(at), ...rest);
  }

  /** Hands over full chunks, or whatever there is of at least so many rows. */
  async #flush(least: number): Promise<void> {
    while (this.#rows.length >= least) {
      const rows = this.#rows.splice(0, CHUNK);
      const chunk = DuckDBDataChunk.create(TYPES, rows.length);
      chunk.setRows(rows);
      this.#appender.appendDataChunk(chunk);
    }
  }
}

function cellsOf(event: Event, visitor: string, session: string): Cell[] {
  const { id, at, name, page, props, user } = event;
  const properties = props === undefined ? null : JSON.stringify(props);
  return [BigInt(at), id, visitor, user ?? null, session, name, page ?? null, properties];
}
