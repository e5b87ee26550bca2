import type { AsyncBuffer } from 'hyparquet';
import { FILES, keyOf, type Part, type Place } from './part.ts';
import {
  FOOTER,
  openSessions,
  readSessions,
  type Depth,
  type LakeRow,
  type SessionsFile,
  type SessionsOf,
} from './sessions-file.ts';

/** Files an isolate remembers the end of: what a prefix names never changes. */
const REMEMBERED = 200;

/** A file's footer, with the bytes before it that came along: of a small file they are all. */
interface Footer extends Omit<SessionsFile, 'buffer'> {
  tail: ArrayBuffer;
}
const footers = new Map<string, Footer>();

/** Reads the sessions that stand in a bucket. */
export class Lake {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  /** Sessions of a part that began in [from, to), milliseconds, in order, a few hundred at a time. */
  async *sessions<D extends Depth>(
    part: Part,
    { from, to, depth }: { from: number; to: number; depth: D },
  ): AsyncGenerator<SessionsOf<D>[]> {
    const file = await this.#open(part);
    const within = { from: Math.max(from, part.from * 1_000), to: Math.min(to, part.to * 1_000) };
    yield* readSessions(file, { ...within, depth });
  }

  /** Some sessions by where they are, in no order. */
  async sessionsAt(places: readonly Place[]): Promise<LakeRow[]> {
    const found: LakeRow[] = [];
    const parts = Map.groupBy(places, ({ prefix }) => prefix);
    for (const inPart of parts.values()) {
      const [part] = inPart;
      if (part === undefined) continue;
      const wanted = new Map(inPart.map((place) => [keyOf(place), place]));
      const starts = inPart.map(({ start }) => start);
      const file = await this.#open(part);
      const range = { from: Math.min(...starts), to: Math.max(...starts) + 1, starts };
      for await (const rows of readSessions(file, { ...range, depth: 'whole' })) {
        for (const row of rows) if (wanted.delete(keyOf(row))) found.push(row);
      }
      if (wanted.size > 0) throw new Error(`${part.prefix} lacks ${wanted.size} sessions`);
    }
    return found;
  }

  async #open({ prefix, bytes }: Part): Promise<SessionsFile> {
    const key = `${prefix}/${FILES.sessions}`;
    const known = footers.get(prefix) ?? (await this.#readFooter(key, bytes));
    if (footers.size >= REMEMBERED) footers.clear();
    footers.set(prefix, known);
    const { tail, metadata, groups } = known;
    return { metadata, groups, buffer: this.#buffer(key, bytes, tail) };
  }

  async #readFooter(key: string, bytes: number): Promise<Footer> {
    const tail = await this.#bytes(key, Math.max(0, bytes - FOOTER), bytes);
    const { metadata, groups } = await openSessions(this.#buffer(key, bytes, tail));
    return { tail, metadata, groups };
  }

  #buffer(key: string, bytes: number, tail: ArrayBuffer): AsyncBuffer {
    const before = bytes - tail.byteLength;
    return {
      byteLength: bytes,
      slice: (from, to = bytes) =>
        from >= before ? tail.slice(from - before, to - before) : this.#bytes(key, from, to),
    };
  }

  async #bytes(key: string, start: number, end: number): Promise<ArrayBuffer> {
    const range = { offset: start, length: end - start };
    const bytes = await this.#bucket
      .get(key, { range })
      .then((object) => object && object.arrayBuffer())
      // What is in trouble may be asked again (stitch/d1-error.ts); what is missing may not.
      .catch((cause: unknown) => {
        throw new Error('The lake does not answer', { cause });
      });
    if (bytes === null) throw new Error(`The lake has no ${key}`);
    return bytes;
  }
}
