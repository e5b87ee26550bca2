import sessionsReadRangePages from '../sql/sessions.read-range-pages.sql';
import sessionsReadRangeWhole from '../sql/sessions.read-range-whole.sql';
import sessionsReadRange from '../sql/sessions.read-range.sql';
import { nameNeedles } from '../stitch/names.ts';
import { rowsOfText, type ChunkText } from './chunk-text.ts';
import { FittingLimit } from './fitting.ts';
import type { Depth, RangeQuery } from './session-source.ts';
import type { SiteDatabase } from './site-database.ts';
import type { StoredRow } from './stored-session.ts';

/** Sessions of the first chunk, and at most: some milliseconds of the database's time (design.md, Ingest). */
const [FIRST, MOST] = [2_000, 5_000];

/** Characters that a pattern of D1 may have. */
const PATTERN = 50;

export interface ReadChunk {
  rows: StoredRow[];
  /** Nothing follows. */
  isLast: boolean;
}

interface ChunkRow extends ChunkText {
  /** Rowid of the last session looked at. */
  last: string | null;
  /** How many were looked at. */
  sessions: number;
}

const STATEMENT: Record<Depth, FixedSql> = {
  names: sessionsReadRange,
  pages: sessionsReadRangePages,
  whole: sessionsReadRangeWhole,
};

/** What they are asked beside the span. */
const ASKED: Record<Depth, (query: RangeQuery) => (string | number | null)[]> = {
  names: (query) => [...untimedOf(query), ...searchOf(query.names)],
  pages: untimedOf,
  whole: () => [],
};

/** Reads a span of sessions chunk by chunk, of a size that follows from the chunk before. */
export class RangeReading {
  readonly #database: SiteDatabase;
  readonly #seconds: readonly [from: number, to: number];
  readonly #depth: Depth;
  readonly #asked: readonly (string | number | null)[];
  readonly #limit: FittingLimit;
  #last = '-1';

  constructor(
    database: SiteDatabase,
    seconds: readonly [from: number, to: number],
    query: RangeQuery,
  ) {
    this.#database = database;
    this.#seconds = seconds;
    this.#depth = query.depth;
    this.#asked = ASKED[this.#depth](query);
    const { chunk } = query;
    this.#limit = new FittingLimit({ first: chunk ?? FIRST, most: chunk ?? MOST });
  }

  /** The next chunk; one after the other. */
  async next(): Promise<ReadChunk> {
    const { answer, limit } = await this.#limit.read((most) => this.#read(most));
    const { last, sessions } = answer;
    this.#last = last ?? this.#last;
    const rows = rowsOfText(answer, this.#depth);
    await this.#database.learn(rows);
    return { rows, isLast: sessions < limit };
  }

  /** Everything that began before has been read. */
  get until(): number {
    return secondOf(this.#last) * 1_000;
  }

  async #read(limit: number): Promise<ChunkRow> {
    const values = [...this.#seconds, this.#last, limit, ...this.#asked];
    const [row] = await this.#database.rows<ChunkRow>(STATEMENT[this.#depth], ...values);
    return row ?? { last: null, sessions: 0, packed: null };
  }
}

/** What a rowid holds beside site and tie. */
function secondOf(id: string): number {
  return id === '-1' ? 0 : Number((BigInt(id) >> 18n) & 0xffff_ffffn);
}

function untimedOf({ untimed }: RangeQuery): (string | number | null)[] {
  return untimed === undefined
    ? [null, null, null]
    : [untimed.from, untimed.to, JSON.stringify(untimed.but)];
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
