import sessionsReadRangePages from '../sql/sessions.read-range-pages.sql';
import sessionsReadRangeWhole from '../sql/sessions.read-range-whole.sql';
import sessionsReadRange from '../sql/sessions.read-range.sql';
import { nameNeedles } from '../stitch/names.ts';
import { rowsOfText, type Depth } from './chunk-text.ts';
import type { RangeQuery } from './session-source.ts';
import type { SiteDatabase } from './site-database.ts';
import type { StoredRow } from './stored-session.ts';

/** Sessions of the first chunk, and at most: some milliseconds of the database's time (design.md, Ingest). */
const [FIRST, MOST] = [1_000, 4_000];

/** Characters a chunk is meant to have: D1 gives out no value over 2 MB. */
const SIZE = 600_000;

/** Characters that a pattern of D1 may have. */
const PATTERN = 50;

export interface ReadChunk {
  rows: StoredRow[];
  /** Nothing follows. */
  isLast: boolean;
}

interface ChunkRow {
  /** Rowid of the last session looked at. */
  last: string | null;
  /** How many were looked at. */
  sessions: number;
  packed: string | null;
}

const STATEMENT: Record<Depth, FixedSql> = {
  names: sessionsReadRange,
  pages: sessionsReadRangePages,
  whole: sessionsReadRangeWhole,
};

/** Reads a span of sessions chunk by chunk, of a size that follows from the chunk before. */
export class RangeReading {
  readonly #database: SiteDatabase;
  readonly #seconds: readonly [from: number, to: number];
  readonly #depth: Depth;
  readonly #search: readonly (string | null)[];
  readonly #most: number;
  #limit: number;
  #last = '-1';

  constructor(
    database: SiteDatabase,
    seconds: readonly [from: number, to: number],
    query: RangeQuery,
  ) {
    this.#database = database;
    this.#seconds = seconds;
    this.#depth = query.events ? 'whole' : query.pages ? 'pages' : 'names';
    this.#search = this.#depth === 'names' ? searchOf(query.names) : [];
    this.#most = query.chunk ?? MOST;
    this.#limit = query.chunk ?? FIRST;
  }

  /** The next chunk; one after the other. */
  async next(): Promise<ReadChunk> {
    const limit = this.#limit;
    const found = await this.#read(limit);
    if (found === undefined) {
      this.#limit = Math.max(1, Math.floor(limit / 8));
      return this.next();
    }
    const { last, sessions, packed } = found;
    this.#last = last ?? this.#last;
    const rows = rowsOfText(packed ?? '', this.#depth);
    await this.#database.learn(rows.map(({ names, strings = '' }) => ({ names, strings })));
    const each = Math.max(1, (packed ?? '').length / Math.max(1, sessions));
    this.#limit = Math.max(1, Math.min(this.#most, 2 * limit, Math.floor(SIZE / each)));
    return { rows, isLast: sessions < limit };
  }

  /** Everything that began before has been read. */
  get until(): number {
    return secondOf(this.#last) * 1_000;
  }

  /** Undefined where so many sessions are more than fits into a value. */
  async #read(limit: number): Promise<ChunkRow | undefined> {
    const values = [...this.#seconds, this.#last, limit, ...this.#search];
    try {
      const [row] = await this.#database.rows<ChunkRow>(STATEMENT[this.#depth], ...values);
      return row;
    } catch (error) {
      if (limit > 1 && /too ?big/i.test(String(error))) return undefined;
      throw error;
    }
  }
}

/** What a rowid holds beside site and tie. */
function secondOf(id: string): number {
  return id === '-1' ? 0 : Number((BigInt(id) >> 18n) & 0xffff_ffffn);
}

/** What sessions must hold: a pattern of names of one character, and a list of all others. */
function searchOf(names: readonly string[] | undefined): (string | null)[] {
  if (names === undefined) return [null, null];
  const needles = [...new Set(names.flatMap(nameNeedles))];
  const short = needles.filter((needle) => needle.length === 1);
  const glob = globOf(short);
  const rest = glob === undefined ? needles : needles.filter((needle) => needle.length > 1);
  return [glob ?? null, glob !== undefined && rest.length === 0 ? null : JSON.stringify(rest)];
}

/** A pattern that finds any of some characters; undefined where there are none or too many. */
function globOf(characters: readonly string[]): string | undefined {
  if (characters.length === 0) return undefined;
  // `]` first, `^` not first, `-` last: elsewhere in a set they mean something.
  const order = ']^-';
  const sorted = characters.toSorted((a, b) => rank(a, order) - rank(b, order));
  const glob = `*[${sorted.join('')}]*`;
  return glob.length > PATTERN || sorted[0] === '^' ? undefined : glob;
}

function rank(character: string, order: string): number {
  if (character === ']') return -1;
  return order.includes(character) ? order.indexOf(character) : 0;
}
