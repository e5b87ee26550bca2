import touchpointsReadRange from '../sql/touchpoints.read-range.sql';
import { SESSION } from '../stitch/session-row.ts';
import type { Identity } from './identity.ts';
import { compareItems, endOf, startOf, type Item, type Touchpoint } from './item.ts';
import type { Reader } from './reader.ts';
import type { RangeQuery } from './session-source.ts';
import { sessionsOf } from './stored-session.ts';
import { eventOf, type TouchpointRow } from './touchpoint-row.ts';
import { Turns } from './turn.ts';

/** Sessions and touchpoints that reach into [from, to). */
export interface HistoryQuery extends RangeQuery {
  /** Bots are left out unless asked for. */
  bots?: boolean;
  /** So are visits without anything stored on the device: they are nobody's, and no person's count. */
  cookieless?: boolean;
  /**
   * Sessions that reach into it count for `shyness`: where more is read than is asked about. Of those that
   * have none of `names` nobody is told.
   */
  told?: { from: number; to: number };
}

/** Touchpoints a statement reads. */
const CHUNK = 2_000;

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
  const turns = new Turns();
  const { told = query } = query;
  let waiting: Item[] = [];
  for await (const { rows, textOf, until } of reader.sessions.range(query)) {
    for (const row of rows) {
      if ((row.flags & SESSION.bot) !== 0 && !query.bots) continue;
      // From the lake alone: D1 passes over what has none of the names.
      if (query.names !== undefined && row.names === '') continue;
      const isTold = row.end >= told.from && row.start < told.to;
      if (isTold) reader.shyness.sessions++;
      if ((row.flags & SESSION.cookieless) !== 0 && !query.cookieless) {
        if (isTold) reader.shyness.cookieless++;
        continue;
      }
      for (const session of sessionsOf(row, identity, textOf)) {
        if (session.end >= query.from && session.start < query.to) waiting.push(session);
      }
    }
    // A piece of a cut session begins later than its row: it waits, as does what others may precede.
    const ready = waiting.filter((item) => startOf(item) < until);
    waiting = waiting.filter((item) => startOf(item) >= until);
    ready.push(...(await touchpoints.until(Math.min(until, query.to))));
    if (ready.length > 0) yield ready.sort(compareItems);
    await turns.others();
  }
  waiting.push(...(await touchpoints.until(query.to)));
  if (waiting.length > 0) yield waiting.sort(compareItems);
}

/** Touchpoints of a range in order of time, read as they are needed. */
class TouchpointStream {
  readonly #reader: Reader;
  readonly #identity: Identity;
  readonly #query: HistoryQuery;
  readonly #chunk: number;
  readonly #names: string | null;
  #ready: Touchpoint[] = [];
  #last: Pick<TouchpointRow, 'at' | 'user' | 'id'>;
  #isDone = false;

  constructor(reader: Reader, identity: Identity, query: HistoryQuery) {
    this.#reader = reader;
    this.#identity = identity;
    this.#query = query;
    this.#chunk = query.chunk ?? CHUNK;
    this.#names = query.names === undefined ? null : JSON.stringify(query.names);
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
    const values = [at, this.#query.to, user, id, this.#chunk, this.#names];
    const rows = await this.#reader.rows<TouchpointRow>(touchpointsReadRange, ...values);
    this.#isDone = rows.length < this.#chunk;
    this.#last = rows.at(-1) ?? this.#last;
    for (const row of rows) {
      const event = eventOf(row);
      if (event.context.bot !== undefined && !this.#query.bots) continue;
      const customer = this.#identity.ofUser(row.user);
      const person = this.#identity.people.numberOf(customer);
      this.#ready.push({ kind: 'touchpoint', customer, person, user: row.user, event });
    }
  }
}

function endOfList(items: readonly Item[]): number {
  const last = items.at(-1);
  return last === undefined ? -Infinity : endOf(last);
}
