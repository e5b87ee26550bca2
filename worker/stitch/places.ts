import sessionsPlaces from '../sql/sessions.places.sql';
import type { CountCost } from './plan.ts';
import { tieOf } from './session-row.ts';

/** Enough to find the last free place of a second; a full one fails as a lost race does. */
const PROBES = 1_000;

/**
 * Places of new sessions: the tie in the rowid that tells the sessions of one second apart. It follows
 * from visitor and start, and moves on where another session has it: files whose times are whole days
 * bring thousands for one second.
 */
export class Places {
  readonly #taken = new Set<string>();

  /** What the database has in these seconds. Needed only after a place turned out to be taken. */
  async load(
    db: D1Database,
    site: number,
    { starts, count }: { starts: readonly number[]; count: CountCost },
  ): Promise<void> {
    const seconds = [...new Set(starts.map(secondOf))];
    const { results, meta } = await db
      .prepare(sessionsPlaces)
      .bind(site, JSON.stringify(seconds))
      .all<{ second: number; tie: number }>();
    count(meta);
    for (const { second, tie } of results) this.#taken.add(placeOf(second * 1_000, tie));
  }

  /** A place that nobody has, and now this session. */
  take(visitor: string, start: number): number {
    let tie = tieOf(visitor, start, 0);
    for (let probe = 1; this.#taken.has(placeOf(start, tie)) && probe < PROBES; probe++) {
      tie = tieOf(visitor, start, probe);
    }
    this.#taken.add(placeOf(start, tie));
    return tie;
  }
}

function placeOf(start: number, tie: number): string {
  return `${secondOf(start)}:${tie}`;
}

function secondOf(start: number): number {
  return Math.floor(start / 1_000);
}
