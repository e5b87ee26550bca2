import sessionsDelete from '../sql/sessions.delete.sql';
import sessionsGuard from '../sql/sessions.guard.sql';
import sessionsInsert from '../sql/sessions.insert.sql';
import sessionsNeighbours from '../sql/sessions.neighbours.sql';
import sessionsUpdate from '../sql/sessions.update.sql';
import sitesAddSymbols from '../sql/sites.add-symbols.sql';
import symbolsGuard from '../sql/symbols.guard.sql';
import symbolsInsert from '../sql/symbols.insert.sql';
import { isArchived, readArchived, takeBack, type Archived } from './archived.ts';
import { knownErasures } from './erasures.ts';
import type { Line, Quarantined } from './event.ts';
import type { Intake } from './intake.ts';
import { mergeSpans, SESSION_GAP, spanOf, type Session } from './merge.ts';
import { Places } from './places.ts';
import { chunksOf, type CountCost, type Plan } from './plan.ts';
import { columnsOf, sessionOf, spansOf, type ChannelCode, type SessionRow } from './session-row.ts';
import { conflictingCopy } from './side-rows.ts';
import { symbolsOf } from './symbol-cache.ts';
import { countOf, type SymbolId, type SymbolText } from './symbols.ts';

export interface SessionPlan extends Plan {
  /** Symbols this plan inserts, id and text. */
  fresh: Map<string, string>;
  conflicts: Quarantined[];
  stored: number;
  duplicates: number;
  overflowed: number;
}

interface Span {
  visitor: string;
  from: number;
  to: number;
}

/** Rows by visitor and start. */
type Rows = Map<string, Map<number, SessionRow>>;

interface Changes {
  /** Sessions that stood in the lake and stand here from now on. */
  back: Archived[];
  deleted: string[];
  inserted: unknown[];
  updated: unknown[];
}

export interface SessionOptions {
  channelCode: ChannelCode;
  /** Transactions that failed before. */
  attempt: number;
  count: CountCost;
  /** Adds to the count of the site's symbols in this database; absent: its home's. */
  addSymbols?: FixedSql;
  /** Where sessions of closed days are: those that are touched come back. */
  lake?: R2Bucket | undefined;
}

/** Statements that merge the intake's events into the sessions they touch. */
export function planSessions(
  db: D1Database,
  { site, lines }: Pick<Intake, 'site' | 'lines'>,
  options: SessionOptions,
): Promise<SessionPlan> {
  return planSpans(db, { site, visitors: spansByVisitor(lines) }, options);
}

/** What came of each visitor: events, or sessions of another database. */
export interface Incoming {
  site: Pick<Intake['site'], 'number' | 'symbols'>;
  visitors: ReadonlyMap<string, readonly Session[]>;
}

/** Statements that merge what came into the sessions it touches. */
export async function planSpans(
  db: D1Database,
  { site: { number: site, symbols: used }, visitors }: Incoming,
  options: SessionOptions,
): Promise<SessionPlan> {
  const plan: SessionPlan = {
    guards: [], writes: [], fresh: new Map(), conflicts: [], stored: 0, duplicates: 0, overflowed: 0,
  }; // prettier-ignore
  if (visitors.size === 0) return plan;

  const spans = [...visitors].flatMap(([visitor, sessions]) =>
    spansOf(sessions).map((span): Span => ({ visitor, ...span })),
  );
  const rows = await readNeighbours(db, site, spans, options);
  const symbols = symbolsOf(db, site);
  const places = new Places();
  // A race may have been lost over a place; which ones are taken is not read before.
  if (options.attempt > 0) {
    await places.load(db, site, { starts: spans.map(({ from }) => from), count: options.count });
  }
  const packing: Packing = {
    places,
    textOf: symbols.textOf,
    idOf: symbols.ids(plan.fresh, used, knownErasures(db, site).doomed),
    ...options,
  };
  const changes: Changes = { back: [], deleted: [], inserted: [], updated: [] };
  for (const [visitor, incoming] of visitors) {
    mergeVisitor({ visitor, incoming, rows: rows.get(visitor), packing, plan, changes });
  }
  const { deleted, inserted, updated } = changes;
  if (deleted.length + inserted.length + updated.length === 0) return plan;

  for (const chunk of chunksOf(spans.map((span) => guardOf(span, rows)))) {
    plan.guards.push(db.prepare(sessionsGuard).bind(site, chunk, SESSION_GAP));
  }
  takeBack(db, site, { rows: changes.back, plan });
  for (const chunk of chunksOf([...plan.fresh])) {
    plan.guards.push(db.prepare(symbolsGuard).bind(site, chunk));
    plan.writes.push(db.prepare(symbolsInsert).bind(site, chunk));
  }
  const more = countOf(plan.fresh.keys());
  const { addSymbols = sitesAddSymbols } = options;
  if (more > 0) plan.writes.push(adding(db, addSymbols).bind(site, more));
  for (const chunk of chunksOf(deleted)) plan.writes.push(db.prepare(sessionsDelete).bind(chunk));
  for (const chunk of chunksOf(inserted)) {
    plan.writes.push(db.prepare(sessionsInsert).bind(site, chunk));
  }
  for (const chunk of chunksOf(updated)) plan.writes.push(db.prepare(sessionsUpdate).bind(chunk));
  return plan;
}

