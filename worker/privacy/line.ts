import archivedDelete from '../sql/archived.delete.sql';
import archivedGuard from '../sql/archived.guard.sql';
import lakeGoneInsert from '../sql/lake_gone.insert.sql';
import lakesChange from '../sql/lakes.change.sql';
import ledgerAdd from '../sql/ledger.add.sql';
import notedDeleteVisitors from '../sql/noted.delete-visitors.sql';
import sessionsDelete from '../sql/sessions.delete.sql';
import sessionsGuard from '../sql/sessions.guard.sql';
import sessionsInsert from '../sql/sessions.insert.sql';
import sessionsOfVisitors from '../sql/sessions.of-visitors.sql';
import symbolsGuard from '../sql/symbols.guard.sql';
import symbolsInsert from '../sql/symbols.insert.sql';
import { channelCode } from '../collect/settle.ts';
import type { LakeRow } from '../lake/sessions-file.ts';
import { archivedOf, noSymbol, toArchived } from '../stitch/archived.ts';
import { guardErasures, learnErasures } from '../stitch/erasures.ts';
import type { Event } from '../stitch/event.ts';
import { mergeSpans, SESSION_GAP, spanOf, type Session } from '../stitch/merge.ts';
import { Places } from '../stitch/places.ts';
import { chunksOf } from '../stitch/plan.ts';
import { columnsOf, sessionOf, type SessionRow } from '../stitch/session-row.ts';
import { symbolsOf } from '../stitch/symbol-cache.ts';
import type { SymbolId } from '../stitch/symbols.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

const DAY = 86_400_000;

/** A visitor's sessions in one database, as far as they are somebody's. */
export interface Stretch {
  /** Sessions of the visitor, whoever's. */
  found: number;
  /** Sessions of which something is the person's, here and in the lake. */
  touched: Touched[];
  /** What is the person's. */
  events: Event[];
  /** All that the database has of the visitor, to see whether that is still so. */
  rows: readonly SessionRow[];
}

interface Touched {
  session: Session;
  row?: SessionRow;
  archived?: LakeRow;
  /** Of other people. */
  kept: Event[];
}

export interface LineOf {
  db: D1Database;
  visitor: string;
  person: Person;
}

/** What a database, and its lake, have of a visitor. */
export async function readStretch(
  { databases, site }: Work,
  { db, visitor, person }: LineOf,
): Promise<Stretch> {
  const { lake } = databases;
  const asked = JSON.stringify([visitor]);
  const here = db.prepare(sessionsOfVisitors).bind(site.number, asked).all<SessionRow>();
  const there =
    lake === undefined ? [] : archivedOf(db, { site: site.number, visitors: [visitor], lake });
  const [{ results: rows }, archived] = await Promise.all([here, there]);
  const symbols = symbolsOf(db, site.number);
  await symbols.load(db, symbols.unknownIn(rows));
  const all = [
    ...rows.map((row) => ({ row, session: sessionOf(row, symbols.textOf) })),
    ...archived.map((row) => ({ archived: row, session: sessionOf(toArchived(row), noSymbol) })),
  ];
  const stretch: Stretch = { found: all.length, touched: [], events: [], rows };
  for (const one of all) {
    const kept = one.session.events.filter((event) => !person.isEvent(visitor, event));
    if (kept.length === one.session.events.length) continue;
    const others = new Set(kept);
    stretch.events.push(...one.session.events.filter((event) => !others.has(event)));
    stretch.touched.push({ ...one, kept });
  }
  return stretch;
}

/**
 * What the ledger is told: what is not stored any more is erased, under the day (UTC) its session began, as
 * it was stored.
 */
export function entriesOf(site: number, { touched }: Stretch): unknown[] {
  const days = new Map<number, number>();
  for (const { session, kept } of touched) {
    const day = Math.floor(session.start / DAY);
    days.set(day, (days.get(day) ?? 0) + session.events.length - kept.length);
  }
  return [...days].map(([day, events]) => [site, day, 'erased', events]);
}

