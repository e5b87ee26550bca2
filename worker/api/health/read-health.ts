import { copiesBy, TOLD, type Bringer } from '../../collect/bringer.ts';
import { LATENESS } from '../../collect/late.ts';
import { readLedger, sumOf, type Entry } from '../../collect/read-ledger.ts';
import { Reader } from '../../history/index.ts';
import { Newest, type NewSession } from '../../history/newest.ts';
import deadLettersCountSite from '../../sql/dead_letters.count-site.sql';
import ledgerReadDays from '../../sql/ledger.read-days.sql';
import sessionsOldest from '../../sql/sessions.oldest.sql';
import touchpointsReadLatest from '../../sql/touchpoints.read-latest.sql';
import type { Databases } from '../../stitch/databases.ts';
import { listTriggers, MOST_TRIGGERS } from '../../triggers/store.ts';
import type { Trigger } from '../../triggers/trigger.ts';
import type { Site } from '../site.ts';

const DAY = 86_400_000;

/** Sessions that tell of clocks and of the last event: what a site has in an hour or a week. */
const NEWEST = 200;

/** Days that tell when something of the past came last, today included. */
const TOLD_DAYS = 8;

/** What the checks judge. */
export interface Findings {
  /** When the last event happened, milliseconds; undefined: none ever came. */
  lastAt: number | undefined;
  /** All of the newest sessions were told of the past: then the last event's time says nothing of when it came. */
  past: 'import' | 'demo' | undefined;
  /** Day since 1970 UTC on which such came last; undefined: on none of the last eight. */
  toldOn: number | undefined;
  /** What became of events yesterday and today, UTC. */
  books: Entry;
  /** Events that came again, of the books' duplicates, by who sent them. */
  again: Record<Bringer, number>;
  /** Of pages, about: those that came an hour or a day after they happened. */
  late: { hour: number; day: number };
  /** Events of pages among the newest sessions, and those whose clock was off by more than a minute. */
  clocks: { events: number; skewed: number; most: number };
  /** Sessions among the newest, those of bots, and why these are taken for some. */
  bots: { sessions: number; bots: number; reasons: Record<string, number> };
  letters: number;
  triggers: Trigger[];
  /** When the oldest session began that stands in D1; undefined: there is none. */
  oldest: number | undefined;
}

export async function findingsOf(
  databases: Databases,
  { site, at }: { site: Site; at: number },
): Promise<Findings> {
  const { db } = databases;
  const today = Math.floor(at / DAY);
  const newest = new Newest(databases, site.number);
  // First, as it writes what waits to be told.
  const days = await readLedger(databases, { site: site.number, from: today - 1, to: today + 1 });
  const [sessions, touchpoint, notes, letters, triggers, oldest] = await Promise.all([
    newest.read({ since: 0, count: NEWEST }),
    db.prepare(touchpointsReadLatest).bind(site.number, at, 1).first<{ start: number | null }>(),
    notesOf(db, site.number, today),
    db.prepare(deadLettersCountSite).bind(site.number).first<number>('count'),
    listTriggers(db, site.number, { after: '', limit: MOST_TRIGGERS }),
    oldestIn(databases, site.number),
  ]);
  const { toldOn, sumOfNoted } = notes;
  const seen = seenIn(sessions);
  const lastAt = laterOf(touchpoint?.start ?? undefined, seen.lastAt);
  const hasPast = sessions.length > 0 || toldOn !== undefined;
  const isImported = seen.isImported || sessions.length === 0;
  return {
    lastAt: lastAt ?? (databases.lake && (await lastInLake(databases, { site, at }))),
    past: seen.isLive || !hasPast ? undefined : isImported ? 'import' : 'demo',
    toldOn,
    books: sumOf(days),
    again: {
      page: sumOfNoted(copiesBy('page')),
      server: sumOfNoted(copiesBy('server')),
      import: sumOfNoted(copiesBy('import')),
      demo: sumOfNoted(copiesBy('demo')),
    },
    late: { hour: sumOfNoted(LATENESS.hour), day: sumOfNoted(LATENESS.day) },
    clocks: seen.clocks,
    bots: seen.bots,
    letters: letters ?? 0,
    triggers: triggers.map(({ trigger }) => trigger),
    oldest,
  };
}

interface Notes {
  toldOn: number | undefined;
  /** Of an outcome, yesterday and today. */
  sumOfNoted: (outcome: string) => number;
}

/** What the ledger notes beside its books. */
async function notesOf(db: D1Database, site: number, today: number): Promise<Notes> {
  const { results } = await db
    .prepare(ledgerReadDays)
    .bind(site, today + 1 - TOLD_DAYS, today + 1)
    .all<{ day: number; outcome: string; count: number }>();
  const noted = results.filter(({ day }) => day >= today - 1);
  const told = results.filter(({ outcome }) => Object.values<string>(TOLD).includes(outcome));
  return {
    toldOn: told.length === 0 ? undefined : Math.max(...told.map(({ day }) => day)),
    sumOfNoted: (wanted) =>
      noted.reduce((sum, { outcome, count }) => sum + (outcome === wanted ? count : 0), 0),
  };
}

interface Seen extends Pick<Findings, 'lastAt' | 'clocks' | 'bots'> {
  /** Anything neither of an import nor of the demo's month; anything of an import. */
  isLive: boolean;
  isImported: boolean;
}

/** What the newest sessions tell. */
function seenIn(sessions: readonly NewSession[]): Seen {
  const clocks = { events: 0, skewed: 0, most: 0 };
  const bots: Findings['bots'] = { sessions: sessions.length, bots: 0, reasons: {} };
  const seen: Seen = { lastAt: undefined, clocks, bots, isLive: false, isImported: false };
  for (const { bot, events } of sessions) {
    if (bot) {
      bots.bots++;
      const reason = events.find(({ context }) => context.bot !== undefined)?.context.bot;
      if (reason !== undefined) bots.reasons[reason] = (bots.reasons[reason] ?? 0) + 1;
    }
    for (const { at, context } of events) {
      seen.lastAt = laterOf(seen.lastAt, at);
      if (context.by === 'import') seen.isImported = true;
      else if (!context.demo) seen.isLive = true;
      if (context.by !== undefined) continue;
      clocks.events++;
      if (context.skew === undefined) continue;
      clocks.skewed++;
      clocks.most = Math.max(clocks.most, Math.abs(context.skew));
    }
  }
  return seen;
}

function laterOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** When the oldest session began that stands in any database. */
async function oldestIn({ db, more }: Databases, site: number): Promise<number | undefined> {
  const all = [...(more?.values() ?? [db])].map((one) =>
    one.prepare(sessionsOldest).bind(site).first<number>('start'),
  );
  const starts = (await Promise.all(all)).filter((start) => start !== null);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** The end of the newest session, where all of a site's are in the lake. */
async function lastInLake(
  databases: Databases,
  { site, at }: { site: Site; at: number },
): Promise<number | undefined> {
  const { sessions } = new Reader(databases, site);
  const [second] = await sessions.newest(Math.ceil(at / 1_000), 1);
  if (second === undefined) return undefined;
  let last = second * 1_000;
  const range = { from: second * 1_000, to: at + 1, depth: 'names' as const };
  for await (const { rows } of sessions.range(range))
    for (const { end } of rows) last = Math.max(last, end);
  return last;
}
