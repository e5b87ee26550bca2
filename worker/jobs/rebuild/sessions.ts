import sessionsGuardVersions from '../../sql/sessions.guard-versions.sql';
import sessionsReadRebuild from '../../sql/sessions.read-rebuild.sql';
import sessionsUpdate from '../../sql/sessions.update.sql';
import { channelCode } from '../../collect/settle.ts';
import type { Line } from '../../stitch/event.ts';
import {
  factsOf,
  SESSION,
  sessionOf,
  versionOf,
  type SessionRow,
} from '../../stitch/session-row.ts';
import { symbolsOf } from '../../stitch/symbol-cache.ts';
import { rebuildOrdersOf } from './orders.ts';
import { ROWS, type Rebuilding, type Step } from './step.ts';

interface WholeRow extends SessionRow {
  events: number;
  views: number;
  channel: number;
  device: number;
  country: string;
}

/**
 * Counts, flags, channel, device, country and version of sessions, each from its events; and the orders
 * that these tell of, which must have them among their copies.
 */
export async function rebuildSessions(rebuilding: Rebuilding, after: string): Promise<Step[]> {
  const { db, site, write } = rebuilding;
  const read = db.prepare(sessionsReadRebuild).bind(site.number, after || '-1', ROWS);
  const { results } = await read.all<WholeRow>();
  const symbols = symbolsOf(db, site.number);
  await symbols.load(db, symbols.unknownIn(results));
  const lines: Line[] = [];
  const [changed, guards, rows]: [string[], unknown[], unknown[]] = [[], [], []];
  for (const row of results) {
    const session = sessionOf(row, symbols.textOf);
    lines.push({ visitor: row.visitor, events: session.events });
    // It may have ended later than its last event: copies that lost are no longer there to tell.
    const end = Math.max(row.end, session.events.at(-1)?.at ?? row.start);
    // A row from before there was the mark may do without.
    const marked = (row.flags & SESSION.pagesFirst) > 0 ? row : undefined;
    const facts = factsOf(session, channelCode, marked);
    const packed = packedOf(row);
    const version = versionOf(end, facts, packed);
    if (version === row.version && end === row.end && isSame(facts, row)) continue;
    changed.push(`${row.visitor} ${new Date(row.start).toISOString()}`);
    guards.push([row.id, row.version]);
    rows.push([row.id, end, version, ...facts, ...packed]);
  }
  if (write && rows.length > 0) {
    await db.batch([
      db.prepare(sessionsGuardVersions).bind(JSON.stringify(guards)),
      db.prepare(sessionsUpdate).bind(JSON.stringify(rows)),
    ]);
  }
  const last = results.at(-1);
  const sessions: Step = { table: 'sessions', rows: results.length, changed };
  if (last !== undefined && results.length === ROWS) sessions.after = last.id;
  return [sessions, await rebuildOrdersOf(rebuilding, lines)];
}

function isSame(facts: readonly (number | string)[], row: WholeRow): boolean {
  const stored = [row.events, row.views, row.flags, row.channel, row.device, row.country];
  return facts.every((fact, i) => fact === stored[i]);
}

function packedOf({ names, times, pages, ids, props, facts, strings }: SessionRow): string[] {
  return [names, times, pages, ids, props, facts, strings];
}
