import sessionsCountDays from '../sql/sessions.count-days.sql';
import sessionsCountVisitors from '../sql/sessions.count-visitors.sql';
import { notBound, placeOf, type Spread } from '../stitch/spread.ts';

/** Sessions a statement reads. */
const CHUNK = 10_000;

export interface CountedDay {
  /** Since 1970 UTC. */
  day: number;
  count: number;
}

export interface SpreadCount {
  /** All databases by name. */
  more: ReadonlyMap<string, D1Database>;
  site: number;
  spread: Spread;
  /** Seconds since 1970, `to` not within. */
  from: number;
  to: number;
}

/** Stored events of a spread site by the day on which their session began. */
export async function countSpread(asked: SpreadCount): Promise<CountedDay[]> {
  const { more, site, spread, from, to } = asked;
  const { places, leftovers, move } = spread;
  const counts = await Promise.all(
    [...new Set(places)].map(async (name) => {
      const db = more.get(name);
      if (db === undefined) throw notBound(name);
      // Rows of buckets that come or have gone are counted where they belong.
      const isMixed = move?.to === name || leftovers.some(({ database }) => database === name);
      if (isMixed) return countOwn(db, name, asked);
      const statement = db.prepare(sessionsCountDays).bind(site, from, to);
      return (await statement.all<CountedDay>()).results;
    }),
  );
  return counts.flat();
}

async function countOwn(
  db: D1Database,
  name: string,
  { site, spread, from, to }: SpreadCount,
): Promise<CountedDay[]> {
  const days = new Map<number, number>();
  let last = '-1';
  for (;;) {
    const { results } = await db
      .prepare(sessionsCountVisitors)
      .bind(site, from, to, last, CHUNK)
      .all<CountedDay & { id: string; visitor: string }>();
    for (const { visitor, day, count } of results) {
      if (placeOf(spread, visitor) === name) days.set(day, (days.get(day) ?? 0) + count);
    }
    const end = results.at(-1);
    if (end === undefined || results.length < CHUNK) break;
    last = end.id;
  }
  return [...days].map(([day, count]) => ({ day, count }));
}
