import sessionsReadLong from '../sql/sessions.read-long.sql';
import sessionsReadRange from '../sql/sessions.read-range.sql';
import sessionsReadRangeWhole from '../sql/sessions.read-range-whole.sql';
import touchpointsReadRange from '../sql/touchpoints.read-range.sql';
import { nameNeedles } from '../stitch/names.ts';
import type { Identity } from './identity.ts';
import { compareItems, endOf, startOf, type Item, type Touchpoint } from './item.ts';
import type { Reader } from './reader.ts';
import { sessionsOf, type StoredRow } from './stored-session.ts';
import { eventOf, type TouchpointRow } from './touchpoint-row.ts';

export interface HistoryQuery {
  /** Milliseconds: sessions and touchpoints that reach into [from, to). */
  from: number;
  to: number;
  /** Whether more than names and times of events is needed. */
  events: boolean;
  /** Sessions without any of these names may be left out. */
  names?: readonly string[];
  /** Bots are left out unless asked for. */
  bots?: boolean;
  /** Sessions a statement reads: between two of them others get their turn with the database. */
  chunk?: number;
}

/** Some milliseconds of the database's time (design.md, Ingest). */
const CHUNK = 2_000;

/** Longer sessions have an index of their own; the others began at most this long before they end. */
const LONG = 21_600_000;

/** First second that a rowid can have no room for. */
const SECONDS = 2 ** 32;

/**
 * What happened on a site, in order of start, each with its customer: chunk by chunk, so that a year
 * fits in memory. Sessions that began before the range and reach into it are in.
 */
export async function* history(
  reader: Reader,
  identity: Identity,
  query: HistoryQuery,
): AsyncGenerator<Item[]> {
  const touchpoints = new TouchpointStream(reader, identity, query);
  let waiting: Item[] = [];
  for await (const rows of sessionRows(reader, query)) {
    for (const row of rows) {
      if ((row.flags & 1) === 1 && !query.bots) continue;
      for (const session of sessionsOf(row, identity.pieces(row.visitor), reader.symbols.textOf)) {
        const isWanted = query.names === undefined || row.names !== '';
        if (isWanted && session.end >= query.from && session.start < query.to)
          waiting.push(session);
      }
    }
    // Rows are in order of seconds: what began in the last one waits for the rest of it. A piece of a
    // cut session begins later than its row.
    const last = Math.floor((rows.at(-1)?.start ?? 0) / 1_000) * 1_000;
    const ready = waiting.filter((item) => startOf(item) < last);
    waiting = waiting.filter((item) => startOf(item) >= last);
    ready.push(...(await touchpoints.until(last)));
    if (ready.length > 0) yield ready.sort(compareItems);
  }
  waiting.push(...(await touchpoints.until(query.to)));
  if (waiting.length > 0) yield waiting.sort(compareItems);
}

async function* sessionRows(reader: Reader, query: HistoryQuery): AsyncGenerator<StoredRow[]> {
  const start = Math.max(0, query.from - LONG);
  const long = await reader.rows<StoredRow & { strings: string }>(
    sessionsReadLong,
    start,
    query.from,
  );
  await learn(reader, long);
  if (long.length > 0) yield long;
  const bounds = [Math.floor(start / 1_000), Math.min(SECONDS, Math.ceil(query.to / 1_000))];
  const { chunk = CHUNK } = query;
  const read = query.events ? readWhole(chunk) : readNames(query.names, chunk);
  let reading = read(reader, bounds, '-1');
  for (;;) {
    const rows = await reading;
    const last = rows.at(-1);
    const isLast = last === undefined || rows.length < chunk;
    // The next chunk is under way while this one is looked at. Whoever stops early does not want it.
    if (!isLast) reading = read(reader, bounds, last.id);
    reading.catch(() => undefined);
    if (rows.length > 0) yield rows;
    if (isLast) return;
  }
}

type ReadChunk = (reader: Reader, bounds: readonly number[], after: string) => Promise<StoredRow[]>;

function readWhole(chunk: number): ReadChunk {
  return async (reader, bounds, after) => {
    const rows = await reader.rows<StoredRow>(sessionsReadRangeWhole, ...bounds, after, chunk);
    await learn(reader, rows);
    return rows;
  };
}

function readNames(names: readonly string[] | undefined, chunk: number): ReadChunk {
  const needles = names === undefined ? null : JSON.stringify(names.flatMap(nameNeedles));
  return async (reader, bounds, after) => {
    const values = [...bounds, after, chunk, needles];
    const packed = await reader.rows<PackedRow>(sessionsReadRange, ...values);
    const rows = packed.map((row): StoredRow => {
      const tab = Math.max(0, row.packed.indexOf('\t'));
      return { ...row, names: row.packed.slice(0, tab), times: row.packed.slice(tab + 1) };
    });
    await learn(reader, rows);
    return rows;
  };
}

/** No packed column holds a tab: control characters are escaped (strings.ts). */
interface PackedRow extends Omit<StoredRow, 'names' | 'times'> {
  packed: string;
}

async function learn(reader: Reader, rows: readonly StoredRow[]): Promise<void> {
  await reader.learn(rows.map(({ names, strings = '' }) => ({ names, strings })));
}

/** Touchpoints of a range in order of time, read as they are needed. */
class TouchpointStream {
  readonly #reader: Reader;
  readonly #identity: Identity;
  readonly #query: HistoryQuery;
  readonly #chunk: number;
  #ready: Touchpoint[] = [];
  #last: Pick<TouchpointRow, 'at' | 'user' | 'id'>;
  #isDone = false;

  constructor(reader: Reader, identity: Identity, query: HistoryQuery) {
    this.#reader = reader;
    this.#identity = identity;
    this.#query = query;
    this.#chunk = query.chunk ?? CHUNK;
    this.#last = { at: query.from, user: '', id: '' };
  }

  /** Those before `at` that were not handed out yet. */
  async until(at: number): Promise<Touchpoint[]> {
    while (!this.#isDone && endOfList(this.#ready) < at) await this.#read();
    const later = this.#ready.findIndex((item) => item.event.at >= at);
    return this.#ready.splice(0, later < 0 ? this.#ready.length : later);
  }

  async #read(): Promise<void> {
    const { at, user, id } = this.#last;
    const values = [at, this.#query.to, user, id, this.#chunk];
    const rows = await this.#reader.rows<TouchpointRow>(touchpointsReadRange, ...values);
    this.#isDone = rows.length < this.#chunk;
    this.#last = rows.at(-1) ?? this.#last;
    for (const row of rows) {
      const event = eventOf(row);
      if (event.context.bot !== undefined && !this.#query.bots) continue;
      const customer = this.#identity.ofUser(row.user);
      this.#ready.push({ kind: 'touchpoint', customer, user: row.user, event });
    }
  }
}

function endOfList(items: readonly Item[]): number {
  const last = items.at(-1);
  return last === undefined ? -Infinity : endOf(last);
}
