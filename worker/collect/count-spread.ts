import archivedCountVisitors from '../sql/archived.count-visitors.sql';
import archivedVisitors from '../sql/archived.visitors.sql';
import lakePartsCountDays from '../sql/lake_parts.count-days.sql';
import lakesRead from '../sql/lakes.read.sql';
import sessionsCountDays from '../sql/sessions.count-days.sql';
import sessionsCountVisitors from '../sql/sessions.count-visitors.sql';
import { notBound, placeOf, type Spread } from '../stitch/spread.ts';

/** Sessions a statement reads. */
const CHUNK = 10_000;

/** Visitors whose archived sessions a statement counts. */
const VISITORS = 5_000;

/** How often it is counted anew. */
const TRIES = 10;

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
      // One transaction: a session that goes to the lake is counted on one side.
      const counted = await db.batch<CountedDay>([
        db.prepare(sessionsCountDays).bind(site, from, to),
        db.prepare(lakePartsCountDays).bind(site, from, to),
      ]);
      return counted.flatMap(({ results }) => results);
    }),
  );
  return counts.flat();
}

/** What moves to the lake or back while it is counted is noticed, and all counted again. */
async function countOwn(db: D1Database, name: string, asked: SpreadCount): Promise<CountedDay[]> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await changesOf(db, asked.site);
    const days = new Map<number, number>();
    const add: Add = ({ visitor, day, count }) => {
      if (placeOf(asked.spread, visitor) !== name) return;
      days.set(day, (days.get(day) ?? 0) + count);
    };
    await countRows(db, asked, add);
    await countArchived(db, asked, add);
    if ((await changesOf(db, asked.site)) !== before) continue;
    return [...days].map(([day, count]) => ({ day, count }));
  }
  throw new Error('Sessions move faster than they can be counted');
}

type OfVisitor = CountedDay & { visitor: string };
type Add = (counted: OfVisitor) => void;

async function changesOf(db: D1Database, site: number): Promise<number> {
  return (await db.prepare(lakesRead).bind(site).first<number>('changes')) ?? 0;
}

async function countRows(db: D1Database, { site, from, to }: SpreadCount, add: Add): Promise<void> {
  for (let last: string | undefined = '-1'; last !== undefined;) {
    const statement = db.prepare(sessionsCountVisitors).bind(site, from, to, last, CHUNK);
    const { results } = await statement.all<OfVisitor & { id: string }>();
    results.forEach(add);
    last = results.length < CHUNK ? undefined : results.at(-1)?.id;
  }
}

async function countArchived(
  db: D1Database,
  { site, from, to }: SpreadCount,
  add: Add,
): Promise<void> {
  for (let last: string | undefined = ''; last !== undefined;) {
    const [counted, visitors]: D1Result[] = await db.batch([
      db.prepare(archivedCountVisitors).bind(site, from * 1_000, to * 1_000, last, VISITORS),
      db.prepare(archivedVisitors).bind(site, last, VISITORS),
    ]);
    // The columns of the statements.
    ((counted?.results ?? []) as OfVisitor[]).forEach(add);
    const asked = (visitors?.results ?? []) as { visitor: string }[];
    last = asked.length < VISITORS ? undefined : asked.at(-1)?.visitor;
  }
}
