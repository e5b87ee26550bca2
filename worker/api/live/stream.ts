import { Newest } from '../../history/newest.ts';
import type { Databases } from '../../stitch/databases.ts';
import { LiveView, type LiveNow } from './view.ts';

/** Sessions of a database that are looked at each time: at most so many rows are read, and what changed. */
export const LOOKED_AT = 500;

/** A session goes on for so long at most after it began, to be found; it is rare that one does. */
const REACH = 86_400_000;

/** How long sessions may have begun ago that are there now: with more than are looked at, some are missed. */
const USUAL = 1_800_000;

/** Looks of a connection: of their statements an invocation may make 50 on the free plan, 1,000 on others. */
const LOOKS = 16;

/** Milliseconds between its first look and its last at most: a key that is revoked sees no more for long. */
const LASTS = 120_000;

/** Milliseconds after which a client comes again. */
const RETRY = 1_000;

/** How far back a client is told again that comes again: a page keeps events for 15 seconds at most. */
const AGAIN = 60_000;

export interface LiveOptions {
  databases: Databases;
  site: number;
  /** Without ids and titles. */
  masked: boolean;
  /** Milliseconds between two looks. */
  every: number;
  clock: () => number;
  /** Resolves after so many milliseconds, or at once when the client is gone. */
  wait: (ms: number) => Promise<void>;
  /** What the client has: the id of the last message it got. */
  lastId?: string | undefined;
  looks?: number;
}

/**
 * What happens on a site as server-sent events: `now` whenever who is there has changed, `event` for each
 * event, a comment where nothing has happened, so that nobody in between takes the line for dead. It
 * ends after some looks or two minutes, and the client comes again by itself.
 */
export async function* live(options: LiveOptions): AsyncGenerator<string> {
  const { databases, site, masked, every, clock, wait, lastId, looks = LOOKS } = options;
  const newest = new Newest(databases, site);
  const after = lastId === undefined ? undefined : timeOf(lastId);
  const view = new LiveView({ masked, after: after === undefined ? undefined : after - AGAIN });
  let told = '';
  yield `retry: ${RETRY}\n\n`;
  for (let look = 0; look < looks && look * every <= LASTS; look++) {
    if (look > 0) await wait(every);
    const now = clock();
    const sessions = await newest.read({ since: now - REACH, count: LOOKED_AT });
    const truncated = sessions.length >= LOOKED_AT && (sessions.at(-1)?.start ?? 0) > now - USUAL;
    const seen = view.look({ sessions, now, truncated });
    const id = String(now);
    const messages = seen.events.map((event) => message('event', event, id));
    const state = stateOf(seen.now);
    if (state !== told) {
      const cost = { rows_read: newest.rowsRead };
      messages.push(message('now', { ...seen.now, cost }, id));
    }
    told = state;
    yield messages.length === 0 ? ':\n\n' : messages.join('');
  }
}

function message(event: string, data: unknown, id: string): string {
  // JSON has no line break, so that one line is all.
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** All but the time. */
function stateOf(now: LiveNow): string {
  return JSON.stringify({ ...now, at: '' });
}

/** The time that an id is; undefined of what is none of ours. */
function timeOf(id: string): number | undefined {
  return /^\d{13}$/.test(id) ? Number(id) : undefined;
}
