import { CHANNELS } from '../../collect/channel.ts';
import type { NewSession } from '../../history/newest.ts';
import { titleOf } from '../../reports/titles.ts';
import type { Event } from '../../stitch/event.ts';
import { DEVICES } from '../../stitch/session-row.ts';

/** Who did something in this time is there, milliseconds. */
export const ACTIVE = 300_000;

/** Events that a client sees at first, and pages that are listed by name. */
const FIRST = 20;
const PAGES = 20;

/** The last page is `(other)`. */
export interface LiveNow {
  at: string;
  /** Who did something in the last five minutes, bots left out. */
  visitors: number;
  pages: { page: string; visitors: number }[];
  channels: { channel: string; visitors: number }[];
  /** More sessions began lately than are looked at: there are at least so many. */
  truncated: boolean;
}

export interface LiveEvent {
  id: string;
  at: string;
  name: string;
  page: string | null;
  channel: string;
  device: string;
  country: string;
  /** These are null to a key that may not see customers. */
  title: string | null;
  visitor: string | null;
  user: string | null;
}

export interface Look {
  sessions: readonly NewSession[];
  /** The clock. */
  now: number;
  truncated: boolean;
}

export interface Seen {
  now: LiveNow;
  /** Those that were not told yet, in order of time. */
  events: LiveEvent[];
}

/** What one client is told. It remembers what that was, and tells each event once. */
export class LiveView {
  readonly #masked: boolean;
  /** Events of the last minutes that were told, by visitor and id. */
  #told = new Set<string>();
  #isFirst = true;
  /** Happened before: told by an earlier connection. */
  readonly #after: number | undefined;

  constructor({ masked, after }: { masked: boolean; after?: number | undefined }) {
    this.#masked = masked;
    this.#after = after;
  }

  look({ sessions, now, truncated }: Look): Seen {
    const since = now - ACTIVE;
    const there = new Map<string, { session: NewSession; last: Event; page: string | undefined }>();
    const recent: { key: string; session: NewSession; event: Event; user: string | undefined }[] =
      [];
    for (const session of sessions) {
      if (session.bot || session.end <= since) continue;
      let [page, user]: (string | undefined)[] = [];
      for (const event of session.events) {
        page = event.page ?? page;
        user = event.user ?? user;
        if (event.at <= since || event.at > now) continue;
        recent.push({ key: `${session.visitor} ${event.id}`, session, event, user });
        const known = there.get(session.visitor);
        if (known === undefined || known.last.at <= event.at)
          there.set(session.visitor, { session, last: event, page });
      }
    }
    recent.sort((a, b) => a.event.at - b.event.at || (a.key < b.key ? -1 : 1));
    const fresh = recent.filter(({ key }) => !this.#told.has(key));
    const wanted = this.#isFirst ? this.#first(fresh) : fresh;
    this.#isFirst = false;
    this.#told = new Set(recent.map(({ key }) => key));
    const visitors = [...there.values()];
    return {
      now: {
        at: new Date(now).toISOString(),
        visitors: there.size,
        pages: topOf(visitors.map(({ page }) => page ?? '(none)')).map(([page, count]) => ({
          page,
          visitors: count,
        })),
        channels: topOf(
          visitors.map(({ session }) => CHANNELS[session.channel] ?? 'Unassigned'),
        ).map(([channel, count]) => ({ channel, visitors: count })),
        truncated,
      },
      events: wanted.map(({ session, event, user }) => this.#shown(session, event, user)),
    };
  }

  /** Who comes back is told all since then, once more where that is not sure; who is new, the latest. */
  #first<T extends { event: Event }>(fresh: readonly T[]): T[] {
    const after = this.#after;
    if (after === undefined) return fresh.slice(-FIRST);
    return fresh.filter(({ event }) => event.at > after);
  }

  #shown(session: NewSession, event: Event, user: string | undefined): LiveEvent {
    const masked = this.#masked;
    return {
      id: event.id,
      at: new Date(event.at).toISOString(),
      name: event.name,
      page: event.page ?? null,
      channel: CHANNELS[session.channel] ?? 'Unassigned',
      device: DEVICES[session.device] || 'unknown',
      country: session.country,
      title: masked ? null : titleOf(event),
      visitor: masked ? null : session.visitor,
      user: masked ? null : (user ?? null),
    };
  }
}

/** How often each is there, the most frequent first, the rest as `(other)`. */
function topOf(names: readonly string[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rest = sorted.slice(PAGES).reduce((sum, [, count]) => sum + count, 0);
  return rest === 0 ? sorted : [...sorted.slice(0, PAGES), ['(other)', rest]];
}
