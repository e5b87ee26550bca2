import archivedReadFirst from '../sql/archived.read-first.sql';
import archivedReadLongEnded from '../sql/archived.read-long-ended.sql';
import archivedReadVisitors from '../sql/archived.read-visitors.sql';
import lakePartsReadBefore from '../sql/lake_parts.read-before.sql';
import lakePartsReadNext from '../sql/lake_parts.read-next.sql';
import type { Lake } from '../lake/lake.ts';
import { keyOf, type Part, type Place } from '../lake/part.ts';
import type { Span } from '../lake/sessions-file.ts';
import { D1Source, LONG, secondAfter, type SeenQuery } from './d1-source.ts';
import { LakeRange } from './lake-range.ts';
import { readLakeState, type LakeState } from './lake-state.ts';
import {
  sinceOf,
  type Chunk,
  type Latest,
  type LatestQuery,
  type RangeQuery,
  type Rows,
  type SeenSession,
  type SessionSource,
} from './session-source.ts';
import type { WatchedDatabase } from './watched-database.ts';

interface FirstSeen {
  visitor: string;
  start: number;
}

/**
 * The sessions of a site that one D1 holds or has moved to the lake. What moves while it is read is
 * noticed, and that piece read again: each session is handed out once.
 */
export class LakeSource implements SessionSource {
  readonly #database: WatchedDatabase;
  readonly #d1: D1Source;
  readonly #lake: Lake;

  constructor(database: WatchedDatabase, lake: Lake) {
    this.#database = database;
    this.#d1 = new D1Source(database);
    this.#lake = lake;
  }

  range(query: RangeQuery): AsyncGenerator<Chunk> {
    const [database, d1, lake] = [this.#database, this.#d1, this.#lake];
    return new LakeRange({ database, d1, lake, query }).chunks();
  }

  async ofVisitors(visitors: readonly string[]): Promise<Rows[]> {
    if (visitors.length === 0) return [];
    const [rows, places] = await this.#database.atOnce(() =>
      Promise.all([
        this.#d1.ofVisitors(visitors),
        this.#database.rows<Place>(archivedReadVisitors, JSON.stringify(visitors)),
      ]),
    );
    return places.length === 0 ? rows : [...rows, await this.#at(places)];
  }

  async firstSeen(visitors: readonly string[]): Promise<FirstSeen[]> {
    if (visitors.length === 0) return [];
    const [here, there] = await this.#database.atOnce(() =>
      Promise.all([
        this.#d1.firstSeen(visitors),
        this.#database.rows<FirstSeen | { visitor: string; start: null }>(
          archivedReadFirst,
          JSON.stringify(visitors),
        ),
      ]),
    );
    const first = new Map(here.map(({ visitor, start }) => [visitor, start]));
    for (const { visitor, start } of there) {
      if (start !== null) first.set(visitor, Math.min(start, first.get(visitor) ?? start));
    }
    return [...first].map(([visitor, start]) => ({ visitor, start }));
  }

  /** Wherever it stands, D1 knows the flags of a session. */
  cookielessAmong(visitors: readonly string[]): Promise<string[]> {
    return this.#d1.cookielessAmong(visitors);
  }

  async latest({ to, size, by }: LatestQuery): Promise<Latest> {
    const seconds = await this.newest(secondAfter(to), size);
    return { seconds, seen: await this.#seen({ from: sinceOf(seconds, size), to, by }) };
  }

  async #seen(query: SeenQuery): Promise<SeenSession[]> {
    const { from, to, by } = query;
    const first = Math.max(0, Math.floor((by === 'end' ? from - LONG : from) / 1_000));
    const [here, long, state] = await this.#database.atOnce(async () => [
      await this.#d1.seen(query),
      by === 'end'
        ? await this.#database.rows<SeenSession>(archivedReadLongEnded, from, to, first * 1_000)
        : [],
      await readLakeState(this.#database, { from: first, to: secondAfter(to) }),
    ]);
    const seen = [...here, ...long];
    for await (const span of this.#spans(state, { from: first * 1_000, to })) {
      const at = by === 'end' ? span.end : span.start;
      if (at >= from && at < to) seen.push(span);
    }
    return seen;
  }

  async newest(before: number, count: number): Promise<number[]> {
    const [here, parts] = await this.#database.atOnce(() =>
      Promise.all([
        this.#d1.newest(before, count),
        this.#database.rows<Part>(lakePartsReadBefore, Math.min(2 ** 32, before), count),
      ]),
    );
    const seconds = [...here];
    for (const part of parts) {
      seconds.sort((a, b) => b - a).splice(count);
      if (seconds.length === count && (seconds.at(-1) ?? 0) >= part.to) break;
      const span = { from: part.from, to: Math.min(part.to, before) };
      const state = await readLakeState(this.#database, span);
      const within = { from: span.from * 1_000, to: span.to * 1_000 };
      for await (const { start } of this.#spans(state, within)) {
        seconds.push(Math.floor(start / 1_000));
      }
    }
    return seconds.sort((a, b) => b - a).slice(0, count);
  }

  oldest(): Promise<number | undefined> {
    return this.#database.atOnce(async () => {
      const here = await this.#d1.oldest();
      for (let from = 0; from < (here ?? Infinity);) {
        const [part] = await this.#database.rows<Part>(lakePartsReadNext, from, 1);
        if (part === undefined || part.from > (here ?? Infinity)) break;
        const there = await this.#oldestIn(part);
        if (there !== undefined) return Math.min(there, here ?? there);
        from = part.to;
      }
      return here;
    });
  }

  /** Parts follow each other in time, and none knows but by its file when its first session began. */
  async #oldestIn({ from, to }: Part): Promise<number | undefined> {
    const state = await readLakeState(this.#database, { from, to });
    let oldest: number | undefined;
    for await (const { start } of this.#spans(state, { from: from * 1_000, to: to * 1_000 })) {
      oldest = Math.min(oldest ?? Infinity, Math.floor(start / 1_000));
    }
    return oldest;
  }

  async #at(places: readonly Place[]): Promise<Rows> {
    const rows = await this.#lake.sessionsAt(places);
    return { rows: rows.map((row) => ({ ...row, id: '' })), textOf: () => undefined };
  }

  /** Sessions of the lake that began in [from, to). */
  async *#spans(
    { parts, gone }: LakeState,
    { from, to }: { from: number; to: number },
  ): AsyncGenerator<Span> {
    for (const part of parts) {
      for await (const spans of this.#lake.sessions(part, { from, to, depth: 'span' })) {
        for (const span of spans) if (!gone.has(keyOf(span))) yield span;
      }
    }
  }
}
