import lakesRead from '../sql/lakes.read.sql';
import { SiteDatabase } from './site-database.ts';

/** How often a piece is read anew because sessions moved meanwhile; the job moves a few times an hour. */
const TRIES = 20;

/** A database that tells whether sessions moved between it and the lake while it was read. */
export class WatchedDatabase extends SiteDatabase {
  /** How often sessions moved, as it was known last. */
  changes = -1;
  readonly #pieces = new Set<Set<number>>();

  /** As `rows`, in one transaction with the count of changes. */
  override async rows<Row>(
    statement: FixedSql,
    ...values: (string | number | null)[]
  ): Promise<Row[]> {
    const [rows, changed] = await this.batch([statement, ...values], [lakesRead]);
    // The statement's columns.
    const [counted] = (changed ?? []) as { changes: number }[];
    const changes = counted?.changes ?? 0;
    this.changes = Math.max(this.changes, changes);
    for (const seen of this.#pieces) seen.add(changes);
    return (rows ?? []) as Row[];
  }

  /** What several statements tell of one moment, as far as it is about where sessions stand. */
  async atOnce<T>(read: () => Promise<T>): Promise<T> {
    for (let tries = 0; tries < TRIES; tries++) {
      const seen = new Set<number>();
      this.#pieces.add(seen);
      try {
        const value = await read();
        if (seen.size < 2) return value;
      } finally {
        this.#pieces.delete(seen);
      }
    }
    throw new Error('Sessions move faster than they can be read');
  }
}
