import type { Lake } from '../lake/lake.ts';
import { keyOf } from '../lake/part.ts';
import { nameNeedles } from '../stitch/names.ts';
import { LONG, secondAfter, type D1Source } from './d1-source.ts';
import { readLakeState, type LakeState } from './lake-state.ts';
import type { Chunk, RangeQuery } from './session-source.ts';
import type { StoredRow } from './stored-session.ts';
import type { WatchedDatabase } from './watched-database.ts';

/** Nothing that stands in the lake refers to a symbol. */
const textOf = (): undefined => undefined;

export interface LakeRangeOptions {
  database: WatchedDatabase;
  d1: D1Source;
  lake: Lake;
  query: RangeQuery;
}

/**
 * A range of the sessions of a database and its lake. D1 sets the pace: each chunk of it counts only
 * where nothing moved since it was looked up what stands in the lake; else that is looked up anew, and
 * reading goes on where it had come to.
 */
export class LakeRange {
  readonly #database: WatchedDatabase;
  readonly #d1: D1Source;
  readonly #lake: Lake;
  readonly #query: RangeQuery;
  readonly #needles: readonly string[] | undefined;
  /** Sessions that began before have been handed out, milliseconds. */
  #done: number;
  readonly #start: number;
  /** Those handed out that began at `done` or later, or before the first second that is read. */
  #handed = new Set<string>();

  constructor({ database, d1, lake, query }: LakeRangeOptions) {
    this.#database = database;
    this.#d1 = d1;
    this.#lake = lake;
    this.#query = query;
    this.#needles = query.depth === 'whole' ? undefined : query.names?.flatMap(nameNeedles);
    this.#start = Math.floor(Math.max(0, query.from - LONG) / 1_000) * 1_000;
    this.#done = this.#start;
  }

  async *chunks(): AsyncGenerator<Chunk> {
    const end = secondAfter(this.#query.to);
    let isOver = false;
    while (!isOver) {
      const from = this.#done / 1_000;
      const isFirst = this.#done === this.#start;
      const span = { from, to: end, ...(isFirst && { reach: this.#query.from }) };
      const state = await readLakeState(this.#database, span);
      const query = isFirst ? this.#query : { ...this.#query, from: this.#done + LONG };
      isOver = true;
      let isOut = !isFirst;
      for await (const chunk of this.#d1.range(query)) {
        if (this.#database.changes !== state.changes) {
          isOver = false;
          break;
        }
        if (!isOut) yield* this.#longOf(state);
        isOut = true;
        yield* this.#with(chunk, state);
      }
      // The last one that D1 hands out need not be its last statement.
      if (!isOver || this.#database.changes !== state.changes) continue;
      if (!isOut) yield* this.#longOf(state);
      yield* this.#with({ rows: [], textOf, until: Infinity }, state);
    }
  }

  /** A chunk of D1, then what the lake has of the same time. */
  async *#with({ rows, textOf: texts, until }: Chunk, state: LakeState): AsyncGenerator<Chunk> {
    const fresh = rows.filter((row) => this.#isFresh(row));
    for (const row of fresh) this.#handed.add(keyOf(row));
    if (fresh.length > 0) yield { rows: fresh, textOf: texts, until: this.#done };
    const to = Math.max(this.#done, Math.min(until, secondAfter(this.#query.to) * 1_000));
    for await (const sessions of oneAhead(this.#archived(state, { from: this.#done, to }))) {
      const last = sessions.at(-1)?.start;
      if (last === undefined) continue;
      const live = sessions.filter((row) => {
        const key = keyOf(row);
        return !state.gone.has(key) && !this.#handed.has(key);
      });
      yield { rows: live.map((row) => this.#storedRow(row)), textOf, until: last };
    }
    this.#done = to;
    this.#forget();
    yield { rows: [], textOf, until: until === Infinity ? Infinity : to };
  }

  /** What the files of the lake hold of sessions that began in [from, to), in order. */
  async *#archived(
    { parts }: LakeState,
    { from, to }: { from: number; to: number },
  ): AsyncGenerator<Omit<StoredRow, 'id'>[]> {
    const depth = this.#query.depth === 'names' ? 'names' : 'whole';
    for (const part of parts) {
      if (part.to * 1_000 <= from || part.from * 1_000 >= to) continue;
      yield* this.#lake.sessions(part, { from, to, depth });
    }
  }

  /** A row of D1 that was not handed out yet, from here or from the lake. */
  #isFresh(row: StoredRow): boolean {
    const isBefore = row.start < this.#done && row.start >= this.#start;
    const isLongAgain = row.start < this.#start && this.#done > this.#start;
    return !isBefore && !isLongAgain && !this.#handed.has(keyOf(row));
  }

  #forget(): void {
    if (this.#done === this.#start) return;
    const later = [...this.#handed].filter((key) => Number.parseInt(key, 10) >= this.#done);
    this.#handed = new Set(later);
  }

  async *#longOf({ long }: LakeState): AsyncGenerator<Chunk> {
    if (long.length === 0) return;
    const rows = await this.#lake.sessionsAt(long);
    const fresh = rows.filter((row) => !this.#handed.has(keyOf(row)));
    for (const row of fresh) this.#handed.add(keyOf(row));
    yield { rows: fresh.map((row) => ({ ...row, id: '' })), textOf, until: 0 };
  }

  /** Without names and times where it has none of the names asked for: D1 hands out none of those. */
  #storedRow(row: Omit<StoredRow, 'id'>): StoredRow {
    const { names } = row;
    const isWanted = this.#needles?.some((needle) => names.includes(needle)) ?? true;
    return isWanted ? { ...row, id: '' } : { ...row, id: '', names: '', times: '' };
  }
}

/** The next one is under way while this one is looked at. Whoever stops early does not want it. */
async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let coming = source.next();
  for (;;) {
    const { value, done } = await coming;
    if (done) return;
    coming = source.next();
    coming.catch(() => undefined);
    yield value;
  }
}