/** What became of a line. */
export interface ErasedLine {
  /** Sessions of the database, and of the lake, of which something was erased. */
  sessions: number;
  archived: number;
  /** Days (UTC) on which they began: files of others may have older copies. */
  days: string[];
}

/**
 * Takes a stretch out of its database in one transaction, or fails as a lost race where something has come
 * since. What other people did on the same device stays, in sessions as if the rest had never been.
 */
export async function eraseStretch(
  { site }: Work,
  { db, visitor, person }: LineOf,
  { touched, rows }: Stretch,
  { races, entered }: { races: number; entered: readonly unknown[] },
): Promise<ErasedLine> {
  const { number } = site;
  const erasures = await learnErasures(db, number);
  const run = (statement: FixedSql, ...values: (string | number)[]): D1PreparedStatement =>
    db.prepare(statement).bind(number, ...values);
  const gone = touched.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const inLake = touched.flatMap(({ archived }) => (archived === undefined ? [] : [archived]));
  const fresh = new Map<string, string>();
  const places = new Places();
  // A race may have been lost over a place (stitch/session-plan.ts).
  const starts = touched.flatMap(({ kept }) => kept.map(({ at }) => at));
  if (races > 0) await places.load(db, number, { starts, count: () => undefined });
  const inserted = rowsOf(touched, {
    visitor,
    places,
    idOf: symbolsOf(db, number).ids(fresh, 0, erasures.doomed),
  });
  const days = daysOf(touched);
  const asked = JSON.stringify([visitor]);
  const statements = [guardErasures(db, number, erasures)];
  if (rows.length > 0) statements.push(run(sessionsGuard, asReadOf(visitor, rows), SESSION_GAP));
  for (const chunk of chunksOf([...fresh]))
    statements.push(run(symbolsGuard, chunk), run(symbolsInsert, chunk));
  for (const chunk of chunksOf(gone.map(({ id }) => id)))
    statements.push(db.prepare(sessionsDelete).bind(chunk));
  for (const chunk of chunksOf(inLake.map(({ start, events }) => [visitor, start, events]))) {
    statements.push(
      run(archivedGuard, chunk), run(archivedDelete, chunk), run(lakeGoneInsert, chunk, 1),
      run(lakesChange),
    ); // prettier-ignore
  }
  for (const chunk of chunksOf(inserted)) statements.push(run(sessionsInsert, chunk));
  if (person.isWholly(visitor)) statements.push(run(notedDeleteVisitors, asked));
  if (entered.length > 0) statements.push(db.prepare(ledgerAdd).bind(JSON.stringify(entered)));
  await db.batch(statements);
  symbolsOf(db, number).remember(fresh);
  return { sessions: gone.length, archived: inLake.length, days };
}

/** The visitor's sessions as they were read, as sessions.guard.sql wants them. */
function asReadOf(visitor: string, rows: readonly SessionRow[]): string {
  const inTime = rows.toSorted((a, b) => a.start - b.start);
  const seen = inTime.map(({ start, version }) => `${start}:${version}`).join(',');
  const end = Math.max(...rows.map((row) => row.end));
  return JSON.stringify([[visitor, inTime[0]?.start ?? 0, end, seen]]);
}

/** What is left of sessions, as rows. */
function rowsOf(
  touched: readonly Touched[],
  { visitor, idOf, places }: { visitor: string; idOf: SymbolId; places: Places },
): unknown[] {
  return touched.flatMap(({ session, kept }) =>
    mergeSpans(kept.map(spanOf)).sessions.map((rest) => {
      const whole = { ...rest, overflow: rest.overflow || session.overflow };
      const { version, facts, packed } = columnsOf(whole, idOf, channelCode);
      const tie = places.take(visitor, rest.start);
      return [visitor, rest.start, rest.end, version, tie, ...facts, ...packed];
    }),
  );
}

/** A late event may have moved a start over midnight: the days beside are looked at too. */
function daysOf(touched: readonly Touched[]): string[] {
  const days = touched.flatMap(({ session: { start } }) => [start - DAY, start, start + DAY]);
  return [...new Set(days.map((at) => new Date(at).toISOString().slice(0, 10)))].sort();
}