/** Where the site's symbols are counted: in its own row, or in that of another database. */
function adding(db: D1Database, addSymbols: FixedSql): D1PreparedStatement {
  return db.prepare(addSymbols);
}

function spansByVisitor(lines: readonly Line[]): Map<string, Session[]> {
  const visitors = new Map<string, Session[]>();
  for (const { visitor, events } of lines) {
    if (visitor === undefined || events.length === 0) continue;
    const all = visitors.get(visitor) ?? [];
    visitors.set(visitor, all);
    for (const event of events) all.push(spanOf(event));
  }
  return visitors;
}

async function readNeighbours(
  db: D1Database,
  site: number,
  spans: readonly Span[],
  { count, lake }: Pick<SessionOptions, 'count' | 'lake'>,
): Promise<Rows> {
  const rows: Rows = new Map();
  const all: SessionRow[] = [];
  for (const chunk of chunksOf(spans.map(({ visitor, from, to }) => [visitor, from, to]))) {
    const here = db.prepare(sessionsNeighbours).bind(site, chunk, SESSION_GAP);
    if (lake === undefined) {
      const read = await here.all<SessionRow>();
      count(read.meta);
      all.push(...read.results);
    } else {
      all.push(...(await readArchived(db, { site, chunk, here, lake, count })));
    }
  }
  for (const row of all) {
    // Two spans can see the same session: each row once.
    const sessions = rows.get(row.visitor) ?? new Map<number, SessionRow>();
    sessions.set(row.start, row);
    rows.set(row.visitor, sessions);
  }
  const symbols = symbolsOf(db, site);
  await symbols.load(db, symbols.unknownIn(all));
  return rows;
}

interface Packing {
  textOf: SymbolText;
  idOf: SymbolId;
  channelCode: ChannelCode;
  places: Places;
}

function mergeVisitor({
  visitor,
  incoming,
  rows,
  packing,
  plan,
  changes,
}: {
  visitor: string;
  incoming: readonly Session[];
  rows: Map<number, SessionRow> | undefined;
  packing: Packing;
  plan: SessionPlan;
  changes: Changes;
}): void {
  const rowOf = new Map<Session, SessionRow>();
  for (const row of rows?.values() ?? []) rowOf.set(sessionOf(row, packing.textOf), row);
  const before = [...rowOf.keys()];
  const merged = mergeSpans([...before, ...incoming]);
  plan.stored += countEvents(merged.sessions) - countEvents(before);
  plan.duplicates += merged.duplicates;
  plan.overflowed += merged.overflowed;
  for (const event of merged.conflicts) plan.conflicts.push(conflictingCopy(visitor, event));

  const replaced = new Map(before.map(({ start }) => [start, rows?.get(start)]));
  for (const session of merged.sessions) {
    const row = replaced.get(session.start);
    replaced.delete(session.start);
    if (rowOf.has(session)) continue;
    const { version, facts, packed } = columnsOf(session, packing.idOf, packing.channelCode);
    if (row !== undefined && isArchived(row)) changes.back.push(row);
    if (row === undefined || isArchived(row)) {
      const tie = packing.places.take(visitor, session.start);
      changes.inserted.push([
        visitor, session.start, session.end, version, tie, ...facts, ...packed,
      ]); // prettier-ignore
    } else if (row.version !== version) {
      changes.updated.push([row.id, session.end, version, ...facts, ...packed]);
    }
  }
  for (const row of replaced.values()) {
    if (row === undefined) continue;
    if (isArchived(row)) changes.back.push(row);
    else changes.deleted.push(row.id);
  }
}

function countEvents(sessions: readonly Session[]): number {
  return sessions.reduce((sum, session) => sum + session.events.length, 0);
}

/** A span with its neighbourhood as it was read, by the same conditions as the statement's. */
function guardOf(span: Span, rows: Rows): unknown[] {
  const seen = [...(rows.get(span.visitor)?.values() ?? [])]
    .filter((row) => !isArchived(row))
    .filter(({ start, end }) => start <= span.to + SESSION_GAP && end >= span.from - SESSION_GAP)
    .sort((a, b) => a.start - b.start)
    .map(({ start, version }) => `${start}:${version}`);
  return [span.visitor, span.from, span.to, seen.join(',')];
}
