import { FILES, keyOf, type Part, type Place } from './part.ts';
import {
  openSessions,
  readSessions,
  type Depth,
  type LakeRow,
  type SessionsFile,
  type SessionsOf,
} from './sessions-file.ts';

/** Footers an isolate remembers: some 20 KB each. What a prefix names never changes. */
const FOOTERS = 200;
const footers = new Map<string, Omit<SessionsFile, 'buffer'>>();

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
    const buffer = {
      byteLength: bytes,
      slice: (start: number, end = bytes): Promise<ArrayBuffer> =>
        this.#bytes(`${prefix}/${FILES.sessions}`, start, end),
    };
    const known = footers.get(prefix);
    if (known !== undefined) return { ...known, buffer };
    const file = await openSessions(buffer);
    if (footers.size >= FOOTERS) footers.clear();
    footers.set(prefix, { metadata: file.metadata, groups: file.groups });
    return file;
  }

  async #bytes(key: string, start: number, end: number): Promise<ArrayBuffer> {
    const object = await this.#bucket.get(key, { range: { offset: start, length: end - start } });
    if (object === null) throw new Error(`The lake has no ${key}`);
    return object.arrayBuffer();
  }
}
