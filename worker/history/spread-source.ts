import { HOME } from '../stitch/databases.ts';
import { notBound, placeOf, type Spread } from '../stitch/spread.ts';
import {
  sinceOf,
  type Chunk,
  type Latest,
  type LatestQuery,
  type RangeQuery,
  type Rows,
  type SessionSource,
} from './session-source.ts';

export interface SpreadSourceOptions {
  /** Where the site's buckets are; undefined: all at home. Asked once. */
  spread: () => Promise<Spread | undefined>;
  /** The source over one database, by name; undefined: it is not bound. */
  sourceOf: (name: string) => SessionSource | undefined;
}

/** A database's source, and whose sessions are read in it. */
interface Member {
  source: SessionSource;
  /** While a bucket moves, two databases have its sessions: one of them counts. */
  isIts: (visitor: string) => boolean;
}

/** The sessions of a site that is spread over several databases, read as if they were in one. */
export class SpreadSource implements SessionSource {
  readonly #options: SpreadSourceOptions;
  #asked: Promise<Member[]> | undefined;

  constructor(options: SpreadSourceOptions) {
    this.#options = options;
  }

  async *range(query: RangeQuery): AsyncGenerator<Chunk> {
    const members = await this.#members();
    const streams = members.map((member) => new Stream(member, query));
    try {
      // All of them are asked at once.
      for (const stream of streams) stream.ask();
      for (;;) {
        const next = slowestOf(streams);
        if (next === undefined) return;
        const chunk = await next.take();
        const until = Math.min(...streams.map((stream) => stream.until));
        if (chunk !== undefined) yield { ...chunk, until };
      }
    } finally {
      await Promise.all(streams.map((stream) => stream.stop()));
    }
  }

  async ofVisitors(visitors: readonly string[]): Promise<Rows[]> {
    const found = await this.#each(visitors, (source, own) => source.ofVisitors(own));
    return found.flat();
  }

  async firstSeen(visitors: readonly string[]): Promise<{ visitor: string; start: number }[]> {
    const found = await this.#each(visitors, (source, own) => source.firstSeen(own));
    return found.flat();
  }

  async cookielessAmong(visitors: readonly string[]): Promise<string[]> {
    const found = await this.#each(visitors, (source, own) => source.cookielessAmong(own));
    return found.flat();
  }

  /** Each member looks as far back as the site does, or farther. */
  async latest(query: LatestQuery): Promise<Latest> {
    const members = await this.#members();
    const found = await Promise.all(
      members.map(async ({ source, isIts }) => {
        const { seconds, seen } = await source.latest(query);
        return { seconds, seen: seen.filter(({ visitor }) => isIts(visitor)) };
      }),
    );
    const seconds = newestOf(
      found.map((one) => one.seconds),
      query.size,
    );
    const since = sinceOf(seconds, query.size);
    const seen = found.flatMap((one) => one.seen).filter((one) => one[query.by] >= since);
    return { seconds, seen };
  }

  async newest(before: number, count: number): Promise<number[]> {
    const members = await this.#members();
    const found = await Promise.all(members.map(({ source }) => source.newest(before, count)));
    return newestOf(found, count);
  }

  /** What stands in two databases, as its bucket moves, began in both when it did. */
  async oldest(): Promise<number | undefined> {
    const members = await this.#members();
    const found = await Promise.all(members.map(({ source }) => source.oldest()));
    const seconds = found.filter((second) => second !== undefined);
    return seconds.length === 0 ? undefined : Math.min(...seconds);
  }

  /** Each member asked about its own visitors. */
  async #each<T>(
    visitors: readonly string[],
    ask: (source: SessionSource, own: string[]) => Promise<T>,
  ): Promise<T[]> {
    if (visitors.length === 0) return [];
    const members = await this.#members();
    return Promise.all(
      members.flatMap(({ source, isIts }) => {
        const own = visitors.filter(isIts);
        return own.length === 0 ? [] : [ask(source, own)];
      }),
    );
  }

  #members(): Promise<Member[]> {
    return (this.#asked ??= this.#find());
  }

  async #find(): Promise<Member[]> {
    const { sourceOf, spread: ask } = this.#options;
    const spread = await ask();
    return [...new Set(spread?.places ?? [HOME])].map((name): Member => {
      const source = sourceOf(name);
      if (source === undefined) throw notBound(name);
      return { source, isIts: (visitor) => !spread || placeOf(spread, visitor) === name };
    });
  }
}

/** Rows of buckets that are on the move count twice here: a page looks less far back, and goes on. */
function newestOf(found: readonly (readonly number[])[], count: number): number[] {
  return found
    .flat()
    .sort((a, b) => b - a)
    .slice(0, count);
}

/** One member's part of a range, as far as it was taken. */
class Stream {
  /** Everything that began before has been taken from here. */
  until = -Infinity;
  readonly #isIts: Member['isIts'];
  readonly #chunks: AsyncIterator<Chunk>;
  #next: Promise<IteratorResult<Chunk>> | undefined;

  constructor({ source, isIts }: Member, query: RangeQuery) {
    this.#isIts = isIts;
    this.#chunks = source.range(query)[Symbol.asyncIterator]();
  }

  ask(): void {
    this.#next ??= this.#chunks.next();
    // Heard where it is taken; whoever stops early does not want it.
    this.#next.catch(() => undefined);
  }

  /** The next chunk; undefined: that was all. */
  async take(): Promise<Chunk | undefined> {
    this.ask();
    const next = await this.#next;
    this.#next = undefined;
    if (next === undefined || next.done) {
      this.until = Infinity;
      return undefined;
    }
    const chunk = next.value;
    this.until = chunk.until;
    return { ...chunk, rows: chunk.rows.filter(({ visitor }) => this.#isIts(visitor)) };
  }

  async stop(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#chunks.return?.();
  }
}

/** The one that holds the others up; undefined: all are at their end. */
function slowestOf(streams: readonly Stream[]): Stream | undefined {
  let slowest: Stream | undefined;
  for (const stream of streams) {
    if (stream.until < (slowest?.until ?? Infinity)) slowest = stream;
  }
  return slowest;
}
