import sessionsReadIds from '../sql/sessions.read-ids.sql';
import sessionsReadNewest from '../sql/sessions.read-newest.sql';
import type { Databases } from '../stitch/databases.ts';
import type { Event } from '../stitch/event.ts';
import { unpackEvents, type Packed } from '../stitch/pack.ts';
import { SESSION } from '../stitch/session-row.ts';
import { SiteDatabase, type ReadCost } from './site-database.ts';

/** What tells whether a session has changed. */
interface Head {
  /** The rowid as text. */
  id: string;
  visitor: string;
  start: number;
  end: number;
  version: number;
}

interface Row extends Packed {
  id: string;
  flags: number;
  channel: number;
  device: number;
  country: string;
}

/** A session that began lately. */
export interface NewSession {
  visitor: string;
  start: number;
  end: number;
  bot: boolean;
  /** Codes of worker/collect/channel.ts and stitch/session-row.ts. */
  channel: number;
  device: number;
  country: string;
  events: readonly Event[];
}

interface Known {
  version: number;
  session: NewSession;
}

/**
 * The newest sessions of a site, kept up to date by asking again: each time all heads are read, and of
 * what has changed since, the rest. Whoever stands in two databases, as its bucket is being moved, is
 * taken once.
 */
export class Newest {
  readonly #databases: readonly SiteDatabase[];
  readonly #cost: ReadCost = { rowsRead: 0 };
  /** By database, the sessions that are known, by rowid. */
  #known: ReadonlyMap<string, Known>[] = [];

  constructor({ db, more }: Databases, site: number) {
    this.#databases = [...(more?.values() ?? [db])].map(
      (one) => new SiteDatabase(one, site, this.#cost),
    );
  }

  /** Rows D1 read so far. */
  get rowsRead(): number {
    return this.#cost.rowsRead;
  }

  /** Sessions that began since then, at most so many of each database, newest first. */
  async read({ since, count }: { since: number; count: number }): Promise<NewSession[]> {
    const second = Math.max(0, Math.floor(since / 1_000));
    this.#known = await Promise.all(
      this.#databases.map(async (database, i) => {
        const heads = await database.rows<Head>(sessionsReadNewest, second, count);
        return update(database, heads, this.#known[i] ?? new Map());
      }),
    );
    const found = new Map<string, NewSession>();
    for (const { session } of this.#known.flatMap((known) => [...known.values()])) {
      const key = `${session.start} ${session.visitor}`;
      const other = found.get(key);
      if (other === undefined || other.events.length < session.events.length)
        found.set(key, session);
    }
    return [...found.values()].sort((a, b) => b.start - a.start);
  }
}

async function update(
  database: SiteDatabase,
  heads: readonly Head[],
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, Known>> {
  const changed = heads.filter(({ id, version }) => known.get(id)?.version !== version);
  const ids = JSON.stringify(changed.map(({ id }) => id));
  const rows = changed.length === 0 ? [] : await database.rows<Row>(sessionsReadIds, ids);
  await database.learn(rows);
  const read = new Map(rows.map((row) => [row.id, row] as const));
  const now = new Map<string, Known>();
  for (const head of heads) {
    const row = read.get(head.id);
    const session = row ? sessionOf(head, row, database) : known.get(head.id)?.session;
    if (session) now.set(head.id, { version: head.version, session });
  }
  return now;
}

function sessionOf({ visitor, start, end }: Head, row: Row, { symbols }: SiteDatabase): NewSession {
  const { flags, channel, device, country } = row;
  const bot = (flags & SESSION.bot) !== 0;
  const events = unpackEvents({ ...row, start }, symbols.textOf);
  return { visitor, start, end, bot, channel, device, country, events };
}
