import sessionsOldest from '../sql/sessions.oldest.sql';
import sessionsReadCookieless from '../sql/sessions.read-cookieless.sql';
import sessionsReadEnded from '../sql/sessions.read-ended.sql';
import sessionsReadFirst from '../sql/sessions.read-first.sql';
import sessionsReadLatestEnded from '../sql/sessions.read-latest-ended.sql';
import sessionsReadLatestStarted from '../sql/sessions.read-latest-started.sql';
import sessionsReadLatest from '../sql/sessions.read-latest.sql';
import sessionsReadLong from '../sql/sessions.read-long.sql';
import sessionsReadStarted from '../sql/sessions.read-started.sql';
import sessionsReadVisitors from '../sql/sessions.read-visitors.sql';
import { rowsOfText } from './chunk-text.ts';
import { RangeReading } from './range-reading.ts';
import type {
  Chunk,
  Latest,
  LatestQuery,
  RangeQuery,
  Rows,
  SeenSession,
  SessionSource,
} from './session-source.ts';
import type { SiteDatabase } from './site-database.ts';
import type { StoredRow } from './stored-session.ts';

/** Sessions up to this long are found by their start; longer ones have an index of their own. */
export const LONG = 3_600_000;

/** Visitors that one statement looks up. */
const CHUNK = 5_000;

/** First second that a rowid can have no room for. */
const SECONDS = 2 ** 32;

const LATEST: Record<LatestQuery['by'], FixedSql> = {
  end: sessionsReadLatestEnded,
  start: sessionsReadLatestStarted,
};

/** Which sessions: those that ended, or began, in [from, to). */
export interface SeenQuery {
  from: number;
  to: number;
  by: LatestQuery['by'];
}

/** The sessions of a site that one D1 holds. */
export class D1Source implements SessionSource {
  readonly #database: SiteDatabase;

  constructor(database: SiteDatabase) {
    this.#database = database;
  }

  async *range(query: RangeQuery): AsyncGenerator<Chunk> {
    const { textOf } = this.#database.symbols;
    const first = Math.max(0, Math.floor((query.from - LONG) / 1_000));
    // A whole second, as rowids have them: what began earlier in it would be among both.
    const start = first * 1_000;
    const long = await this.#rows<WholeRow>(sessionsReadLong, start, query.from);
    await this.#database.learn(long);
    if (long.length > 0) yield { rows: long, textOf, until: secondOf(long.at(-1)) };
    const seconds = [first, secondAfter(query.to)] as const;
    const reading = new RangeReading(this.#database, seconds, query);
    let next = reading.next();
    for (;;) {
      const { rows, isLast } = await next;
      // The next chunk is under way while this one is looked at. Whoever stops early does not want it.
      if (!isLast) next = reading.next();
      next.catch(() => undefined);
      // Rows are in order of seconds: more may begin in the last one.
      if (rows.length > 0 || isLast)
        yield { rows, textOf, until: isLast ? Infinity : reading.until };
      if (isLast) return;
    }
  }

  async ofVisitors(visitors: readonly string[]): Promise<Rows[]> {
    if (visitors.length === 0) return [];
    const asked = JSON.stringify(visitors);
    const texts = await this.#rows<{ packed: string; strings: string }>(
      sessionsReadVisitors,
      asked,
    );
    const packed = texts.map((one) => one.packed).join('');
    const strings = texts.map((one) => one.strings).join('');
    const rows = rowsOfText({ packed, strings }, 'whole');
    await this.#database.learn(rows);
    return [{ rows, textOf: this.#database.symbols.textOf }];
  }

  async firstSeen(visitors: readonly string[]): Promise<{ visitor: string; start: number }[]> {
    if (visitors.length === 0) return [];
    const rows = await this.#rows<{ visitor: string; start: number | null }>(
      sessionsReadFirst,
      JSON.stringify(visitors),
    );
    return rows.flatMap(({ visitor, start }) => (start === null ? [] : [{ visitor, start }]));
  }

  async cookielessAmong(visitors: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (let i = 0; i < visitors.length; i += CHUNK) {
      const asked = JSON.stringify(visitors.slice(i, i + CHUNK));
      const rows = await this.#rows<{ visitor: string }>(sessionsReadCookieless, asked);
      for (const { visitor } of rows) found.push(visitor);
    }
    return found;
  }

  /** In one round trip. */
  async latest({ to, size, by }: LatestQuery): Promise<Latest> {
    const before = secondAfter(to);
    const [seconds, seen] = await Promise.all([
      this.newest(before, size),
      this.#rows<SeenSession>(LATEST[by], before, size, to),
    ]);
    return { seconds, seen };
  }

  /** Sessions that ended, or began, in [from, to). */
  async seen({ from, to, by }: SeenQuery): Promise<SeenSession[]> {
    if (by === 'end') {
      const second = Math.max(0, Math.floor((from - LONG) / 1_000));
      const values = [from, to, second, secondAfter(to), second * 1_000];
      return this.#rows<SeenSession>(sessionsReadEnded, ...values);
    }
    const seconds = [Math.floor(from / 1_000), secondAfter(to)];
    const rows = await this.#rows<SeenSession>(sessionsReadStarted, ...seconds);
    return rows.filter(({ start }) => start >= from && start < to);
  }

  async newest(before: number, count: number): Promise<number[]> {
    const rows = await this.#rows<{ second: number }>(
      sessionsReadLatest,
      Math.min(SECONDS, before),
      count,
    );
    return rows.map(({ second }) => second);
  }

  async oldest(): Promise<number | undefined> {
    const [row] = await this.#rows<{ start: number | null }>(sessionsOldest);
    return typeof row?.start === 'number' ? Math.floor(row.start / 1_000) : undefined;
  }

  #rows<Row>(statement: FixedSql, ...values: (string | number | null)[]): Promise<Row[]> {
    return this.#database.rows<Row>(statement, ...values);
  }
}

type WholeRow = StoredRow & { strings: string };

function secondOf(row: StoredRow | undefined): number {
  return Math.floor((row?.start ?? 0) / 1_000) * 1_000;
}

/** First second none of which is before `at`, within what a rowid holds. */
export function secondAfter(at: number): number {
  return Math.min(SECONDS, Math.ceil(at / 1_000));
}
