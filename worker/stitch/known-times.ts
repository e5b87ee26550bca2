import sessionsHolding from '../sql/sessions.holding.sql';
import { archivedOf, noSymbol } from './archived.ts';
import { HOME, type Databases } from './databases.ts';
import { countedId } from './event-id.ts';
import type { Event } from './event.ts';
import type { Intake } from './intake.ts';
import { SESSION_GAP } from './merge.ts';
import { unpackEvents, type Packed } from './pack.ts';
import { chunksOf } from './plan.ts';
import { notBound, placeOf, readSpread } from './spread.ts';
import { escapeText } from './strings.ts';
import { symbolsOf } from './symbol-cache.ts';

type Row = Packed & { visitor: string; start: number };

/**
 * A batch that is sent again long after, byte for byte, looks like one of a clock that is slow: its times
 * would be shifted by its age, and its events stored a second time. What is stored already keeps its
 * time. Looked up for shifted events alone, which few are.
 */
export async function keepKnownTimes(
  { db, more, lake }: Databases,
  { site, lines }: Pick<Intake, 'site' | 'lines'>,
): Promise<void> {
  if (more === undefined) return keepTimesIn({ db, lake }, { site, lines });
  const shifted = lines.filter(({ events }) => events.some(isShifted));
  if (shifted.length === 0) return;
  const spread = await readSpread(db, site.number);
  const places = Map.groupBy(shifted, ({ visitor }) =>
    spread === undefined || visitor === undefined ? HOME : placeOf(spread, visitor),
  );
  for (const [name, own] of places) {
    const there = more.get(name);
    if (there === undefined) throw notBound(name);
    await keepTimesIn({ db: there, lake }, { site, lines: own });
  }
}

/** Of events whose visitors have their sessions in this database. */
async function keepTimesIn(
  { db, lake }: { db: D1Database; lake: R2Bucket | undefined },
  { site, lines }: Pick<Intake, 'site' | 'lines'>,
): Promise<void> {
  const shifted = lines.flatMap(({ visitor, events }) =>
    visitor === undefined ? [] : events.filter(isShifted).map((event) => ({ visitor, event })),
  );
  if (shifted.length === 0) return;
  const needles = new Map(
    shifted.map(({ visitor, event }) => {
      const pair = [visitor, needleOf(event)];
      return [JSON.stringify(pair), pair] as const;
    }),
  );
  const known = new Map<string, Event>();
  const symbols = symbolsOf(db, site.number);
  for (const chunk of chunksOf([...needles.values()])) {
    const { results } = await db.prepare(sessionsHolding).bind(site.number, chunk).all<Row>();
    await symbols.load(db, symbols.unknownIn(results));
    for (const row of results) {
      for (const event of unpackEvents(row, symbols.textOf))
        known.set(`${row.visitor} ${event.id}`, event);
    }
  }
  if (lake !== undefined) {
    const visitors = new Set(shifted.map(({ visitor }) => visitor));
    for (const row of await archivedOf(db, { site: site.number, visitors, lake })) {
      for (const event of unpackEvents(row, noSymbol))
        known.set(`${row.visitor} ${event.id}`, event);
    }
  }
  for (const { visitor, event } of shifted) {
    const stored = known.get(`${visitor} ${event.id}`);
    // Within a session's reach merging settles it, whichever copy came first.
    if (stored === undefined || Math.abs(stored.at - event.at) <= SESSION_GAP) continue;
    event.at = stored.at;
    event.context = stored.context;
  }
}

function isShifted({ context }: Event): boolean {
  return context.skew !== undefined;
}

/** What of its id stands in a row's text, as ids.ts writes it. */
function needleOf({ id }: Event): string {
  const counted = countedId(id);
  return counted ? `=${escapeText(counted.prefix)}\x7f` : id.slice(1);
}
