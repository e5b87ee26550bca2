import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { callApi } from '../../worker/cli/client.ts';
import { Progress } from '../../worker/cli/progress.ts';
import { startServer } from '../../worker/cli/server.ts';
import { channelCode, channelOf } from '../../worker/collect/channel.ts';
import { canonical } from '../../worker/stitch/canonical.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { mergeOrder, orderCopies, type OrderCopy } from '../../worker/stitch/orders.ts';
import { orderColumns } from '../../worker/stitch/order-row.ts';
import { columnsOf, tieOf } from '../../worker/stitch/session-row.ts';
import { SYMBOL_CAP, symbolId } from '../../worker/stitch/symbols.ts';
import { FlatTables } from './flat.ts';
import { DAYS, loadOf, type LoadedContact, type LoadedSession } from './load.ts';

export const KEY = 'op_for_benchmarks_only';

/** The month's first instant: loads are cached, so it does not move. */
export const FROM: number = Date.UTC(2026, 9, 1);
export const TO: number = FROM + DAYS * 86_400_000;

/** Changes whenever a load would come out differently: it is part of the folder's name. */
const EDITION = 2;

const SITE = 1;

export interface Prepared {
  /** Where the Worker's D1 is. */
  dataFolder: string;
  /** Same events, a row each: a database of SQLite, and Parquet. */
  flat: string;
  parquet: string;
  /** Who is who, for both. */
  identities: string;
}

/** The load in all its forms, made at the first run and kept in the system's temporary folder. */
export async function prepare(events: number): Promise<Prepared> {
  const folder = join(tmpdir(), `sojourn-bench-query-${EDITION}-${events}`);
  const prepared: Prepared = {
    dataFolder: join(folder, 'data'),
    flat: join(folder, 'flat.sqlite'),
    parquet: join(folder, 'events.parquet'),
    identities: join(folder, 'identities.parquet'),
  };
  if (await exists(folder)) return prepared;
  const making = `${folder}.${process.pid}`;
  await mkdir(making, { recursive: true });
  try {
    await build(making, events);
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
  return prepared;
}

async function exists(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

async function build(folder: string, events: number): Promise<void> {
  const path = await emptyDatabase(join(folder, 'data'));
  const flat = await FlatTables.create(folder);
  const stored = new StoredLoad(path);
  const load = loadOf({ seed: 7, events, from: FROM });
  const progress = new Progress('making the load');
  let count = 0;
  for (const session of load.sessions()) {
    stored.add(session);
    await flat.add(session);
    count += session.events.length;
    progress.show(Math.min(count, events), events);
  }
  for (const contact of load.contacts) {
    stored.addContact(contact);
    await flat.addContact(contact);
  }
  stored.close();
  await flat.close();
  progress.clear();
}

/** A database with its tables and the site, as the Worker makes it. */
async function emptyDatabase(dataFolder: string): Promise<string> {
  const server = await startServer({
    host: '127.0.0.1', port: 0, dataFolder, bindings: { SOJOURN_ADMIN_KEY: KEY },
  }); // prettier-ignore
  try {
    await callApi({ url: server.url.href, key: KEY }, 'POST', '/v1/sites', {
      id: 'shop', name: 'Shop', time_zone: 'UTC', currency: 'EUR', origins: ['*'],
    }); // prettier-ignore
  } finally {
    await server.close();
  }
  const files = await readdir(dataFolder, { recursive: true });
  const file = files.find((name) => /D1DatabaseObject.[0-9a-f]{64}\.sqlite$/.test(name));
  if (file === undefined) throw new Error('The database was not found');
  return join(dataFolder, file);
}

const INSERT = {
  session: 'insert into sessions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  order: 'insert into orders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  edge: "insert or ignore into edges values (?, 'identify', ?, ?, ?, 'page', '', 0)",
  user: "insert or ignore into users values (?, ?, ?, ?, '')",
  symbol: 'insert into symbols values (?, ?, ?)',
  touchpoint: 'insert into touchpoints values (?, ?, ?, ?, ?, ?)',
} as const;

type Inserts = Record<keyof typeof INSERT, StatementSync>;

/** The rows the Worker would have written, by its own packing, past its transactions. */
class StoredLoad {
  readonly #db: DatabaseSync;
  readonly #insert: Inserts;
  readonly #symbols = new Map<string, string>();
  readonly #texts = new Map<string, string>();
  readonly #taken = new Set<bigint>();

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec('pragma synchronous = off');
    this.#db.exec('begin');
    const prepared = Object.entries(INSERT).map(([name, sql]) => [name, this.#db.prepare(sql)]);
    // Its keys are those of the object above.
    this.#insert = Object.fromEntries(prepared) as Inserts;
  }

  add({ device: { visitor, user }, events }: LoadedSession): void {
    const start = events[0]?.at ?? 0;
    const end = events.at(-1)?.at ?? start;
    const session = { start, end, events, overflow: false };
    const { version, facts, packed } = columnsOf(session, this.#idOf, (source) =>
      channelCode(channelOf(source ?? { source: '(direct)', medium: '(none)' })),
    );
    const id = this.#placeOf(visitor, start);
    this.#insert.session.run(id, SITE, visitor, start, end, version, ...facts, ...packed);
    for (const event of events) if (event.name === 'identify') this.#identify(visitor, user, event);
    for (const [order, copies] of orderCopies([{ visitor, events }], 'EUR')) {
      this.#addOrder(order, copies);
    }
  }

  addContact({ user, id, at, name }: LoadedContact): void {
    const body = canonical({ name, page: null, props: null, source: null, context: {} });
    this.#insert.touchpoint.run(SITE, user, id, at, name, body);
  }

  close(): void {
    for (const [text, id] of this.#symbols) this.#insert.symbol.run(SITE, id, text);
    this.#db.prepare('update sites set symbols = ?').run(this.#symbols.size);
    this.#db.exec('commit');
    this.#db.exec('pragma wal_checkpoint(truncate)');
    this.#db.close();
  }

  #identify(visitor: string, user: string | undefined, { at }: Event): void {
    if (user === undefined) return;
    this.#insert.edge.run(SITE, visitor, user, at);
    this.#insert.user.run(SITE, user, JSON.stringify({ name: [`Customer ${user}`, at] }), at);
  }

  #addOrder(id: string, copies: OrderCopy[]): void {
    const columns = orderColumns(mergeOrder(id, { copies: [], flags: 0 }, copies));
    // Texts and numbers, as orders.insert.sql takes them.
    this.#insert.order.run(SITE, ...(columns as (string | number)[]));
  }

  /** By stitch/symbols.ts; ids that meet are stored inline there too. */
  readonly #idOf = (text: string): string | undefined => {
    const known = this.#symbols.get(text);
    if (known !== undefined) return known;
    const id = symbolId(text);
    const holder = this.#texts.get(id);
    if (holder !== undefined || this.#symbols.size >= SYMBOL_CAP) return undefined;
    this.#symbols.set(text, id);
    this.#texts.set(id, text);
    return id;
  };

  #placeOf(visitor: string, start: number): bigint {
    const second = (BigInt(SITE) << 50n) | (BigInt(Math.floor(start / 1_000)) << 18n);
    for (let probe = 0; ; probe++) {
      const id = second | BigInt(tieOf(visitor, start, probe));
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      return id;
    }
  }
}
